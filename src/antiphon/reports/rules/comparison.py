"""A post against the last ones on its channel, each at the age that it has now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import quantiles

from antiphon.reports.rules.readings import Readings, value_at

#: With how many earlier posts of the channel one is compared, and how few are not enough yet.
LAST, N_MIN = 20, 5


class Place(StrEnum):
    """Where a number lies against the middle half of earlier ones."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual: the median and the quartiles of `n` earlier numbers; None where they are too few."""

    n: int
    lower: float | None = None
    median: float | None = None
    upper: float | None = None

    def place(self, value: float | None) -> Place | None:
        """Return where a number lies; None where it or what is usual is not known."""
        if value is None or self.lower is None or self.upper is None:
            return None
        return Place.BELOW if value < self.lower else Place.ABOVE if value > self.upper else Place.WITHIN


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier post: when it went out, and what was told of it over time."""

    live_at: datetime
    readings: Readings


def usual(history: Sequence[float]) -> Usual:
    """Return the median and quartiles of the last 20 numbers, the oldest first; linear between two of them.

    >>> usual([2, 10, 4, 8, 6])
    Usual(n=5, lower=4.0, median=6.0, upper=8.0)
    >>> usual([2, 10, 4, 8])
    Usual(n=4, lower=None, median=None, upper=None)
    """
    recent = history[-LAST:]
    if len(recent) < N_MIN:
        return Usual(len(recent))
    lower, median, upper = quantiles(recent, n=4, method="inclusive")
    return Usual(len(recent), lower, median, upper)


def usual_at(past: Sequence[Past], age: timedelta, as_of: datetime) -> Usual:
    """Return what was usual at an age: of the last 20 earlier posts, those of which something was told by then.

    One that is not that old yet is left out; so is one of which nothing was told: missing is not zero.
    """
    found = [
        told.value
        for one in past[-LAST:]
        if one.live_at + age <= as_of and (told := value_at(one.readings, one.live_at + age))
    ]
    return usual(found)
