"""Where a quoted passage stands in a text that has changed since, and what changed between two texts. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_LONG = 40_000


def place_of(quote: str, start: int, text: str) -> int | None:
    """Return where a quote stands in a text, the place nearest to where it stood; None if it stands nowhere.

    >>> place_of("open", 20, "We open. They open too.")
    14
    """
    if not quote:
        return None
    places = [found.start() for found in re.finditer(re.escape(quote), text)]
    return min(places, key=lambda place: (abs(place - start), place), default=None)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that is marked in a text: from `start` up to `end`, named by `key`."""

    start: int
    end: int
    key: int


@dataclass(frozen=True, slots=True)
class Run:
    """A run of characters and the key of the mark it lies in, 0 outside of all."""

    text: str
    key: int = 0


def runs(text: str, marks: Iterable[Mark]) -> list[Run]:
    """Return a text cut into runs; of marks that overlap, the one that begins first is kept.

    >>> [run.text for run in runs("abcdef", [Mark(1, 3, 7), Mark(2, 5, 8)])]
    ['a', 'bc', 'def']
    """
    cut, at = [], 0
    for mark in sorted(marks, key=lambda one: (one.start, -one.end)):
        if mark.start >= at and mark.end > mark.start:
            cut += [Run(text[at : mark.start]), Run(text[mark.start : mark.end], mark.key)]
            at = mark.end
    return [run for run in [*cut, Run(text[at:])] if run.text]


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
