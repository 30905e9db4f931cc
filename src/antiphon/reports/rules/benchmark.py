"""Brands beside each other: when a month is reckoned, what comes on each hundred, and which lie surely apart."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import combinations
from statistics import NormalDist

from antiphon.measures.rules.interval import Interval
from antiphon.reports.rules.intervals import LEAST, Z

#: A month that goes on is reckoned each day; once it is over, and again when what is told late has arrived.
EVERY, SETTLED = timedelta(days=1), timedelta(days=7)


def is_due(known_at: datetime | None, until: datetime, now: datetime) -> bool:
    """Whether a month that ends at a moment is to be reckoned, by when it was reckoned last.

    >>> from datetime import UTC
    >>> end, day = datetime(2026, 4, 1, tzinfo=UTC), timedelta(days=1)
    >>> is_due(None, end, end), is_due(end - day, end, end + day), is_due(end + day, end, end + 2 * day)
    (True, True, False)
    >>> is_due(end + day, end, end + 7 * day), is_due(end + 7 * day, end, end + 90 * day)
    (True, False)
    """
    if known_at is None:
        return True
    if now < until:
        return now - known_at >= EVERY
    return known_at < until or known_at < until + SETTLED <= now


def on_each_hundred(number: float, size: int | None) -> float | None:
    """Return how much of a number comes on each hundred of a size; None for fewer than five, or where not known.

    >>> on_each_hundred(12, 400), on_each_hundred(12, 4), on_each_hundred(12, None)
    (3.0, None, None)
    """
    return 100 * number / size if size is not None and size >= LEAST else None


def widened(value: float, interval: Interval, pairs: int) -> Interval:
    """Return an interval made wider, as the more pairs are looked at, the more lie apart by chance alone.

    Each end is moved as far as an interval of 90 % must be widened for all pairs at once (Bonferroni).

    >>> widened(10, Interval(8, 13), 1)
    Interval(low=8.0, high=13.0)
    >>> wide = widened(10, Interval(8, 13), 10)
    >>> round(wide.low, 2), round(wide.high, 2)
    (6.87, 14.7)
    """
    by = NormalDist().inv_cdf(1 - 0.05 / pairs) / Z if pairs > 1 else 1.0
    return Interval(value - by * (value - interval.low), value + by * (interval.high - value))


def surely_apart[Key](known: Mapping[Key, tuple[float, Interval]]) -> Sequence[tuple[Key, Key]]:
    """Return the pairs of which the first lies surely above the second: their widened intervals share no number.

    >>> surely_apart({"a": (30, Interval(25, 35)), "b": (10, Interval(8, 12)), "c": (11, Interval(9, 13))})
    [('a', 'b'), ('a', 'c')]
    """
    pairs = list(combinations(known, 2))
    wide = {key: widened(value, interval, len(pairs)) for key, (value, interval) in known.items()}
    apart = [(one, other) for one, other in pairs if wide[one].apart(wide[other])]
    return [(one, other) if wide[one].low > wide[other].high else (other, one) for one, other in apart]
