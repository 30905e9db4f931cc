"""How long a text is: one function for each unit in which a network counts.

What is counted is what is sent: escapes and content warnings are put in by the caller. Limits are
data and live elsewhere; they name their unit as in `UNITS`.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType

import regex

from antiphon.lib.links import replace_urls

_EMOJI = regex.compile(r"[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]")
_URL_ON_MASTODON = _URL_ON_X = "x" * 23
_LIGHT_ON_X = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_BARE_DOMAIN = re.compile(r"(?<![\w@$#./-])((?:[a-z0-9-]+\.)+[a-z]{2,})(?![\w@-])(/[^\s<>\"]*)?", re.IGNORECASE)
_GENERIC = frozenset({"app", "biz", "blog", "com", "dev", "edu", "gov", "info", "mil", "mobi", "museum", "name"})
_GENERIC |= {"net", "news", "online", "org", "pro", "shop", "site", "social", "store", "tech", "travel", "wiki"}
_REMOTE_MENTION = re.compile(r"(?<![\w/])(@[a-z0-9_][a-z0-9_.-]*)@\w[\w.:-]*\w", re.IGNORECASE)


def code_points(text: str) -> int:
    """Return the number of Unicode code points.

    >>> code_points("caffè")
    5
    """
    return len(text)


def graphemes(text: str) -> int:
    """Return the number of user-perceived characters: extended grapheme clusters of UAX #29.

    >>> graphemes("👨‍👩‍👧‍👦 caffè")
    7
    """
    if text.isascii():  # where nothing but the two marks of a line's end stand for one
        return len(text) - text.count("\r\n")
    return sum(1 for _ in regex.finditer(r"\X", text))


def utf8_bytes(text: str) -> int:
    """Return the number of bytes in UTF-8; half of a surrogate pair counts as three.

    >>> utf8_bytes("caffè")
    6
    """
    return len(text.encode("utf-8", "surrogatepass"))


def utf16_units(text: str) -> int:
    """Return the number of 16-bit units in UTF-16, which is what JavaScript calls `length`.

    >>> utf16_units("👋")
    2
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def mastodon_characters(text: str) -> int:
    """Return what Mastodon counts: graphemes, where a URL is 23 and `@user@domain` is `@user`.

    Source: documentation of Mastodon, "Text and how it is counted"; a URL needs its http(s)://.

    >>> mastodon_characters("@anna@example.social https://example.org/a/very/long/path")
    29
    """
    without_urls = replace_urls(text, lambda _: _URL_ON_MASTODON)
    return graphemes(_REMOTE_MENTION.sub(r"\1", without_urls))


def threads_characters(text: str) -> int:
    """Return what Threads counts: code points, and of an emoji the bytes it has in UTF-8.

    Source: documentation of the Threads API, "Posts", limitations (2026-04-14). An emoji is a grapheme with
    a pictographic mark, a regional indicator or a keycap (UTS #51).

    >>> threads_characters("caffè 👋")
    10
    """
    found = (match[0] for match in regex.finditer(r"\X", text))
    return sum(utf8_bytes(mark) if _EMOJI.search(mark) else len(mark) for mark in found)


def x_weight(text: str) -> int:
    """Return what X counts: 1 for a character of the lighter ranges, 2 for others and for an emoji, 23 for a link.

    Source: X documentation, "Counting characters", and version 3 of twitter-text's configuration; counted in
    Normalization Form C. A bare domain is a link where its ending is a common one (twitter-text knows all).

    >>> x_weight("👨‍👩‍👧‍👦 caffè https://example.org/a/very/long/path")
    32
    """
    shortened = replace_urls(unicodedata.normalize("NFC", text), lambda _: _URL_ON_X)
    shortened = _BARE_DOMAIN.sub(_weighed_domain, shortened)
    if shortened.isascii():
        return len(shortened)
    found = (match[0] for match in regex.finditer(r"\X", shortened))
    return sum(2 if _EMOJI.search(mark) else sum(map(_weight, mark)) for mark in found)


def _weight(mark: str) -> int:
    return 1 if any(low <= ord(mark) <= high for low, high in _LIGHT_ON_X) else 2


def _weighed_domain(match: re.Match[str]) -> str:
    """Two labels with the ending of a country are a link only where a path follows, or as .co and .tv."""
    domain, path = match[1].lower(), match[2]
    ending = domain.rpartition(".")[2]
    country = len(ending) == 2
    linked = ending in _GENERIC or (country and (path or domain.count(".") > 1 or ending in {"co", "tv"}))
    return _URL_ON_X if linked else match[0]


#: Every unit by the name that limits use.
UNITS: Mapping[str, Callable[[str], int]] = MappingProxyType(
    {
        "code_points": code_points,
        "graphemes": graphemes,
        "utf8_bytes": utf8_bytes,
        "utf16_units": utf16_units,
        "mastodon_characters": mastodon_characters,
        "threads_characters": threads_characters,
        "x_weight": x_weight,
    }
)
