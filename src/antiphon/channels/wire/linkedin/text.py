"""The format of texts that LinkedIn calls little: what is reserved in it is escaped."""

import re

_RESERVED = re.compile(r"[|{}@\[\]()<>#\\*_~]")
#: A # that begins a hashtag: what follows has a letter in it. It stays, so that people can follow it.
_HASHTAG = re.compile(r"(?<![\w#&/])#(?=\w*[^\W\d_])")
_TEMPLATE = re.compile(r"\{hashtag\|\\?#\|([^}]*)\}")
_MENTION = re.compile(r"@\[((?:[^\]\\]|\\.)*)\]\s?\(urn:li:[^)]*\)")


def little(text: str) -> str:
    """Return a text as the network wants it: what its format reserves is escaped, hashtags are not.

    >>> little("Read (all) of #wool_2")
    'Read \\\\(all\\\\) of #wool\\\\_2'
    """
    begin = {match.start() for match in _HASHTAG.finditer(text)}
    return _RESERVED.sub(lambda match: match[0] if match.start() in begin else f"\\{match[0]}", text)


def plain(commentary: str) -> str:
    """Return a text of that format as people read it."""
    named = _MENTION.sub(lambda match: f"@{match[1]}", _TEMPLATE.sub(lambda match: f"#{match[1]}", commentary))
    return re.sub(r"\\(.)", r"\1", named, flags=re.DOTALL)


def essence(text: str) -> str:
    """Return the words of a text: white space may come back otherwise."""
    return re.sub(r"\s+", " ", text).strip()
