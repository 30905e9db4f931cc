"""Which days a test looks at."""

from dataclasses import dataclass
from datetime import date, timedelta

#: So far back a test looks at most: what is older tells little of today.
MOST_BEFORE = 180


@dataclass(frozen=True, slots=True)
class Window:
    """The days before a test and those of it; `begin` is the place of its first day."""

    first: date
    last: date
    begin: int


def window(begins: date, ends: date, known_since: date, yesterday: date) -> Window:
    """Return the days that are looked at: none before anything is known, none that is not over.

    >>> window(date(2026, 3, 1), date(2026, 3, 14), date(2026, 2, 1), date(2026, 3, 10)).begin
    28
    """
    first = min(begins, max(known_since, begins - timedelta(days=MOST_BEFORE)))
    return Window(first, min(ends, yesterday), (begins - first).days)
