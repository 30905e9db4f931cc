"""How often a conversation and the figures of its post are looked at: the younger, the oftener."""

from datetime import timedelta

#: Up to which age, and how long from one look to the next. The age is that of the last word, ours included.
SCHEDULE = (
    (timedelta(hours=1), timedelta(minutes=1)),
    (timedelta(days=1), timedelta(minutes=15)),
    (timedelta(days=7), timedelta(hours=3)),
    (timedelta(days=30), timedelta(days=1)),
    (timedelta(days=365), timedelta(days=7)),
)
#: A look that failed is repeated after this at the latest, so that a passing trouble leaves no old figures behind.
AFTER_FAILURE = timedelta(hours=1)


def wait_for_look(age: timedelta, *, failed: bool = False) -> timedelta | None:
    """Return how long to wait for the next look at something of this age; None: it is not looked at any more.

    >>> wait_for_look(timedelta(days=2))
    datetime.timedelta(seconds=10800)
    """
    wait = next((wait for limit, wait in SCHEDULE if age < limit), None)
    return min(wait, AFTER_FAILURE) if wait and failed else wait
