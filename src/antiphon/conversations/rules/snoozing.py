"""Until when something is put off: a few usual moments of the brand's clock, or one that is typed."""

from datetime import datetime, time, timedelta
from enum import StrEnum

from antiphon.lib.wall_time import resolve, zone_named

_MORNING = time(9)
LONGEST = timedelta(days=366)


class Until(StrEnum):
    """The usual moments."""

    LATER = "later"
    TOMORROW = "tomorrow"
    MONDAY = "monday"
    WEEK = "week"


def moment_until(until: Until, now: datetime, zone: str) -> datetime:
    """Return the moment that is meant: in three hours, or at nine in the morning of a day as the brand counts them.

    On a Sunday at 17:30 in Rome, Monday is the day after, and so is tomorrow.

    >>> moment_until(Until.MONDAY, datetime.fromisoformat("2026-03-08T16:30:00+00:00"), "Europe/Rome").isoformat()
    '2026-03-09T08:00:00+00:00'
    """
    if until is Until.LATER:
        return now + timedelta(hours=3)
    today = now.astimezone(zone_named(zone)).date()
    days = {Until.TOMORROW: 1, Until.MONDAY: 7 - today.weekday(), Until.WEEK: 7}[until]
    return resolve(datetime.combine(today + timedelta(days=days), _MORNING), zone).at
