"""The days that are looked at, those before them, and the same a year ago: as long as each other."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from antiphon.lib.wall_time import bounds_of_days
from antiphon.measures.rules.interval import Interval
from antiphon.reports.rules.intervals import LEAST


class Then(StrEnum):
    """With what days are compared."""

    BEFORE = "before"
    YEAR_AGO = "year_ago"


class Verdict(StrEnum):
    """What a figure says beside that of other days.

    `MORE` and `LESS` only where the two intervals of 90 % have no number in common, on five observations each at
    least. `CHANCE`: they have. `UNKNOWN`: one of the two is not known, or has no interval.
    """

    MORE = "more"
    LESS = "less"
    CHANCE = "chance"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment until another, the second not included."""

    since: datetime
    until: datetime

    @property
    def before(self) -> "Span":
        """As long a time, just before.

        >>> from datetime import UTC
        >>> told = Span(datetime(2026, 3, 11, tzinfo=UTC), datetime(2026, 3, 21, tzinfo=UTC))
        >>> told.before.since.date().isoformat(), told.year_ago and told.year_ago.until.date().isoformat()
        ('2026-03-01', '2025-03-21')
        """
        return Span(self.since - (self.until - self.since), self.since)

    @property
    def year_ago(self) -> "Span | None":
        """As long a time, beginning on the same day a year ago; on 28 February for one that begins on the 29th.

        None for more than a year: the two would have days in common.
        """
        day = 28 if (self.since.month, self.since.day) == (2, 29) else self.since.day
        since = self.since.replace(year=self.since.year - 1, day=day)
        until = since + (self.until - self.since)
        return Span(since, until) if until <= self.since else None

    def known_at(self, moment: datetime) -> "Span":
        """As much of it as had gone by at a moment.

        >>> from datetime import UTC
        >>> days = [datetime(2026, 3, day, tzinfo=UTC) for day in (1, 9, 31)]
        >>> Span(days[0], days[2]).known_at(days[1]) == Span(days[0], days[1])
        True
        """
        return Span(self.since, max(self.since, min(self.until, moment)))

    def others(self) -> "dict[Then, Span | None]":
        """Return those it is compared with, by name; None where there is none."""
        return {Then.BEFORE: self.before, Then.YEAR_AGO: self.year_ago}


def days_of(since: datetime, until: datetime, zone: tzinfo) -> tuple[date, date]:
    """Return the first and the last day on a clock that lie between two moments, both days included.

    A time that ends at midnight ends on the day before.

    >>> from datetime import UTC
    >>> [str(day) for day in days_of(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC), UTC)]
    ['2026-03-01', '2026-03-31']
    """
    last = max(since, until - timedelta(microseconds=1))
    return since.astimezone(zone).date(), last.astimezone(zone).date()


def span_of_days(first: date, last: date, zone: tzinfo, now: datetime) -> Span:
    """Return the moments of some days on a clock, both included, not beyond now.

    >>> from datetime import UTC
    >>> told = span_of_days(date(2026, 3, 1), date(2026, 3, 31), UTC, datetime(2026, 3, 9, 12, tzinfo=UTC))
    >>> told.since.isoformat(), told.until.isoformat()
    ('2026-03-01T00:00:00+00:00', '2026-03-09T12:00:00+00:00')
    """
    since, until = bounds_of_days(first, last, zone)
    return Span(since, max(since, min(now, until)))


def verdict(now: Interval | None, then: Interval | None, n: int, n_then: int) -> Verdict:
    """Return what one interval says beside another.

    >>> verdict(Interval(30, 40), Interval(10, 20), 9, 9), verdict(Interval(30, 40), Interval(35, 50), 9, 9)
    (<Verdict.MORE: 'more'>, <Verdict.CHANCE: 'chance'>)
    """
    if now is None or then is None or min(n, n_then) < LEAST:
        return Verdict.UNKNOWN
    if not now.apart(then):
        return Verdict.CHANCE
    return Verdict.MORE if now.low > then.high else Verdict.LESS
