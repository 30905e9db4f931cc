"""When a participant may be mailed: quiet hours and the moments of digests. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_DAY, _WEEK = 1, 7


def is_quiet(hour: int, begin: int, end: int) -> bool:
    """Whether an hour (0 to 23) lies between two others, over midnight too; if both are the same, none does."""
    return begin <= hour < end if begin <= end else hour >= begin or hour < end


def out_of_quiet(at: datetime, zone: ZoneInfo, begin: int, end: int) -> datetime:
    """Return the first moment from `at` on that does not lie in the quiet hours of the zone's clock."""
    wall = at.astimezone(zone)
    if not is_quiet(wall.hour, begin, end):
        return at
    over = wall.replace(hour=end, minute=0, second=0, microsecond=0, fold=0)
    return over if over > at else over + timedelta(days=_DAY)


def next_digest(after: datetime, zone: ZoneInfo, hour: int, weekday: int | None = None) -> datetime:
    """Return the next moment of an hour of each day, or of a weekday (0 is Monday), on the zone's clock."""
    wall = after.astimezone(zone)
    ahead = 0 if weekday is None else (weekday - wall.weekday()) % _WEEK
    due = wall.replace(hour=hour, minute=0, second=0, microsecond=0, fold=0) + timedelta(days=ahead)
    return due if due > after else due + timedelta(days=_DAY if weekday is None else _WEEK)
