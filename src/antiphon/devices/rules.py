"""Where a push may go, what an answer means, how long it is tried. Pure."""

import base64
import hashlib
import ipaddress
import re
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from urllib.parse import urlsplit

#: No more devices for one person in one community.
MOST_DEVICES = 10
LONGEST_ADDRESS = 1_000
LONGEST_NAME = 60
#: After so many failures in a row, with no push that arrived in between, a device is forgotten.
MOST_FAILURES = 8
#: What did not arrive within this is old news: it stands on the page.
GOOD_FOR = timedelta(hours=12)
#: What is done with stays so long, to be looked at.
KEPT_FOR = timedelta(days=7)
_FIRST, _LONGEST = timedelta(seconds=30), timedelta(hours=1)
_PRIVATE_NAMES = re.compile(r"(^|\.)(localhost|local|internal|test|invalid|home\.arpa|onion)\.?$")

_SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "Mac"}
_BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrom": "Chrome", "Safari/": "Safari"}


class Fate(StrEnum):
    """What the answer of a push service means for what was sent."""

    TAKEN = "taken"
    """It takes care of it."""
    GONE = "gone"
    """The device takes nothing any more: it is to be forgotten."""
    LATER = "later"
    """It is to be asked again, after the time it says."""
    REFUSED = "refused"
    """It will not take this one."""


def fate_of(status: int) -> Fate:
    """Return what an HTTP status of a push service means (RFC 8030 § 5, § 7.3, § 8.4).

    >>> [str(fate_of(status)) for status in (201, 410, 429, 503, 413, 302)]
    ['taken', 'gone', 'later', 'later', 'refused', 'refused']
    """
    if 200 <= status < 300:
        return Fate.TAKEN
    if status in {404, 410}:
        return Fate.GONE
    return Fate.LATER if status in {408, 425, 429} or status >= 500 else Fate.REFUSED


def wait_before_try(tries: int) -> timedelta:
    """Return how long to wait after the nth try that failed: half a minute, doubling, an hour at most.

    >>> [int(wait_before_try(n).total_seconds()) for n in (1, 2, 3, 20)]
    [30, 60, 120, 3600]
    """
    doublings: int = min(max(0, tries - 1), 10)
    return min(_FIRST * (1 << doublings), _LONGEST)


def may_be_asked(address: str, trusted: Callable[[str, int], bool]) -> bool:
    """Whether pushes may be sent to an address that a stranger gave, as far as it can be told without asking.

    It has to be https, of a named host of the open internet, without a user and a fragment; `trusted` says which
    host and port the operator trusts besides, over http too. What the name leads to is looked at when it is asked.

    >>> may_be_asked("https://push.example.org/x", lambda host, port: False)
    True
    >>> may_be_asked("https://10.0.0.1/x", lambda host, port: False)
    False
    """
    if len(address) > LONGEST_ADDRESS or not address.isascii() or re.search(r"[\s\\\x00-\x1f\x7f]", address):
        return False
    try:
        found = urlsplit(address)
        host, port = found.hostname or "", found.port or (80 if found.scheme == "http" else 443)
    except ValueError:
        return False
    if not host or "@" in found.netloc or found.fragment or found.scheme not in {"http", "https"}:
        return False
    return trusted(host, port) or (found.scheme == "https" and _is_named(host))


def _is_named(host: str) -> bool:
    """Whether a host is named in the open internet; one that is a number is none of a push service."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        last = host.rstrip(".").rpartition(".")[2]
        return "." in host.rstrip(".") and not last.isdecimal() and not _PRIVATE_NAMES.search(host)
    return False


def origin_of(address: str) -> str:
    """Return the origin of an address: scheme, host and port as they stand in it.

    >>> origin_of("https://push.example.org/wpush/v2/abc")
    'https://push.example.org'
    """
    found = urlsplit(address)
    return f"{found.scheme}://{found.netloc}"


def topic_of(about: str) -> str:
    """Return the topic under which a later push takes the place of an earlier one: 32 letters (RFC 8030 § 5.4).

    >>> topic_of("reply:topic:7") == topic_of("reply:topic:7"), len(topic_of("reply:topic:7"))
    (True, 32)
    """
    return base64.urlsafe_b64encode(hashlib.sha256(about.encode()).digest()[:24]).decode()


def usual_name(user_agent: str) -> str:
    """Return what a device is called if nobody names it, as far as its browser tells; empty if it does not.

    >>> usual_name("Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0")
    'Firefox, Android'
    """
    system = next((name for sign, name in _SYSTEMS.items() if sign in user_agent), "")
    system = system or ("Linux" if "Linux" in user_agent else "")
    browser = next((name for sign, name in _BROWSERS.items() if sign in user_agent), "")
    return ", ".join(word for word in (browser, system) if word)
