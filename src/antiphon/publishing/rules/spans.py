"""Which days a view of the calendar shows, and which come before and after. Weeks begin on Monday. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from antiphon.lib.errors import AntiphonError

_DAY = timedelta(days=1)
_LONGEST_DAYS = 3 * 366


class BadSpan(AntiphonError, ValueError):
    """These days make no span of the plan."""


class View(StrEnum):
    """How much of the plan is seen at once."""

    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included; `before` and `after` are days of the neighbouring spans."""

    first: date
    last: date
    before: date
    after: date

    @property
    def days(self) -> list[date]:
        """Return its days in order."""
        return [self.first + number * _DAY for number in range((self.last - self.first).days + 1)]


def span_of(view: View, day: date) -> Span:
    """Return what a view shows around a day: a month with the weeks that it touches; of a list the month alone.

    Raise OverflowError at the ends of the calendar.

    >>> str(span_of(View.MONTH, date(2026, 11, 22)).first), str(span_of(View.MONTH, date(2026, 11, 22)).last)
    ('2026-10-26', '2026-12-06')
    """
    if view == View.DAY:
        return Span(day, day, day - _DAY, day + _DAY)
    if view == View.WEEK:
        monday = _monday(day)
        return Span(monday, monday + 6 * _DAY, monday - 7 * _DAY, monday + 7 * _DAY)
    first = day.replace(day=1)
    after = (first + 31 * _DAY).replace(day=1)
    before, last = (first - _DAY).replace(day=1), after - _DAY
    if view == View.LIST:
        return Span(first, last, before, after)
    return Span(_monday(first), _monday(last) + 6 * _DAY, before, after)


def between(first: date, last: date | None, usual_days: int) -> Span:
    """Return the days from one to another, or so many from the first; raise BadSpan if they make none.

    They may be three years apart at most.
    """
    try:
        end = last or first + usual_days * _DAY
        span = Span(first, end, first - _DAY, end + _DAY)
    except OverflowError as error:
        raise BadSpan(f"{first} is at the end of the calendar") from error
    if not 0 <= (end - first).days <= _LONGEST_DAYS:
        raise BadSpan(f"{first} to {end} is no span of at most three years")
    return span


def _monday(day: date) -> date:
    return day - day.weekday() * _DAY
