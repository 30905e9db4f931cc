"""What changed between two texts. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_LONG = 40_000


class Change(StrEnum):
    """What became of a piece of a text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of two texts that are compared."""

    change: Change
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """Return what became of a text, word by word; what went stands before what came in its place.

    Texts of more than 40,000 characters in all are compared line by line.

    >>> [f"{one.change}:{one.text}" for one in differences("Open on Saturday.", "Open on Sunday.")]
    ['same:Open on ', 'gone:Saturday', 'new:Sunday', 'same:.']
    """
    long = len(before) + len(after) > _LONG
    old, new = ((_LINES if long else _WORDS).findall(text) for text in (before, after))
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Change.SAME, "".join(old[a:b])))
        else:
            pieces += [Piece(Change.GONE, "".join(old[a:b]))] if b > a else []
            pieces += [Piece(Change.NEW, "".join(new[c:d]))] if d > c else []
    return pieces
