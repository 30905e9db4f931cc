"""Months on the brand's clock: where they begin and end, and when their report goes out."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from antiphon.lib.wall_time import resolve

#: Every month has these days.
LAST_DAY = 28


def month_of(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def month_after(month: date) -> date:
    """Return the first day of the next month."""
    return month_of(month.replace(day=1) + timedelta(days=31))


def month_before(month: date) -> date:
    """Return the first day of the month before."""
    return month_of(month.replace(day=1) - timedelta(days=1))


def bounds(month: date, zone: str) -> tuple[datetime, datetime]:
    """Return the moments at which a month begins and ends in a zone, in UTC.

    >>> [one.isoformat() for one in bounds(date(2026, 3, 1), "Europe/Rome")]
    ['2026-02-28T23:00:00+00:00', '2026-03-31T22:00:00+00:00']
    """
    start, end = (datetime.combine(day, time.min) for day in (month_of(month), month_after(month)))
    return resolve(start, zone).at, resolve(end, zone).at


def moment_in(month: date, day: int, hour: time, zone: str) -> datetime:
    """Return the moment in a month at which its report goes out: a day from 1 to 28, an hour on the wall."""
    return resolve(datetime.combine(month.replace(day=day), hour), zone).at


def first_month(now: datetime, day: int, hour: time, zone: str) -> date:
    """Return the first month whose moment is still to come."""
    here = month_of(now.astimezone(UTC).date() - timedelta(days=2))
    while moment_in(here, day, hour, zone) <= now:
        here = month_after(here)
    return here


def addresses_in(text: str) -> Sequence[str]:
    """Return the mail addresses in a text, each once: one a line, or with commas or semicolons between them."""
    found = text.replace(",", "\n").replace(";", "\n").split("\n")
    return list(dict.fromkeys(one.strip() for one in found if one.strip()))
