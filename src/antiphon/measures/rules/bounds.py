"""Between which bounds a share lies that was estimated from so many."""

from dataclasses import dataclass
from math import sqrt

#: The 97.5 % point of the normal distribution: bounds that hold 95 times of a hundred.
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Interval:
    """The bounds of an estimate and how often such bounds hold, from 0 to 1."""

    low: float
    high: float
    level: float = 0.95


def wilson(hits: int, n: int) -> Interval | None:
    """Return the bounds of a share of `hits` among `n` at 95 %; None where nothing was observed.

    Source: Wilson 1927, the score interval.

    >>> found = wilson(81, 263)
    >>> (round(found.low, 4), round(found.high, 4)) if found else None
    (0.2553, 0.3662)
    """
    if not n:
        return None
    share, wide = hits / n, _Z * _Z / n
    middle = (share + wide / 2) / (1 + wide)
    half = _Z * sqrt(share * (1 - share) / n + wide / (4 * n)) / (1 + wide)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))
