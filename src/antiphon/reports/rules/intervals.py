"""How sure a figure is: intervals that hold the truth in 90 of 100 such cases, and whether two lie apart."""

from collections.abc import Sequence
from math import fsum, isfinite, sqrt
from typing import Any

from antiphon.measures.rules.interval import Interval

#: The 95th percentile of the normal curve: 5 % lie below an interval of 90 %, 5 % above.
Z = 1.6448536269514722
#: Fewer observations say nothing of how much they vary.
LEAST, LEAST_FOR_MEAN = 5, 15
_RUNS, _SEED = 999, 20_260_101


def wilson(k: int, n: int) -> Interval | None:
    """Return the interval of a share of `k` of `n`, in [0, 1]; None below five observations.

    Source: Wilson 1927, the score interval.

    >>> found = wilson(18, 20)
    >>> round(found.low, 6), round(found.high, 6)
    (0.738337, 0.966337)
    """
    if n < LEAST:
        return None
    share, square = k / n, Z * Z
    center = (share + square / (2 * n)) / (1 + square / n)
    half = Z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    return Interval(max(0.0, center - half), min(1.0, center + half))


def by_chance(count: int, weeks: Sequence[int] = ()) -> Interval:
    """Return between which numbers a count might have lain by chance alone, nothing else being different.

    The square root of a count varies by a half however large it is; where the counts of `weeks` vary more than
    chance lets them, the interval is wider by as much (quasi-Poisson). Source: Bartlett 1936; McCullagh and Nelder.

    >>> found = by_chance(100)
    >>> round(found.low, 4), round(found.high, 4)
    (84.2278, 117.1249)
    """
    half, root = Z * sqrt(spread(weeks)) / 2, sqrt(count)
    return Interval(max(0.0, root - half) ** 2, (root + half) ** 2)


def spread(weeks: Sequence[int]) -> float:
    """Return by how much counts of weeks vary more than chance lets them: χ² by its degrees of freedom, at least 1.

    >>> spread([10, 20, 30])
    5.0
    """
    mean = fsum(weeks) / len(weeks) if weeks else 0.0
    if len(weeks) < 2 or not mean:
        return 1.0
    return max(1.0, fsum((one - mean) ** 2 for one in weeks) / mean / (len(weeks) - 1))


def of_mean(values: Sequence[float]) -> Interval | None:
    """Return the interval of a mean; None below fifteen values, or where they are all the same."""
    return of_ratio([(value, 1.0) for value in values])


def of_ratio(pairs: Sequence[tuple[float, float]]) -> Interval | None:
    """Return the interval of Σ tops / Σ bottoms over pairs (top, bottom); None below fifteen pairs.

    It is drawn again 999 times from the pairs themselves, each time weighed by its own spread (the studentized
    bootstrap, Efron 1982, with the spread of MacKinnon and White 1985); the same pairs give the same interval.
    """
    if len(pairs) < LEAST_FOR_MEAN:
        return None
    import numpy as np  # takes a tenth of a second, and few pages need it

    told = np.asarray(pairs, dtype=float)
    drawn = np.random.default_rng(_SEED).integers(0, len(told), size=(_RUNS, len(told)))
    value, error = _ratio(told[None, :, 0], told[None, :, 1])
    values, errors = _ratio(told[drawn, 0], told[drawn, 1])
    kept = errors > 1e-12 * abs(float(value[0]))
    if not error[0] > 1e-12 * abs(float(value[0])) or kept.sum() < _RUNS / 2:
        return None
    low, high = np.quantile((values[kept] - value[0]) / errors[kept], [0.05, 0.95])
    found = Interval(float(value[0] - high * error[0]), float(value[0] - low * error[0]))
    return found if isfinite(found.low) and isfinite(found.high) else None


def _ratio(tops: Any, bottoms: Any) -> tuple[Any, Any]:
    """Return the ratio of each row and the error of it, both as columns of numpy."""
    whole = bottoms.sum(axis=1)
    value = tops.sum(axis=1) / whole
    left = (tops - value[:, None] * bottoms) / (1 - bottoms / whole[:, None]).clip(0.05)
    return value, (left**2).sum(axis=1) ** 0.5 / whole
