"""What may bring followers: whether people saw, did or were shown more than usual, shortly before and meanwhile."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from math import sqrt

#: Days that say what is usual, and of how many it is reckoned at least.
USUAL_DAYS, KNOWN_DAYS = 56, 28
#: What may have brought followers is looked at from so many days before until so many after, as posts are read later
#: than channels. So many times as much as usual explains them, if it is so much at least, and so many standard
#: deviations of rare events more. Looks must be no fewer than followers.
EARLIER, LATER, FOLD, SOME, BY_CHANCE = 3, 1, 2.0, 3, 3.0
LOOKS = frozenset({"views", "reach"})
#: Kinds of attention that belong to the channel itself: where none was ever known, nothing can be said.
OF_CHANNEL = LOOKS | {"engagements", "acts"}

type Days = Mapping[date, float]
"""How much there was of something on each day (UTC); a day that is absent had none."""
type Attention = Mapping[str, Days]
"""What may bring followers, by kind: `views`, `reach`, `engagements`, `acts`, `elsewhere`, `visits`, `spend`."""
type Attended = Callable[[date, date], Attention]
"""Tells the attention from one day to another, both included."""
type Looked = Mapping[str, tuple[float, float | None]]
"""How much there was of each kind, and usually; None where nothing was known before."""


def against_usual(days: Days, first: date, last: date) -> tuple[float, float | None]:
    """Return how much there was from shortly before some days to just after, and usually in as many days before.

    Usual is None where nothing was known before.
    """
    first, last = first - timedelta(days=EARLIER), last + timedelta(days=LATER)
    here = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    amounts = [days.get(day, 0.0) for day in here]
    before = [day for day in days_before(first, USUAL_DAYS) if day in days]
    if not before:
        return sum(amounts), None
    known = max((first - min(before)).days, KNOWN_DAYS)
    return sum(amounts), sum(days[day] for day in before) * len(here) / known


def explains(kind: str, here: float, usual: float | None, followers: int) -> bool:
    """Whether a kind of attention rose so much that it may have brought those who came.

    >>> explains("elsewhere", 6, 1.5, 900), explains("views", 600, 100, 900), explains("views", 1200, 100, 900)
    (True, False, True)
    """
    held = usual or 0.0
    rose = here >= max(SOME, FOLD * held, held + BY_CHANCE * sqrt(held))
    return rose and (kind not in LOOKS or here - held >= followers)


def can_be_said(looked: Looked) -> bool:
    """Whether it was known before how much attention the channel got: where nothing is heard, nothing can rise."""
    return any(usual is not None for kind, (_here, usual) in looked.items() if kind in OF_CHANNEL)


def days_before(day: date, many: int) -> list[date]:
    """Return so many days before one, the latest first."""
    return [day - timedelta(days=n) for n in range(1, many + 1)]
