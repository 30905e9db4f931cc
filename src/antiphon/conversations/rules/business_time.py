"""Time on the wall and in a brand's openings. Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from antiphon.lib.wall_time import resolve

type Opening = tuple[time, time]
"""From and to; midnight as the end is the end of the day."""

_MIDNIGHT = time(0)
_DAY = timedelta(days=1)


def check_week(week: Mapping[int, tuple[Opening, ...]]) -> None:
    """Raise ValueError if openings of a day overlap, are out of order or end before they begin. Monday is 0."""
    for openings in week.values():
        _refuse_disorder(openings)


def wall_seconds(start: datetime, end: datetime) -> float:
    """Return the seconds that pass from start to end, ≥ 0."""
    # Python subtracts two times of one zone as the clock shows them, nights of change included.
    return max(0.0, (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds())


def moments_of(day: date, openings: Iterable[Opening], zone: str) -> tuple[tuple[datetime, datetime], ...]:
    """Return from when to when the openings of a day last, in UTC."""
    return tuple(
        (_moment(day, opens, zone), _moment(_closing_day(day, closes), closes, zone)) for opens, closes in openings
    )


def _closing_day(day: date, closes: time) -> date:
    return day + _DAY if closes == _MIDNIGHT else day


def _moment(day: date, at: time, zone: str) -> datetime:
    return resolve(datetime.combine(day, at), zone).at


def _refuse_disorder(openings: tuple[Opening, ...]) -> None:
    for opens, closes in openings:
        if _MIDNIGHT != closes <= opens:
            raise ValueError(f"an opening ends before it begins: {opens:%H:%M} to {closes:%H:%M}")
    for (_, closes), (opens, _) in pairwise(openings):
        if closes == _MIDNIGHT or opens < closes:
            raise ValueError(
                f"openings of a day overlap or are out of order: until {closes:%H:%M}, from {opens:%H:%M}"
            )
