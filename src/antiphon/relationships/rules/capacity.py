"""How many people a member has room for, and how many of them today."""

from dataclasses import dataclass
from statistics import median

from .circles import SIZES, Circle, Load
from .evidence import enough

#: People a day, and minutes for each of them, for who said nothing about it. Choices.
A_DAY = 5
MINUTES_EACH = 15


@dataclass(frozen=True, slots=True)
class Limits:
    """What a member has room for: people in all, people who are close, and either people or minutes a day."""

    people: int = SIZES[Circle.ACTIVE]
    close: int = SIZES[Circle.CLOSE]
    a_day: int | None = None
    minutes_a_day: int | None = None

    def too_many(self, carried: Load) -> bool:
        """Whether more people are cared for than there is room for."""
        return carried.kept > self.people

    def too_many_close(self, carried: Load) -> bool:
        """Whether more people are close than one can be close to."""
        return carried.close > self.close


def minutes_each(spent: list[int]) -> float:
    """Return how many minutes one contact usually takes: the median of one's own, once there are enough of them.

    >>> minutes_each([10, 20, 60]), minutes_each([5, 5, 10, 20, 30])
    (15, 10)
    """
    return median(spent) if enough(len(spent)) else MINUTES_EACH


def people_a_day(limits: Limits, each: float = MINUTES_EACH) -> int:
    """Return how many people a member gets back to in a day; minutes are shared out, never rounded up.

    >>> people_a_day(Limits()), people_a_day(Limits(minutes_a_day=40))
    (5, 2)
    >>> people_a_day(Limits(a_day=3, minutes_a_day=90))
    3
    """
    by_number = limits.a_day
    by_minutes = None if limits.minutes_a_day is None else int(limits.minutes_a_day // max(1.0, each))
    known = [one for one in (by_number, by_minutes) if one is not None]
    return min(known) if known else A_DAY
