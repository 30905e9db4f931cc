"""Copies: the same sentence out of several mouths."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from antiphon.integrity.rules.acts import Act, Finding, beside
from antiphon.lib.folding import folded

#: How many words make a sentence that nobody says by chance, and how many accounts a copy.
LEAST_WORDS, LEAST_ACCOUNTS = 6, 3
_LEFT_OUT = re.compile(r"https?://\S+|[@#]\S+")


def kernel(text: str) -> str:
    """Return what a text says without addresses, names, tags, accents, capitals and signs; empty if it is short.

    >>> kernel("@bottega What a LOVELY table, I want two! https://x.example"), kernel("Lovely!")
    ('what a lovely table i want two', '')
    """
    words = folded(_LEFT_OUT.sub(" ", text))
    return words if len(words.split()) >= LEAST_WORDS else ""


def found_copies(acts: Sequence[Act], texts: Mapping[str, str]) -> list[Finding]:
    """Return what repeats the sentence of somebody else; the first who said it keeps it. `acts` in order of time."""
    said: dict[str, list[Act]] = defaultdict(list)
    for one in acts:
        if words := kernel(texts.get(one.subject, "")):
            said[words].append(one)
    return [
        finding
        for words, same in said.items()
        if len({one.actor for one in same}) >= LEAST_ACCOUNTS
        for finding in _findings(words, same)
    ]


def _findings(words: str, same: Sequence[Act]) -> list[Finding]:
    told = {"accounts": str(len({one.actor for one in same})), "words": str(len(words.split()))}
    keys = [one.id for one in same]
    copies = [one for one in same[1:] if one.actor != same[0].actor]
    return [Finding(one.id, told, beside(one.id, keys)) for one in copies]
