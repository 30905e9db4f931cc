"""Days as numbers, and how far a time zone is from UTC: so that a database can tell the day of a million moments."""

from datetime import UTC, date, datetime, timedelta, tzinfo

_EPOCH, _STEP = date(1970, 1, 1), timedelta(days=5)


def day_number(day: date) -> int:
    """Return the days since 1970-01-01.

    >>> day_number(date(1970, 1, 2))
    1
    """
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """Return the day of a number of days since 1970-01-01."""
    return _EPOCH + timedelta(days=number)


def offsets(zone: tzinfo, first: datetime, last: datetime) -> list[tuple[datetime, int]]:
    """Return from which moment (UTC) the zone is how many seconds ahead of UTC, the latest first.

    The first of them holds for all time before, too. Moments are exact to the second.
    """
    at, until = first.astimezone(UTC).replace(microsecond=0), last.astimezone(UTC)
    found = [(at, _ahead(zone, at))]
    while at < until:
        later = at + _STEP
        if _ahead(zone, later) != found[-1][1]:
            found.append((_turn(zone, at, later), _ahead(zone, later)))
        at = later
    return found[::-1]


def _turn(zone: tzinfo, sooner: datetime, later: datetime) -> datetime:
    """Return the first second at which the zone is as far from UTC as at the later moment."""
    while later - sooner > timedelta(seconds=1):
        middle = sooner + timedelta(seconds=(later - sooner) // timedelta(seconds=2))
        sooner, later = (sooner, middle) if _ahead(zone, middle) == _ahead(zone, later) else (middle, later)
    return later


def _ahead(zone: tzinfo, at: datetime) -> int:
    ahead = at.astimezone(zone).utcoffset()
    return 0 if ahead is None else int(ahead.total_seconds())
