"""How long an answer that was kept is shown, when it is reckoned anew, and how the keys of its rows are packed."""

import zlib
from array import array
from collections.abc import Iterable
from datetime import datetime, timedelta

#: An answer is as good as new for so long, or for so many times as long as it took, if that is longer.
FRESH, TIMES = timedelta(minutes=2), 10
#: An older one is not shown any more; one that nobody asked for in so long is thrown away.
OLD, FORGOTTEN = timedelta(days=1), timedelta(days=2)


def is_fresh(made: datetime, seconds: float, now: datetime) -> bool:
    """Whether an answer need not be reckoned anew.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    >>> [is_fresh(noon, took, noon + timedelta(minutes=5)) for took in (1, 60)]
    [False, True]
    >>> is_fresh(noon, 30_000, noon + OLD)
    False
    """
    return is_shown(made, now) and now - made < max(FRESH, TIMES * timedelta(seconds=seconds))


def is_shown(made: datetime, now: datetime) -> bool:
    """Whether an answer is still shown, with its moment, while it is reckoned anew."""
    return now - made < OLD


def packed(keys: Iterable[int]) -> bytes:
    """Return the keys of rows in as few bytes as is quick.

    >>> unpacked(packed([7, 3, 900_000_000_000]))
    (7, 3, 900000000000)
    """
    return zlib.compress(array("Q", keys).tobytes(), 1)


def unpacked(kept: bytes) -> tuple[int, ...]:
    """Return the keys that were packed, in their order."""
    found = array("Q")
    found.frombytes(zlib.decompress(kept))
    return tuple(found)
