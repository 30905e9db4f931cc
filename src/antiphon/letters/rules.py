"""How long a letter is tried. Pure."""

from datetime import timedelta

#: A mail server that is away for longer than this gets no more tries.
TRIED_FOR = timedelta(days=3)
_FIRST, _LONGEST = timedelta(minutes=1), timedelta(hours=4)


def wait_before_try(tries: int) -> timedelta:
    """Return how long to wait after the nth try that failed: a minute, doubling, four hours at most."""
    doublings: int = min(max(0, tries - 1), 10)
    return min(_FIRST * (1 << doublings), _LONGEST)
