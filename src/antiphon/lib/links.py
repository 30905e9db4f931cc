"""Where the web addresses in a plain text begin and end."""

import re
from collections.abc import Callable

#: A host needs a dot: `http://localhost` links nowhere for anybody else.
_URL = re.compile(
    r"(?<![\w@$#＃＠])https?://(?:[\w-]+\.)+[^\W\d_][\w-]+(?::\d{1,5})?(?:[/?#][^\s<>\"“”«»]*)?",
    re.IGNORECASE,
)
_AFTER = ".,;:!?'’…*_~"


def replace_urls(text: str, replacement: Callable[[str], str]) -> str:
    """Return the text with each http(s) address put through `replacement`.

    Punctuation behind an address is not part of it, nor is a bracket that it does not open.

    >>> replace_urls("See (https://example.org/a?b=c). Or?", lambda url: "URL")
    'See (URL). Or?'
    """
    return _URL.sub(lambda match: _replaced(match[0], replacement), text)


def urls_in(text: str) -> list[str]:
    """Return the http(s) addresses in a text, in order.

    >>> urls_in("See https://example.org/a, then http://example.org")
    ['https://example.org/a', 'http://example.org']
    """
    found: list[str] = []

    def noted(url: str) -> str:
        found.append(url)
        return url

    replace_urls(text, noted)
    return found


def _replaced(found: str, replacement: Callable[[str], str]) -> str:
    url = found[: _end(found)]
    return replacement(url) + found[len(url) :]


def _end(found: str) -> int:
    """Return the length of the address without the punctuation of the sentence around it."""
    surplus = {close: found.count(close) - found.count(open_) for open_, close in ("()", "[]", "{}")}
    end = len(found)
    while end and (found[end - 1] in _AFTER or surplus.get(found[end - 1], 0) > 0):
        end -= 1
        if found[end] in surplus:
            surplus[found[end]] -= 1
    return end
