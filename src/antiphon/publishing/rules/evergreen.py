"""Which content of a pool is said next. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Used:
    """A content of the pool: when it was or will be said, and how often a series has said it again."""

    content: int
    said: tuple[datetime, ...]
    cycles: int

    def rests(self, at: datetime, cool_down: timedelta) -> bool:
        """Whether it is said too near to a moment, before or after."""
        return any(abs(at - one) < cool_down for one in self.said)


def next_content(pool: Iterable[Used], at: datetime, *, cool_down: timedelta, most_cycles: int | None) -> int | None:
    """Return the content that has rested longest, or None if all still rest or were said often enough.

    >>> noon = datetime(2026, 11, 22, 12)
    >>> old, older = Used(1, (noon - timedelta(days=35),), 0), Used(2, (noon - timedelta(days=40),), 3)
    >>> next_content([old, older], noon, cool_down=timedelta(days=30), most_cycles=None)
    2
    >>> next_content([old, older], noon, cool_down=timedelta(days=30), most_cycles=3)
    1
    """
    ready = [
        one for one in pool if not one.rests(at, cool_down) and (most_cycles is None or one.cycles < most_cycles)
    ]
    return min(ready, key=lambda one: (max(one.said), one.content)).content if ready else None
