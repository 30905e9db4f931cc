"""What a test could see, before it is made: the least effect found, and how long or large it has to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, ceil, pi, sin, sqrt
from statistics import NormalDist, median

from antiphon.experiments.rules.estimate import LEVEL

METHOD = "power 1"
#: How often a test shall find an effect that is there.
POWER = 0.80
#: The lengths of test that are looked at, in points.
LENGTHS = (7, 14, 28, 56)
_SURE, _FOUND = NormalDist().inv_cdf((1 + LEVEL) / 2), NormalDist().inv_cdf(POWER)


@dataclass(frozen=True, slots=True)
class Sight:
    """The least effect a point that a test of a length would find four times of five; its share of what is usual."""

    length: int
    effect: float
    share: float | None


def least_effect(half_widths: Sequence[float]) -> float:
    """Return the least effect that is found with a power of 0.8, from the half widths of intervals of such tests.

    The half width is z(0.95) standard errors, and an effect is found with that power at z(0.95) + z(0.80) of them.

    >>> round(least_effect([1.6448536, 1.6448536]), 4)
    2.4865
    """
    return median(half_widths) / _SURE * (_SURE + _FOUND)


def arm_size(base: float, lift: float) -> int:
    """Return how many each arm needs so that a share of `base` + `lift` is told from `base`, both in (0, 1).

    Source: Cohen 1988, difference h of the arcsines, two-sided.

    >>> arm_size(0.005, 0.005)
    3577
    """
    size = 2 * asin(sqrt(base + lift)) - 2 * asin(sqrt(base))
    return ceil(2 * ((_SURE + _FOUND) / size) ** 2)


def least_lift(treated: int, held: int, base: float) -> float:
    """Return the least rise of a share `base` that arms of these sizes find with a power of 0.8.

    >>> round(least_lift(3577, 3577, 0.005), 4)
    0.005
    """
    size = (_SURE + _FOUND) * sqrt(1 / treated + 1 / held)
    return sin(min(pi / 2, asin(sqrt(base)) + size / 2)) ** 2 - base
