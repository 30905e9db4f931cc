"""Rates: engagement, and a figure against its own history."""

from collections.abc import Iterable, Sequence
from math import fsum
from statistics import median

#: Below this many observations a figure is shown as "not enough yet".
N_MIN = 5


def engagement_rate(engagements: float, reach: float | None) -> float | None:
    """Return engagements per person reached, ≥ 0; None where the reach is not known or is 0.

    >>> round(engagement_rate(460_172, 6_951_680) or 0, 8)
    0.0661958
    """
    return engagements / reach if reach else None


def pooled_engagement_rate(posts: Iterable[tuple[float, float | None]]) -> float | None:
    """Return Σ engagements / Σ reach over the posts, as pairs (engagements, reach).

    Large posts weigh more. Posts of unknown or no reach are left out; None if none is left.
    """
    known = [(engagements, reach) for engagements, reach in posts if reach]
    reached = fsum(reach for _, reach in known)
    return fsum(engagements for engagements, _ in known) / reached if known else None


def mean_engagement_rate(posts: Iterable[tuple[float, float | None]]) -> float | None:
    """Return the mean of the posts' own rates: each post weighs the same.

    On real pages this is up to twice the pooled rate: always say which one is shown.
    """
    rates = [rate for rate in (engagement_rate(*post) for post in posts) if rate is not None]
    return fsum(rates) / len(rates) if rates else None


def lift(value: float, history: Sequence[float], last: int = 20) -> float | None:
    """Return (x + 1)/(median of the last 20 on that channel + 1); None without a history.

    `history` runs from the oldest to the newest, without the value itself. 1 is as usual.

    >>> round(lift(18, [6, 8, 11]) or 0, 6)
    2.111111
    """
    recent = history[-last:]
    return (value + 1) / (median(recent) + 1) if recent else None
