"""The hours of the week at which a channel speaks. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, order=True)
class WeekHour:
    """An hour that comes every week; `weekday` is 0 on Monday to 6 on Sunday."""

    weekday: int
    at: time


def coming(hours: Iterable[WeekHour], after: datetime) -> Iterator[datetime]:
    """Yield the wall times at which weekly hours come after a wall time, in order and without end.

    Without any hour nothing is yielded.

    >>> from itertools import islice
    >>> monday, friday = WeekHour(0, time(9)), WeekHour(4, time(17))
    >>> [f"{wall:%a %d}" for wall in islice(coming([friday, monday], datetime(2026, 11, 23, 9)), 3)]
    ['Fri 27', 'Mon 30', 'Fri 04']
    """
    ordered = sorted(set(hours))
    monday = datetime.combine(after.date() - timedelta(days=after.weekday()), time())
    while ordered:
        week = (datetime.combine(monday.date() + timedelta(days=one.weekday), one.at) for one in ordered)
        yield from (wall for wall in week if wall > after)
        monday += _WEEK


def takes(slot_category: int | None, category: int | None) -> bool:
    """Whether a slot is for contents of a category: one without a category takes anything.

    What has no category waits for a slot without one, so that it does not use up those that are kept for others.
    """
    return slot_category is None or slot_category == category
