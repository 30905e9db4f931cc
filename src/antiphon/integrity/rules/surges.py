"""Surges: far more followers within a few days than ever come, while nothing else rose that would have brought them.

A sharp rise out of nothing, and a slow fall after it, is what accounts show that bought followers (Stringhini et al.,
Follow the Green, IMC 2013); so does a rise that is delivered over some days (De Cristofaro et al., Paying for Likes,
IMC 2014). A rise alone proves nothing: a post that went round looks alike. So it counts unless reach, engagement,
mentions, visits and money spent all stayed as they were. The bounds are ours; see docs/explanation.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median

from antiphon.integrity.rules.attention import (
    EARLIER,
    KNOWN_DAYS,
    LATER,
    USUAL_DAYS,
    Attended,
    Looked,
    against_usual,
    can_be_said,
    days_before,
    explains,
)
from antiphon.lib.wall_time import midnight

#: A longer silence than so many days between two readings hides when somebody came: nothing is said of it.
SILENT = 14
#: A day is unusual beyond so many spreads (scaled median deviations) and so many times what all but few days bring.
SPREADS, TIMES = 8.0, 3.0
#: A surge lasts so many days at most, and brings so many at least, which are such a share of all who followed before.
LONGEST, LEAST, LEAST_SHARE = 14, 50, 0.05
#: What a network takes away it may give back within so many days.
GIVEN_BACK = 28
#: For so many days whoever leaves is taken to be one of those who came in it.
LEAVING = 120
_MAD = 1.4826


type Moves = Sequence[tuple[datetime, int]]
"""When how many came who are not counted; below 0 those of them who left."""


@dataclass(frozen=True, slots=True)
class Level:
    """How many followed at a moment; `id` names the reading."""

    id: int
    at: datetime
    value: int


@dataclass(frozen=True, slots=True)
class Rise:
    """So many `followers` more than usual from the begin of a day (UTC) to the end of another.

    `usual` is how many come on a day, `before` how many followed, `moves` when they came and left again.
    """

    first: date
    last: date
    followers: int
    usual: float
    before: int
    moves: Moves = ()
    behind: tuple[int, ...] = ()
    evidence: Mapping[str, str] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """How many days it lasted."""
        return (self.last - self.first).days + 1


def found_surges(levels: Sequence[Level], attended: Attended) -> list[Rise]:
    """Return the surges that nothing explains. `levels` are readings of one channel, the oldest first.

    >>> begin = datetime(2026, 1, 1, tzinfo=UTC)
    >>> came = [100 + 2 * day + (900 if day >= 40 else 0) for day in range(60)]
    >>> levels = [Level(day, begin + timedelta(days=day), value) for day, value in enumerate(came)]
    >>> quiet = {"views": {date(2026, 1, 1) + timedelta(days=day): 50.0 for day in range(60)}}
    >>> [(one.first.isoformat(), one.followers, one.usual) for one in found_surges(levels, lambda *_: quiet)]
    [('2026-02-09', 900, 2.0)]
    >>> viral = {"views": quiet["views"] | {date(2026, 2, 9): 20_000.0}}
    >>> found_surges(levels, lambda *_: viral)
    []
    """
    found = []
    for one in surges(levels):
        attention = attended(one.first - timedelta(days=EARLIER + USUAL_DAYS), one.last + timedelta(days=LATER))
        looked = {kind: against_usual(days, one.first, one.last) for kind, days in attention.items()}
        if can_be_said(looked) and not any(explains(kind, *some, one.followers) for kind, some in looked.items()):
            found.append(_told(one, looked))
    return found


def surges(levels: Sequence[Level]) -> list[Rise]:
    """Return runs of days on which far more came than usual, whatever may explain them."""
    gains = daily(levels)
    usual = _usual(gains)
    far = [day for day, one in usual.items() if one.is_far(gains[day])]
    found = [_rise(run, levels, gains, usual[run[0]]) for run in runs(far)]
    return [one for one in found if one is not None]


def daily(levels: Sequence[Level]) -> dict[date, float]:
    """Return how many more followed at the end of each day than at its begin (UTC), as far as it is known.

    Between two readings they come evenly. Days within a long silence are left out, the first and the last day too,
    of which only a part is known.

    >>> begin = datetime(2026, 1, 1, tzinfo=UTC)
    >>> daily([Level(1, begin, 10), Level(2, begin + timedelta(days=2), 14)])
    {datetime.date(2026, 1, 1): 2.0, datetime.date(2026, 1, 2): 2.0}
    """
    found: dict[date, float] = {}
    partial: set[date] = set()
    for one, other in pairwise(levels):
        _spread(one, other, found, partial)
    if levels:
        partial |= _cut(levels[0].at, levels[-1].at)
    return {day: gain for day, gain in sorted(found.items()) if day not in partial}


def runs(days: Iterable[date]) -> list[tuple[date, date]]:
    """Return days in a row as first and last; one ordinary day between is none.

    >>> runs([date(2026, 1, 1), date(2026, 1, 3), date(2026, 1, 9)])[0]
    (datetime.date(2026, 1, 1), datetime.date(2026, 1, 3))
    """
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and (day - found[-1][1]).days <= 2:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def aside_at(moves: Moves, moment: datetime) -> int:
    """Return how many of those who follow at a moment are not counted.

    >>> came = datetime(2026, 2, 10, tzinfo=UTC)
    >>> aside_at([(came, 900), (came + timedelta(days=9), -300)], came + timedelta(days=10))
    600
    """
    return max(0, sum(many for at, many in moves if at <= moment))


@dataclass(frozen=True, slots=True)
class _Usual:
    """How many come on a day, and beyond how many a day is unusual."""

    middle: float
    bound: float

    def is_far(self, gain: float) -> bool:
        return gain > self.bound


def _usual(gains: Mapping[date, float]) -> dict[date, _Usual]:
    """Return what is usual on each day, by the weeks before it; days of a surge say nothing of the usual."""
    found: dict[date, _Usual] = {}
    apart: set[date] = set()
    for day, gain in gains.items():
        known = [gains[one] for one in days_before(day, USUAL_DAYS) if one in gains and one not in apart]
        if len(known) < KNOWN_DAYS:
            continue
        found[day] = _bounds(known)
        if not found[day].is_far(gain):
            continue
        lately = [one for one in days_before(day, LONGEST) if one in found and found[one].is_far(gains[one])]
        if len(lately) == LONGEST:
            apart.difference_update(lately)  # it has become usual
        else:
            apart.add(day)
    return found


def _bounds(known: Sequence[float]) -> _Usual:
    middle = median(known)
    spread = _MAD * median([abs(one - middle) for one in known])
    most = sorted(known)[int(0.95 * (len(known) - 1))]
    return _Usual(middle, max(middle + SPREADS * max(spread, 1.0), TIMES * most))


def _rise(run: tuple[date, date], levels: Sequence[Level], gains: Mapping[date, float], usual: _Usual) -> Rise | None:
    """Return what a run of unusual days brought beyond the usual; nothing where it is too long or too little."""
    first, last = run
    before, more = _at(levels, _begin(first)), _beyond(run, levels, gains, usual)
    if (last - first).days >= LONGEST or more < max(LEAST, LEAST_SHARE * before):
        return None
    shown = _behind(levels, first, last)
    moves = (*_came(shown, more), *_fell(last, more, gains, min(usual.middle, 0.0)))
    return Rise(first, last, more, round(usual.middle, 1), int(before), moves, tuple(one.id for one in shown))


def _beyond(run: tuple[date, date], levels: Sequence[Level], gains: Mapping[date, float], usual: _Usual) -> int:
    """Return how many more came than usual, less those whom the network may only have given back."""
    first, last = run
    within = [gains.get(first + timedelta(days=n), 0.0) for n in range((last - first).days + 1)]
    taken = sum(-gain for day in days_before(first, GIVEN_BACK) if usual.is_far(-(gain := gains.get(day, 0.0))))
    since = _begin(first) - timedelta(days=USUAL_DAYS)
    highest = max((one.value for one in levels if since <= one.at < _begin(first)), default=0)
    after = _at(levels, _begin(last + timedelta(days=1)))
    return int(min(sum(within) - usual.middle * len(within) - taken, after - highest))


def _came(shown: Sequence[Level], more: int) -> list[tuple[datetime, int]]:
    """Return when those came who are too many: as the readings rose, and all of them by the last."""
    rises = [max(0, other.value - one.value) for one, other in pairwise(shown)]
    so_far, told, found = 0, 0, []
    for rise, level in zip(rises, shown[1:], strict=True):
        so_far += rise
        by_then = round(more * so_far / sum(rises))
        if by_then > told:
            found.append((level.at, by_then - told))
            told = by_then
    return found


def _fell(last: date, came: int, gains: Mapping[date, float], usual: float) -> list[tuple[datetime, int]]:
    """Return who left after a surge, by the end of each day, until all who came in it are gone."""
    found: list[tuple[datetime, int]] = []
    left = came
    for n in range(1, LEAVING + 1):
        day = last + timedelta(days=n)
        gone = min(left, round(usual - gains.get(day, 0.0)))
        if gone > 0:
            found.append((_begin(day + timedelta(days=1)), -gone))
            left -= gone
    return found


def _behind(levels: Sequence[Level], first: date, last: date) -> list[Level]:
    """Return the readings that show it: from the last before its days to the first after."""
    begin, end = _begin(first), _begin(last + timedelta(days=1))
    before = [one for one in levels if one.at <= begin][-1:]
    after = [one for one in levels if one.at >= end][:1]
    return [*before, *(one for one in levels if begin < one.at < end), *after]


def _told(one: Rise, looked: Looked) -> Rise:
    evidence = {"followers": str(one.followers), "days": str(one.days), "usual": f"{one.usual:g}"}
    for kind, (here, usual) in sorted(looked.items()):
        if usual is not None or here:
            evidence[kind] = f"{here:.0f} ({usual or 0:.0f})"
    return replace(one, evidence=evidence)


def _begin(day: date) -> datetime:
    return midnight(day, UTC)


def _at(levels: Sequence[Level], moment: datetime) -> float:
    """Return how many followed at a moment, evenly between two readings."""
    place = bisect_right(levels, moment, key=lambda one: one.at)
    if place in {0, len(levels)}:
        return float(levels[max(0, place - 1)].value)
    one, other = levels[place - 1], levels[place]
    return one.value + (other.value - one.value) * ((moment - one.at) / (other.at - one.at))


def _spread(one: Level, other: Level, found: dict[date, float], partial: set[date]) -> None:
    """Add what came between two readings to the days between, or note that it is not known on which."""
    day, end = one.at.astimezone(UTC).date(), other.at.astimezone(UTC)
    if other.at <= one.at:
        found[day] = found.get(day, 0.0) + other.value - one.value
        return
    silent = end - one.at > timedelta(days=SILENT)
    while _begin(day) < end:
        share = min(end, _begin(day + timedelta(days=1))) - max(one.at, _begin(day))
        found[day] = found.get(day, 0.0) + (other.value - one.value) * (share / (end - one.at))
        if silent:
            partial.add(day)
        day += timedelta(days=1)


def _cut(begin: datetime, end: datetime) -> set[date]:
    """Return the first and the last day, if only a part of them is known."""
    first, last = begin.astimezone(UTC).date(), end.astimezone(UTC).date()
    return {first} - ({first} if begin == _begin(first) else set()) | {last}
