"""Days worth remembering, which come round each year, and how far the next one is."""

from collections.abc import Iterable
from datetime import date

#: A year in which every day of a year exists.
_LEAP = 2000


def is_day_of_year(day: int, month: int) -> bool:
    """Whether a year can hold this day.

    >>> is_day_of_year(29, 2), is_day_of_year(31, 4)
    (True, False)
    """
    try:
        date(_LEAP, month, day)
    except ValueError:
        return False
    return True


def next_on(day: int, month: int, today: date) -> date:
    """Return when a day of the year comes next, today included; 29 February is kept on the 28th where there is none.

    >>> next_on(29, 2, date(2026, 3, 1))
    datetime.date(2027, 2, 28)
    """
    this_year = _in_year(day, month, today.year)
    return this_year if this_year >= today else _in_year(day, month, today.year + 1)


def nearest(days: Iterable[int]) -> int | None:
    """Return the nearest of several occasions, in days from now, the longest overdue first; None without one.

    >>> nearest([5, -2, 3])
    -2
    """
    return min(days, default=None)


def _in_year(day: int, month: int, year: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, day - 1)
