"""Some were held out: what the others did more than they is what the treatment brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from antiphon.experiments.rules.estimate import LEVEL, Estimate
from antiphon.experiments.rules.faults import Fault, Unfit

METHOD = "holdout 1"
#: So many units are asked for in each arm, and so many regions.
LEAST_PEOPLE, LEAST_REGIONS = 30, 3


@dataclass(frozen=True, slots=True)
class Counts:
    """Of how many so many did it."""

    n: int
    did: int

    @property
    def share(self) -> float:
        """The share of those who did it."""
        return self.did / self.n


@dataclass(frozen=True, slots=True)
class Held:
    """What a treatment brought for each unit, what it brought in all who were treated, and the two arms."""

    lift: Estimate
    brought: Estimate
    treated_n: int
    held_n: int
    treated_mean: float
    held_mean: float


def shares(treated: Counts, held: Counts, level: float = LEVEL) -> Held:
    """Return the difference of two shares, with Newcombe’s interval; raise Unfit for arms under 30 or impossible.

    >>> found = shares(Counts(21_307, 267), Counts(21_306, 122), level=0.95)
    >>> round(100 * found.lift.value, 4), round(found.brought.value)
    (0.6805, 145)
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    for arm in (treated, held):
        if arm.n < LEAST_PEOPLE or not 0 <= arm.did <= arm.n:
            raise Unfit(Fault.TOO_SMALL_ARM, have=arm.n, least=LEAST_PEOPLE)
    if treated.did + held.did == 0:
        raise Unfit(Fault.NO_OUTCOMES)
    low, high = confint_proportions_2indep(
        treated.did, treated.n, held.did, held.n, method="newcomb", compare="diff", alpha=1 - level
    )
    lift = Estimate(treated.share - held.share, float(low), float(high), level)
    return _held(lift, treated.n, held.n, treated.share, held.share)


def means(treated: Sequence[float], held: Sequence[float], level: float = LEVEL, least: int = LEAST_PEOPLE) -> Held:
    """Return the difference of two means with Welch’s interval; raise Unfit for small arms or values that never vary.

    >>> found = means([5.0, 6, 7], [1.0, 2, 3], least=3)
    >>> round(found.lift.value, 3), round(found.lift.low, 3)
    (4.0, 2.259)
    """
    for arm in (treated, held):
        if len(arm) < least:
            raise Unfit(Fault.TOO_SMALL_ARM, have=len(arm), least=least)
    a, b = _Spread.of(treated), _Spread.of(held)
    error = a.squared_error + b.squared_error
    if error <= 1e-18 * max(1.0, a.mean**2 + b.mean**2):
        raise Unfit(Fault.NO_VARIANCE)
    freedom = error**2 / (a.squared_error**2 / (a.n - 1) + b.squared_error**2 / (b.n - 1))
    half = _t((1 + level) / 2, freedom) * sqrt(error)
    lift = a.mean - b.mean
    return _held(Estimate(lift, lift - half, lift + half, level), a.n, b.n, a.mean, b.mean)


@dataclass(frozen=True, slots=True)
class _Spread:
    n: int
    mean: float
    squared_error: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "_Spread":
        from statistics import fmean, variance

        return cls(len(values), fmean(values), variance(values) / len(values))


def _t(quantile: float, freedom: float) -> float:
    from scipy.stats import t

    return float(t.ppf(quantile, freedom))


def _held(lift: Estimate, treated: int, held: int, treated_mean: float, held_mean: float) -> Held:
    brought = Estimate(lift.value * treated, lift.low * treated, lift.high * treated, lift.level)
    return Held(lift, brought, treated, held, treated_mean, held_mean)
