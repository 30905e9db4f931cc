"""Where a quoted passage stands in a text that has changed since. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


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
