"""How often a pair is in touch, and since when it is silent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from .effort import EFFORT, WORDS, Touch, effort_of

#: Of how many of a pair's last intervals the median is taken, and how many it needs. Choices.
LAST_INTERVALS = 10
MIN_INTERVALS = 3

#: No rhythm is quicker than this many days.
FLOOR_DAYS = 3.0


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The usual number of days between two contacts of a pair.

    `days` is None where neither the pair nor its circle says anything; `n` is the number of
    intervals seen; `own` says whether they, not the circle, gave the figure.
    """

    days: float | None
    n: int
    own: bool


def contact_days(touches: Iterable[Touch], as_of: date, effort: Mapping[str, float] = EFFORT) -> tuple[date, ...]:
    """Return the days up to `as_of` on which words were exchanged either way, oldest first.

    A like or a follow is no contact: it does not end a silence.
    """
    return tuple(sorted({touch.day for touch in _spoken(touches, as_of, effort)}))


def mutual_contact_days(
    touches: Iterable[Touch], as_of: date, effort: Mapping[str, float] = EFFORT
) -> tuple[date, ...]:
    """Return the days on which one side took the turn from the other, oldest first.

    Ten messages of ours without an answer are no rhythm; the answer to the last of them is a
    mutual contact on the day it came.
    """
    turns = pairwise(_spoken(touches, as_of, effort))
    return tuple(sorted({later.day for sooner, later in turns if sooner.direction != later.direction}))


def rhythm(mutual_days: Iterable[date], cadence: float | None = None) -> Rhythm:
    """Return the median of the last intervals between days of mutual contact, in days (at least 3).

    With fewer than three intervals the `cadence` of the circle stands in; without one: None.
    Source: the idea of a pair's own rhythm, Navarro et al. 2017.

    >>> rhythm([date(2026, 1, 1), date(2026, 1, 11), date(2026, 1, 25), date(2026, 2, 6)])
    Rhythm(days=12.0, n=3, own=True)
    """
    days = sorted(set(mutual_days))
    intervals = [(later - sooner).days for sooner, later in pairwise(days)]
    if len(intervals) >= MIN_INTERVALS:
        usual = float(median(intervals[-LAST_INTERVALS:]))
        return Rhythm(max(FLOOR_DAYS, usual), len(intervals), own=True)
    return Rhythm(max(FLOOR_DAYS, cadence) if cadence else None, len(intervals), own=False)


def gap(days: Iterable[date], as_of: date) -> int | None:
    """Return the days since the last contact up to `as_of`; None if there was none.

    >>> gap([date(2026, 1, 1)], date(2026, 2, 24))
    54
    """
    known = [day for day in days if day <= as_of]
    return (as_of - max(known)).days if known else None


def _spoken(touches: Iterable[Touch], as_of: date, effort: Mapping[str, float]) -> list[Touch]:
    heard = (touch for touch in touches if touch.day <= as_of and effort_of(touch.kind, effort) >= WORDS)
    return sorted(heard, key=lambda touch: (touch.at, touch.direction))
