"""Names in braces that stand for words. Pure."""

import re
from collections.abc import Mapping

#: A name in single braces; doubled ones are braces that are meant.
_NAMED = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]{0,39})\}")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def names_in(text: str) -> list[str]:
    """Return the names in braces of a text, in their order, each once.

    >>> names_in("We open at {hour} on {day}; {{code}} is code, and { this } is nothing.")
    ['hour', 'day']
    """
    return list(dict.fromkeys(found[1] for found in _NAMED.finditer(text) if found[1]))


def replaced(text: str, values: Mapping[str, str]) -> str:
    """Return a text with the names that are known replaced by what they stand for; others stay as they are.

    Doubled braces become single ones. What a name stands for is not looked through again.

    >>> replaced("We open at {hour}. {{hour}} {nobody}", {"hour": "nine"})
    'We open at nine. {hour} {nobody}'
    """

    def put(found: re.Match[str]) -> str:
        if found[1]:
            return values.get(found[1], found[0])
        return found[0][0]

    return _NAMED.sub(put, text)
