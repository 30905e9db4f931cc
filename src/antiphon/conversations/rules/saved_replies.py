"""Words that are answered again and again: what may stand in braces, and how it is filled in."""

import re
from collections.abc import Mapping

#: What may stand in braces: whom we answer, how they are called on their network, who we are, who answers, where.
VARIABLES = ("name", "handle", "brand", "agent", "network")
_BRACES = re.compile(r"\{([^{}\n]{0,80})\}")


def unknown_variables(text: str) -> tuple[str, ...]:
    """Return what stands in braces and means nothing, each once, in order.

    >>> unknown_variables("Dear {name}, {opening} {Name}")
    ('opening', 'Name')
    """
    return tuple(dict.fromkeys(found for found in _BRACES.findall(text) if found not in VARIABLES))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return the words with each variable replaced by its value; what comes in by a value is not replaced again.

    >>> filled("Dear {name}, it is {agent} of {brand}.", {"name": "{agent}", "agent": "Anna", "brand": "Bottega"})
    'Dear {agent}, it is Anna of Bottega.'
    """
    return _BRACES.sub(lambda found: values.get(found[1], found[0]), text)


def put_after(typed: str, words: str) -> str:
    """Return what is typed with words after it, apart by an empty line; what is typed is never lost.

    >>> put_after("Hello!  ", "We open at nine.")
    'Hello!\\n\\nWe open at nine.'
    """
    before = typed.rstrip()
    return f"{before}\n\n{words}" if before else words
