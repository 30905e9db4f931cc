"""What moment a clock on the wall means, where clocks are put forward and back.

Kept are the wall time, the zone by its IANA name and the resolved UTC; a new edition of the time
zone data is a reason to resolve again. A zone is never a number of hours.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from antiphon.lib.errors import AntiphonError

type Shifted = Literal["no", "gap", "overlap"]


class UnknownZone(AntiphonError, ValueError):
    """No time zone has this name."""


class NoSuchMoment(AntiphonError, ValueError):
    """The wall time lies before or after all the moments that can be told."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A wall time and the moment it means.

    `at` is in UTC; `shifted` tells whether the wall time was skipped ("gap") or came twice
    ("overlap"); `wall` is the wall time used, which differs from the one asked for only in a gap.
    """

    at: datetime
    shifted: Shifted
    wall: datetime


def zone_named(name: str) -> ZoneInfo:
    """Return the time zone of an IANA name such as "Europe/Rome"; raises `UnknownZone`."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UnknownZone(f"{name!r} is not the name of a time zone; such names look like 'Europe/Rome'") from None


def midnight(day: date, zone: tzinfo) -> datetime:
    """Return the moment at which a day begins on a clock."""
    return datetime.combine(day, time(), zone)


def bounds_of_days(first: date, last: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the moments at which some days on a clock, both included, begin and end.

    >>> [one.isoformat() for one in bounds_of_days(date(2026, 3, 1), date(2026, 3, 2), UTC)]
    ['2026-03-01T00:00:00+00:00', '2026-03-03T00:00:00+00:00']
    """
    return midnight(first, zone), midnight(last + timedelta(days=1), zone)


def resolve(wall: datetime, zone: str) -> Resolved:
    """Return the moment that a wall time means in a zone.

    A time that the clocks skip becomes the first whole minute after the gap; of a time that comes
    twice the first is meant. Raises `UnknownZone`, `NoSuchMoment`, and ValueError if `wall`
    carries a zone of its own.

    >>> resolve(datetime(2026, 3, 29, 2, 30), "Europe/Rome").wall  # skipped that night
    datetime.datetime(2026, 3, 29, 3, 0)
    """
    if wall.tzinfo is not None:
        raise ValueError("a wall time carries no zone of its own")
    place = zone_named(zone)
    try:
        return _resolve(wall.replace(fold=0), place)
    except OverflowError:
        raise NoSuchMoment(f"{wall} is beyond the calendar") from None


def _resolve(wall: datetime, place: tzinfo) -> Resolved:
    before, after = _offset(wall, place), _offset(wall.replace(fold=1), place)
    if before < after:
        used = _first_minute_after_gap(wall, place)
        return Resolved(_utc(used, place), "gap", used)
    return Resolved(_utc(wall, place), "overlap" if before > after else "no", wall)


def _first_minute_after_gap(wall: datetime, place: tzinfo) -> datetime:
    """Return the first valid whole minute; the clocks change within the bounds searched."""
    before, after = _offset(wall, place), _offset(wall.replace(fold=1), place)
    low, high = (wall - after).replace(microsecond=0), (wall - before).replace(microsecond=0)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (low, middle) if _wall_at(middle, place) - middle == after else (middle, high)
    end = _wall_at(high, place)
    return end + timedelta(seconds=-end.second % 60)


def _offset(wall: datetime, place: tzinfo) -> timedelta:
    offset = wall.replace(tzinfo=place).utcoffset()
    return offset if offset is not None else timedelta(0)


def _utc(wall: datetime, place: tzinfo) -> datetime:
    return wall.replace(tzinfo=place).astimezone(UTC)


def _wall_at(utc: datetime, place: tzinfo) -> datetime:
    return utc.replace(tzinfo=UTC).astimezone(place).replace(tzinfo=None, fold=0)
