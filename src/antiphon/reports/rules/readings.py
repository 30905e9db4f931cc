"""What a network told over time: the value at a moment, how it grew, what follows from several numbers."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from antiphon.integrity.rules.surges import Moves, aside_at

#: What people did with a post, in the words in which networks tell it. A look and a click are none of it.
ENGAGEMENTS = ("likes", "replies", "shares", "quotes", "saves", "sends")


@dataclass(frozen=True, slots=True)
class Told:
    """A number that a network told at a moment; `id` names the reading."""

    id: int
    at: datetime
    value: int


type Readings = Sequence[Told]
"""Readings of one name, the oldest first. A number that stayed the same is written down once."""


@dataclass(frozen=True, slots=True)
class Growth:
    """A number at both ends of a period; None where nothing was told by then, which is not 0.

    `n` readings it stands on. `first` is the moment of the first reading if that lies within the period:
    before it nothing is known, and the growth is that since then. `aside_start` and `aside_end` are how many of them
    are not counted.
    """

    start: int | None
    end: int | None
    n: int
    first: datetime | None = None
    aside_start: int = 0
    aside_end: int = 0

    @property
    def aside(self) -> int:
        """How many of the change are not counted; below 0 where more of them left than came."""
        return self.aside_end - self.aside_start

    @property
    def counted_change(self) -> int | None:
        """The change without what is not counted."""
        return None if self.change is None else self.change - self.aside

    @property
    def change(self) -> int | None:
        """How much it grew, below 0 if it shrank; None unless it was told at two moments."""
        return None if self.start is None or self.end is None else self.end - self.start

    @property
    def rate(self) -> float | None:
        """The change as a share of the start; None without a start to divide by."""
        return self.change / self.start if self.change is not None and self.start else None


def value_at(readings: Readings, moment: datetime) -> Told | None:
    """Return what was told last up to a moment; None if nothing was: not known, which is not 0."""
    place = bisect_right(readings, moment, key=lambda told: told.at)
    return readings[place - 1] if place else None


def growth(readings: Readings, since: datetime, until: datetime, moves: Moves = ()) -> Growth:
    """Return how a number grew between two moments.

    Told 100 on the 1st, 104 on the 10th, 103 on the 20th: from the 5th to the 25th it grew from 100 by 3, n = 3.
    Told first on the 10th: grew from 104 by -1 since then. Told once, within the period: the growth is not known.
    `moves` say when how many came, or left, who are not counted.
    """
    before, end = value_at(readings, since), value_at(readings, until)
    within = [told for told in readings if since < told.at <= until]
    start = before or (within[0] if len(within) > 1 else None)
    first = within[0].at if within and before is None else None
    n = len(within) + (before is not None)
    aside = (aside_at(moves, start.at) if start else 0, aside_at(moves, end.at) if end else 0)
    return Growth(start.value if start else None, end.value if end else None, n, first, *aside)


def engagements(told: Mapping[str, int]) -> int | None:
    """Return what people did with a post, added up over what its network tells; None if it tells nothing of it.

    >>> engagements({"likes": 12, "replies": 3, "views": 900})
    15
    """
    known = [told[name] for name in ENGAGEMENTS if name in told]
    return sum(known) if known else None


def summed(series: Sequence[Readings]) -> list[Told]:
    """Return several series of one name added up: at each reading, what was told last of each by then.

    One of which nothing was told yet adds nothing. `id` is that of the reading at which the sum changed.
    """
    moments = sorted((one for some in series for one in some), key=lambda one: (one.at, one.id))
    return _once(
        Told(one.id, one.at, sum(told.value for told in (value_at(some, one.at) for some in series) if told))
        for one in moments
    )


def without_own(replies: Readings, parts: Sequence[datetime]) -> list[Told]:
    """Return told replies less our own later parts that stood by then: networks count them as answers."""
    return _once(Told(one.id, one.at, max(0, one.value - sum(at <= one.at for at in parts))) for one in replies)


def _once(readings: Iterable[Told]) -> list[Told]:
    """Return readings without those that only repeat the one before: they stand for when a number came to be."""
    found: list[Told] = []
    for one in readings:
        if not found or found[-1].value != one.value:
            found.append(one)
    return found


def as_one(
    first: Mapping[str, Readings], parts: Sequence[Mapping[str, Readings]], began: Sequence[datetime]
) -> dict[str, Readings]:
    """Return what was told of a thread as of one post: what people did is added up, looks are those of the first.

    `began` are the moments at which the later parts went out. Who reads on is not somebody else, so that views
    and accounts reached are never added.
    """
    if not began:
        return dict(first)
    found: dict[str, Readings] = {name: some for name, some in first.items() if name not in ENGAGEMENTS}
    for name in ENGAGEMENTS:
        series = [one[name] for one in (first, *parts) if name in one]
        if series:
            found[name] = summed(series)
    if "replies" in found:
        found["replies"] = without_own(found["replies"], began)
    return found


def stepped(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return points joined by steps: a number that was told holds until another is, it does not creep there.

    >>> stepped([(0, 1), (0.5, 3), (1, 3)])
    [(0, 1), (0.5, 1), (0.5, 3), (1, 3)]
    """
    found = list(points[:1])
    for (_x, before), (x, value) in pairwise(points):
        found += [(x, value)] if value == before else [(x, before), (x, value)]
    return found
