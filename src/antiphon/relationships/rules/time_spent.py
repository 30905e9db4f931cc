"""Time spent on people: the cost side of keeping in touch."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

#: Who lets a timer run for longer has forgotten it. A choice.
LONGEST_TIMER = timedelta(hours=4)
#: The most minutes that one entry may hold: a day.
MOST_MINUTES = 24 * 60


def minutes_between(start: datetime, end: datetime) -> int:
    """Return the whole minutes from start to end, at least one: what was begun took some time. Never below zero.

    A clock that went back yields one minute.
    """
    seconds = max(0.0, (end - start).total_seconds())
    return max(1, round(seconds / 60))


def is_forgotten(start: datetime, now: datetime) -> bool:
    """Whether a timer runs for longer than anybody speaks with somebody."""
    return now - start > LONGEST_TIMER


def week_of(day: date) -> date:
    """Return the Monday of the week of a day.

    >>> week_of(date(2026, 3, 5))
    datetime.date(2026, 3, 2)
    """
    return day - timedelta(days=day.weekday())


def cost(minutes: int, rate: Decimal | None) -> Decimal | None:
    """Return what so many minutes cost at a rate per hour, to the cent; None without a rate.

    >>> cost(90, Decimal("32.00"))
    Decimal('48.00')
    """
    if rate is None:
        return None
    return (rate * minutes / 60).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
