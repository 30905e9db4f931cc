"""How many people one human can keep in touch with, and how closely."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from antiphon.lib.sortable import Sortable


class Circle(StrEnum):
    """How close a person is to a steward, by rank of strength."""

    INNERMOST = "innermost"
    CLOSE = "close"
    FRIENDLY = "friendly"
    ACTIVE = "active"


#: People up to and with each circle, for one human. Source: Dunbar; phone calls show 4.1, 11, 29.8
#: and 128.9 (MacCarron et al. 2016, arXiv:1604.02400).
SIZES: Mapping[Circle, int] = MappingProxyType(
    {Circle.INNERMOST: 5, Circle.CLOSE: 15, Circle.FRIENDLY: 50, Circle.ACTIVE: 150}
)

#: Days between two contacts when a pair has no rhythm of its own yet. A choice.
CADENCE: Mapping[Circle, int] = MappingProxyType(
    {Circle.INNERMOST: 7, Circle.CLOSE: 30, Circle.FRIENDLY: 90, Circle.ACTIVE: 180}
)

#: Strength from which a relationship is close, for the warning about capacity. A choice.
CLOSE_FROM = 50.0


@dataclass(frozen=True, slots=True)
class Load:
    """How many relationships one steward keeps, how many of them close, and whether it is too many."""

    kept: int
    close: int

    @property
    def too_many(self) -> bool:
        """Return whether more people are kept than one human can."""
        return self.kept > SIZES[Circle.ACTIVE]

    @property
    def too_many_close(self) -> bool:
        """Return whether more people are close than one human can be close to."""
        return self.close > SIZES[Circle.CLOSE]


def circles[K: Sortable](strengths: Mapping[K, float | None]) -> dict[K, Circle | None]:
    """Return the circle of each person of one steward, by rank of strength.

    The 5 strongest are innermost, the next 10 close, the next 35 friendly, the next 100 active;
    whoever has no strength, or comes after 150 others, is in none (None).

    >>> circles({"Anna": 60.0, "Bea": None})
    {'Anna': <Circle.INNERMOST: 'innermost'>, 'Bea': None}
    """
    placed: dict[K, Circle | None] = dict.fromkeys(strengths)
    positive = {person: value for person, value in strengths.items() if value}
    for rank, person in enumerate(sorted(sorted(positive), key=lambda one: -positive[one]), start=1):
        placed[person] = next((circle for circle, size in SIZES.items() if rank <= size), None)
    return placed


@dataclass(frozen=True, slots=True)
class Moves:
    """How many of those who were in a circle before are in a closer one, the same, a farther one or none now."""

    closer: int
    held: int
    farther: int

    @property
    def n(self) -> int:
        """How many were in a circle before."""
        return self.closer + self.held + self.farther


def moves[K: Sortable](before: Mapping[K, float | None], after: Mapping[K, float | None]) -> Moves:
    """Return how people moved between circles; who comes in anew is not among them.

    >>> moves({"Anna": 60.0, "Bea": 20.0}, {"Anna": 40.0, "Bea": None, "Carlo": 10.0})
    Moves(closer=0, held=1, farther=1)
    """
    order = {circle: place for place, circle in enumerate(Circle)}
    outside = len(order)
    now = circles(after)
    found = [0, 0, 0]
    for who, circle in circles(before).items():
        if circle is not None:
            place = now.get(who)
            step = order[circle] - (order[place] if place is not None else outside)
            found[0 if step > 0 else 1 if step == 0 else 2] += 1
    return Moves(*found)


def load(strengths: Mapping[Any, float | None], close_from: float = CLOSE_FROM) -> Load:
    """Return what one steward carries: people with any strength, and those at `close_from` or more.

    >>> load({"Anna": 60.0, "Bea": 20.0, "Carlo": None})
    Load(kept=2, close=1)
    """
    values = [value for value in strengths.values() if value]
    return Load(len(values), sum(value >= close_from for value in values))
