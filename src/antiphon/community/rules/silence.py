"""Whether a group grows silent: measured against its own rhythm, never against other groups. Pure.

The rhythm is the median number of days between days with words, as in definition 3.10 of the measures' handbook:
at least three intervals, the last ten of them, never below three days; eight rhythms of silence most likely end it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from statistics import median

LEAST_INTERVALS, LAST_INTERVALS, FLOOR_DAYS = 3, 10, 3.0
#: So many rhythms without a word are a sign; so many are the end.
GROWING, ENDED = 2.0, 8.0


class Sound(StrEnum):
    """How a group sounds beside its own history."""

    TOO_FEW = "too few"
    AS_USUAL = "as usual"
    GROWING_SILENT = "growing silent"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Silence:
    """How long a group has been silent, in days, and how many of its rhythms that is.

    `gap` is None if nothing was ever said; `rhythm` and `times` are None below three intervals; `n` is the number of
    intervals that were looked at, ten at most.
    """

    gap: int | None
    rhythm: float | None
    times: float | None
    n: int
    sound: Sound


def silence(days: Iterable[date], today: date) -> Silence:
    """Return how a group sounds that had words on these days.

    Words on 1, 5, 9 and 12 March and none until 5 April: rhythm 4 days (4, 4, 3), gap 24, 6 rhythms.

    >>> silence([date(2026, 3, day) for day in (1, 5, 9, 12)], date(2026, 4, 5))
    Silence(gap=24, rhythm=4.0, times=6.0, n=3, sound=<Sound.GROWING_SILENT: 'growing silent'>)
    """
    spoken = sorted({day for day in days if day <= today})
    gap = (today - spoken[-1]).days if spoken else None
    between = [(later - sooner).days for sooner, later in pairwise(spoken)][-LAST_INTERVALS:]
    if gap is None or len(between) < LEAST_INTERVALS:
        return Silence(gap, None, None, len(between), Sound.TOO_FEW)
    rhythm = max(FLOOR_DAYS, float(median(between)))
    return Silence(gap, rhythm, gap / rhythm, len(between), _sound(gap / rhythm))


def _sound(times: float) -> Sound:
    if times >= ENDED:
        return Sound.SILENT
    return Sound.GROWING_SILENT if times >= GROWING else Sound.AS_USUAL
