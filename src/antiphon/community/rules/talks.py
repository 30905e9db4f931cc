"""The bounds of talking in person."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_PEOPLE = 8
LONGEST_SAID = 5_000
LONGEST_WHY = 500
BEFORE_REPORTED = 3
NEW_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much somebody may say: messages within an hour, people they turn to within a day."""

    messages: int
    people: int


def allowance(admitted_at: datetime, now: datetime) -> Allowance:
    """Return how much somebody may say who was let in at that moment; in the first seven days it is less.

    >>> from datetime import UTC
    >>> allowance(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 5, tzinfo=UTC))
    Allowance(messages=20, people=10)
    """
    return Allowance(20, 10) if now - admitted_at < NEW_FOR else Allowance(120, 60)


def handles_in(typed: str) -> list[str]:
    """Return the handles that somebody typed, apart by commas or blanks, each once, in order.

    >>> handles_in("@dora, Emil @dora")
    ['dora', 'emil']
    """
    words = typed.replace(",", " ").split()
    return list(dict.fromkeys(name for word in words if (name := word.lstrip("@").lower())))
