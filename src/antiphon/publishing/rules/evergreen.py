"""Which content of a pool is said next. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Used:
    """A content of the pool: when it was or will be said, and how often a series has said it again."""

    content: int
    said: tuple[datetime, ...]
    cycles: int

    def rests(self, at: datetime, cool_down: timedelta) -> bool:
        """Whether it is said too near to a moment, before or after."""
        return any(abs(at - one) < cool_down for one in self.said)


class Lack(StrEnum):
    """Why nothing of a pool can be said at a time."""

    EMPTY = "empty"
    SPENT = "spent"
    RESTING = "resting"


@dataclass(frozen=True, slots=True)
class Wait:
    """What a time waits for; while all contents rest, which comes next.

    `comes_at` is when that one is said next, if that is planned; else `until` is from when on it is free again.
    """

    lack: Lack
    content: int | None = None
    comes_at: datetime | None = None
    until: datetime | None = None


def next_content(pool: Iterable[Used], at: datetime, *, cool_down: timedelta, most_cycles: int | None) -> int | None:
    """Return the content that has rested longest, or None if all still rest or were said often enough.

    >>> noon = datetime(2026, 11, 22, 12)
    >>> old, older = Used(1, (noon - timedelta(days=35),), 0), Used(2, (noon - timedelta(days=40),), 3)
    >>> next_content([old, older], noon, cool_down=timedelta(days=30), most_cycles=None)
    2
    >>> next_content([old, older], noon, cool_down=timedelta(days=30), most_cycles=3)
    1
    """
    ready = [one for one in _unspent(pool, most_cycles) if not one.rests(at, cool_down)]
    return min(ready, key=lambda one: (max(one.said), one.content)).content if ready else None


def what_lacks(pool: Sequence[Used], at: datetime, *, cool_down: timedelta, most_cycles: int | None) -> Wait | None:
    """Return why no content can be said at a moment, or None if one can.

    >>> noon = datetime(2026, 11, 22, 12)
    >>> used = Used(1, (noon - timedelta(days=20),), 3)
    >>> what_lacks([used], noon, cool_down=timedelta(days=30), most_cycles=None).until
    datetime.datetime(2026, 12, 2, 12, 0)
    >>> str(what_lacks([used], noon, cool_down=timedelta(days=30), most_cycles=3).lack)
    'spent'
    """
    unspent = _unspent(pool, most_cycles)
    if not unspent:
        return Wait(Lack.SPENT if pool else Lack.EMPTY)
    if any(not one.rests(at, cool_down) for one in unspent):
        return None
    planned = [(said, one.content) for one in unspent for said in one.said if said > at]
    if planned:
        comes_at, content = min(planned)
        return Wait(Lack.RESTING, content, comes_at=comes_at)
    until, content = min((max(one.said) + cool_down, one.content) for one in unspent)
    return Wait(Lack.RESTING, content, until=until)


def _unspent(pool: Iterable[Used], most_cycles: int | None) -> list[Used]:
    return [one for one in pool if most_cycles is None or one.cycles < most_cycles]
