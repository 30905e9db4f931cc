"""What a test could see, before it is made: the least effect found, and how long or large it has to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from antiphon.experiments.rules.estimate import LEVEL

METHOD = "power 1"
#: How often a test shall find an effect that is there.
POWER = 0.80
#: The lengths of test that are looked at, in points.
LENGTHS = (7, 14, 28, 56)


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
    from scipy.stats import norm

    z = float(norm.ppf((1 + LEVEL) / 2))
    return median(half_widths) / z * (z + float(norm.ppf(POWER)))


def arm_size(base: float, lift: float) -> int:
    """Return how many each arm needs so that a share of `base` + `lift` is told from `base`, both in (0, 1).

    Source: statsmodels, NormalIndPower with Cohen's h, two-sided.

    >>> arm_size(0.005, 0.005)
    3577
    """
    from math import ceil

    from statsmodels.stats.power import NormalIndPower
    from statsmodels.stats.proportion import proportion_effectsize

    size = abs(proportion_effectsize(base + lift, base))
    return ceil(float(NormalIndPower().solve_power(size, alpha=1 - LEVEL, power=POWER)))


def least_lift(treated: int, held: int, base: float) -> float:
    """Return the least rise of a share `base` that arms of these sizes find with a power of 0.8.

    >>> round(least_lift(3577, 3577, 0.005), 4)
    0.005
    """
    from math import asin, pi, sin, sqrt

    from statsmodels.stats.power import NormalIndPower

    size = NormalIndPower().solve_power(nobs1=treated, ratio=held / treated, alpha=1 - LEVEL, power=POWER)
    return sin(min(pi / 2, asin(sqrt(base)) + float(size) / 2)) ** 2 - base
