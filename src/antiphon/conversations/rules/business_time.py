"""Time as the brand keeps it: its zone, its opening hours, its holidays."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from antiphon.lib.wall_time import resolve, zone_named

type Opening = tuple[time, time]
"""From and to; midnight as the end is the end of the day."""

_MIDNIGHT = time(0)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When a brand is there for people: openings by day of the week, Monday being 0.

    `zone` is the IANA name of the brand's zone. Raises ValueError if openings of a day overlap or
    end before they begin.
    """

    zone: str
    week: Mapping[int, tuple[Opening, ...]]
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        zone_named(self.zone)
        for openings in self.week.values():
            _refuse_disorder(openings)


def weekdays(zone: str, opens: time, closes: time, holidays: Iterable[date] = ()) -> OpeningHours:
    """Return opening hours that are the same from Monday to Friday.

    >>> weekdays("Europe/Rome", time(9), time(18)).week[4]
    ((datetime.time(9, 0), datetime.time(18, 0)),)
    """
    return OpeningHours(zone, dict.fromkeys(range(5), ((opens, closes),)), frozenset(holidays))


def wall_seconds(start: datetime, end: datetime) -> float:
    """Return the seconds that pass from start to end, ≥ 0."""
    # Python subtracts two times of one zone as the clock shows them, nights of change included.
    return max(0.0, (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds())


def business_seconds(start: datetime, end: datetime, hours: OpeningHours) -> float:
    """Return the seconds from start to end in which the brand is open, ≥ 0.

    Both are aware of their zone. Nights in which clocks change count as long as they are.

    Monday to Friday 9 to 18 in Rome: from Friday 2026-03-06 17:30 to Monday 09:15 there are 45
    minutes (2,700 s) of business, and 63 h 45 min on the wall.
    """
    openings = _openings(start, end, hours)
    return sum(wall_seconds(max(start, opens), min(end, closes)) for opens, closes in openings)


def moments_of(day: date, openings: Iterable[Opening], zone: str) -> tuple[tuple[datetime, datetime], ...]:
    """Return from when to when the openings of a day last, in UTC."""
    return tuple(
        (_moment(day, opens, zone), _moment(_closing_day(day, closes), closes, zone)) for opens, closes in openings
    )


def _openings(start: datetime, end: datetime, hours: OpeningHours) -> Iterator[tuple[datetime, datetime]]:
    zone = zone_named(hours.zone)
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    while day <= last:
        if day not in hours.holidays:
            yield from moments_of(day, hours.week.get(day.weekday(), ()), hours.zone)
        day += _DAY


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
