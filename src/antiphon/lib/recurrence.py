"""When a series comes round: rules of RFC 5545, on the clock of the wall. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Protocol

from dateutil.rrule import rrule, rrulestr

from antiphon.lib.errors import AntiphonError


class BadRule(AntiphonError, ValueError):
    """This is no rule that a series can follow."""


class Every(StrEnum):
    """The unit of time after which a series comes round."""

    DAY = "DAILY"
    WEEK = "WEEKLY"
    MONTH = "MONTHLY"
    YEAR = "YEARLY"


DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
#: The parts that a rule may have. Its beginning, its end and its hour stand beside it.
_PARTS = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"})
_INTERVAL = re.compile("[1-9][0-9]{0,2}")
_LONGEST = 300
#: How far apart two times may be at most: what comes round more seldom is not worth a rule.
_LONGEST_WAIT = timedelta(days=9 * 366)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule with its first wall time and its end: after a day, after so many times, or never."""

    rule: str
    first: datetime
    ends_on: date | None = None
    count: int | None = None


class Kept(Protocol):
    """A series as it is kept: its first wall time as text, ISO to the minute."""

    rule: str
    first_wall: str
    ends_on: date | None
    count: int | None


def recurrence_of(series: Kept) -> Recurrence:
    """Return the recurrence of a series as it is kept."""
    return Recurrence(series.rule, datetime.fromisoformat(series.first_wall), series.ends_on, series.count)


def rule_of(every: Every, interval: int = 1, weekdays: Sequence[int] = ()) -> str:
    """Return the rule for every so many days, weeks, months or years; `weekdays` are for weeks, 0 is Monday.

    >>> rule_of(Every.WEEK, 2, [0, 3])
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH'
    """
    parts = [f"FREQ={every}"]
    if interval != 1:
        parts.append(f"INTERVAL={interval}")
    if every == Every.WEEK and weekdays:
        parts.append("BYDAY=" + ",".join(DAYS[day] for day in sorted(set(weekdays))))
    return ";".join(parts)


def parts_of(rule: str) -> dict[str, str]:
    """Return the parts of a rule by name.

    >>> parts_of("FREQ=DAILY;INTERVAL=2")
    {'FREQ': 'DAILY', 'INTERVAL': '2'}
    """
    pieces = (part.partition("=") for part in rule.split(";") if part)
    return {name.strip().upper(): value.strip().upper() for name, _, value in pieces}


def checked(recurrence: Recurrence) -> Recurrence:
    """Return the recurrence with its rule in one spelling; raise BadRule if a series cannot follow it."""
    parts = parts_of(recurrence.rule)
    known = (
        set(parts) <= _PARTS and parts.get("FREQ") in set(Every) and _INTERVAL.fullmatch(parts.get("INTERVAL", "1"))
    )
    if len(recurrence.rule) > _LONGEST or not known:
        raise BadRule(f"{recurrence.rule!r} is no rule that a series can follow")
    spelled = Recurrence(";".join(f"{name}={value}" for name, value in parts.items()), *_ends(recurrence))
    try:
        coming = next(times(spelled, recurrence.first + _LONGEST_WAIT), None)
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, OverflowError) as error:
        raise BadRule(f"{recurrence.rule!r} is no rule that a series can follow") from error
    if coming is None:
        raise BadRule(f"{recurrence.rule!r} never comes round")
    return spelled


def times(recurrence: Recurrence, until: datetime) -> Iterator[datetime]:
    """Yield the wall times of a series from its first on, up to and including `until`."""
    last = min(until, datetime.combine(recurrence.ends_on, time.max)) if recurrence.ends_on else until
    rule = rrulestr(recurrence.rule, dtstart=recurrence.first)
    if not isinstance(rule, rrule):
        raise BadRule(f"{recurrence.rule!r} is more than one rule")
    found = iter(rule.replace(until=last))
    return islice(found, recurrence.count) if recurrence.count else found


def _ends(recurrence: Recurrence) -> tuple[datetime, date | None, int | None]:
    return recurrence.first, recurrence.ends_on, recurrence.count
