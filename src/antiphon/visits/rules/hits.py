"""A hit: that something happened on a page, as it is written down between the door and the tables."""

import re
from enum import StrEnum
from urllib.parse import parse_qsl, urlsplit

import msgspec

MOST_TEXT, MOST_HOST = 200, 120
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
#: The parameters of an address that are read; all others are forgotten where the hit comes in.
CAMPAIGN_PARAMETERS = ("utm_source", "utm_medium", "utm_campaign", "by")


class Act(StrEnum):
    """What happened: a page was looked at, an event of the site's own was told, a form was sent."""

    PAGE = "page"
    EVENT = "event"
    FORM = "form"


class Way(StrEnum):
    """How a hit came to us."""

    SCRIPT = "script"
    PIXEL = "pixel"
    LOG = "log"
    API = "api"


#: The ways of who looks at a page; by the others its server tells.
BROWSER = frozenset({Way.SCRIPT, Way.PIXEL})


class Reason(StrEnum):
    """Why a hit was left out."""

    BOT = "bot"
    ASKED = "asked"
    FLOOD = "flood"
    ELSEWHERE = "elsewhere"
    COUNTED = "counted"
    UNREADABLE = "unreadable"


class Hit(msgspec.Struct, array_like=True, frozen=True, gc=False, tag="h", kw_only=True):
    """Something that happened at a moment (seconds since 1970, UTC), by a visitor who is a key of one day.

    `path` is without its query; `referrer` is a host, `code` that of a short link of ours. No address, no browser.
    """

    site: int
    at: float
    visitor: str
    way: Way
    act: Act
    path: str
    name: str = ""
    referrer: str = ""
    source: str = ""
    medium: str = ""
    campaign: str = ""
    code: str = ""

    @property
    def mark(self) -> tuple[str, str, str, str]:
        """What the address itself says of where somebody comes from."""
        return self.source, self.medium, self.campaign, self.code


class Left(msgspec.Struct, array_like=True, frozen=True, gc=False, tag="l", kw_only=True):
    """That some hits of a site were left out on a day (as 2026-11-22, UTC), for one reason."""

    site: int
    day: str
    reason: Reason
    way: Way
    hits: int


type Line = Hit | Left
_encoder, _decoder = msgspec.json.Encoder(), msgspec.json.Decoder(Hit | Left)


def written(line: Line) -> bytes:
    """Return a line of a file of hits, its end included."""
    return _encoder.encode(line) + b"\n"


def read_line(line: bytes) -> Line | None:
    """Return what a line says; None if it says nothing, as one that broke off."""
    try:
        found: Line = _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return found


class Address(msgspec.Struct, frozen=True):
    """What is read of the address of a page."""

    host: str
    path: str
    source: str = ""
    medium: str = ""
    campaign: str = ""
    code: str = ""


def read_address(url: str) -> Address | None:
    """Return host, path and campaign of a page's address; None if it is none of the web.

    >>> read_address("https://Shop.example/tea/?utm_source=News&utm_medium=email&token=1")
    Address(host='shop.example', path='/tea/', source='news', medium='email', campaign='', code='')
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    found = _parameters(parts.query)
    return Address(
        host=host[:MOST_HOST],
        path=plain(parts.path or "/", 500),
        source=plain(found.get("utm_source", "").lower()),  # small letters may be more: “İ” is two of them
        medium=plain(found.get("utm_medium", "").lower()),
        campaign=found.get("utm_campaign", ""),
        code=found.get("by", "")[:40],
    )


def host_of(url: str) -> str:
    """Return the host of an address in small letters, without `www.`; empty if there is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return plain(host.removeprefix("www."), MOST_HOST)


def stands_on(host: str, domains: tuple[str, ...]) -> bool:
    """Whether a host is one of these domains, or below one.

    >>> stands_on("www.shop.example", ("shop.example",)), stands_on("notshop.example", ("shop.example",))
    (True, False)
    """
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def plain(text: str, most: int = MOST_TEXT) -> str:
    """Return a text without control characters, cut to what is kept."""
    return _CONTROL.sub(" ", text)[:most].strip()


def _parameters(query: str) -> dict[str, str]:
    if not query:
        return {}
    try:
        pairs = parse_qsl(query[:4000], max_num_fields=100)
    except ValueError:
        return {}
    return {name: plain(value) for name, value in reversed(pairs) if name in CAMPAIGN_PARAMETERS}
