"""Before and after: a local level with regression on control series tells what would have happened anyway.

The series is y_t = level_t + β·controls_t + weekday_t + noise_t, and the level is a random walk (statsmodels’
UnobservedComponents, Kalman filter, exact diffuse start). How much the level drifts against the noise is not fixed
at its likeliest value, as that makes intervals too narrow: each drift of a grid weighs as much as its marginal
likelihood allows, β and the size of the noise integrated out. The band and the sum come from simulated paths.
Source: Brodersen et al. 2015; Durbin and Koopman 2012.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from antiphon.experiments.rules.estimate import LEVEL, Estimate
from antiphon.experiments.rules.faults import Fault, Unfit

METHOD = "before_after 1"
#: So many points are asked for before the test and in it.
LEAST_BEFORE, LEAST_AFTER = 28, 5
#: On so many of the points before something has to have happened.
LEAST_EVENTFUL = 10
DRAWS = 2000
#: Half of the drifts of brands are held to be below this share of the noise (half-Cauchy): see the decision record.
USUAL_DRIFT = 0.2
_DRIFTS = (0.0, *(0.02 * 1.6**step for step in range(11)))
_CLEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a test: what happened, and what would have happened without it, with its band."""

    actual: float
    expected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """What a test changed: for each point and in all, with the points of it and the share of what was expected."""

    mean: Estimate
    total: Estimate
    share: Estimate | None
    points: tuple[Point, ...]
    before: int
    after: int


def before_after(
    series: Sequence[float],
    begin: int,
    controls: Sequence[Sequence[float]] = (),
    *,
    weekdays: Sequence[int] = (),
    level: float = LEVEL,
    seed: int = 1,
    draws: int = DRAWS,
) -> BeforeAfter:
    """Return what a series did from place `begin` on against what it would have done, seeded.

    `controls` are as long as the series and must not be touched by the test; `weekdays` (0–6) let each day of the
    week have its own height. Raise Unfit where nothing can be said.
    """
    import numpy as np

    values = np.asarray(series, dtype=float)
    columns = np.asarray(controls, dtype=float).reshape(len(controls), len(values)).T
    _require(values, columns, begin)
    center, spread = values[:begin].mean(), values[:begin].std(ddof=1)
    design = _design(columns, begin, weekdays, len(values))
    paths = _paths((values[:begin] - center) / spread, design, np.random.default_rng(seed), draws) * spread + center
    return _told(values[begin:], paths, begin, level)


def _require(values: Any, columns: Any, begin: int) -> None:
    import numpy as np

    if begin < LEAST_BEFORE:
        raise Unfit(Fault.TOO_FEW_BEFORE, have=begin, least=LEAST_BEFORE)
    if len(values) - begin < LEAST_AFTER:
        raise Unfit(Fault.TOO_FEW_AFTER, have=max(0, len(values) - begin), least=LEAST_AFTER)
    missing = int(np.isnan(values).sum() + np.isnan(columns).sum())
    if missing:
        raise Unfit(Fault.GAPS, have=missing)
    if not (np.isfinite(values).all() and np.isfinite(columns).all()):
        raise Unfit(Fault.NOT_FINITE)
    _require_moving(values[:begin], columns[:begin])


def _require_moving(values: Any, columns: Any) -> None:
    """Raise Unfit for numbers before the test that never change, or hardly ever differ from zero."""
    if values.std() <= _CLEAR * max(1.0, float(abs(values).max())):
        raise Unfit(Fault.NO_VARIANCE)
    eventful = int((values != 0).sum())
    if eventful < LEAST_EVENTFUL:
        raise Unfit(Fault.TOO_SPARSE, have=eventful, least=LEAST_EVENTFUL)
    if (columns.std(axis=0) <= _CLEAR).any():
        raise Unfit(Fault.CONTROL_STANDS_STILL)


def _design(columns: Any, begin: int, weekdays: Sequence[int], length: int) -> Any:
    """Return the regressors: controls in units of their own spread before, and six weekdays against the seventh."""
    import numpy as np

    parts = [(columns - columns[:begin].mean(axis=0)) / columns[:begin].std(axis=0, ddof=1)]
    if len(weekdays) == length:
        days = np.asarray(weekdays)
        dummies = np.stack([(days == day).astype(float) - 1 / 7 for day in range(6)], axis=1)
        parts.append(dummies)
    design = np.concatenate([part.reshape(length, -1) for part in parts], axis=1)
    if design.shape[1] and np.linalg.matrix_rank(design[:begin]) < design.shape[1]:
        raise Unfit(Fault.CONTROLS_ALIKE)
    if begin - design.shape[1] < LEAST_BEFORE // 2:
        raise Unfit(Fault.TOO_FEW_BEFORE, have=begin, least=design.shape[1] + LEAST_BEFORE // 2)
    return design


def _paths(before: Any, design: Any, rng: Any, draws: int) -> Any:
    """Return simulated futures, a column each: drift and noise are drawn anew for each of them."""
    import numpy as np
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    n, width = len(before), design.shape[1]
    exog = {"exog": design[:n]} if width else {}
    model = UnobservedComponents(before, level="llevel", mle_regression=False, use_exact_diffuse=True, **exog)
    freedom = n - 1 - width
    weights, squares = _weights(model, freedom)
    futures = []
    for drift, square, many in zip(_DRIFTS, squares, rng.multinomial(draws, weights), strict=True):
        if many:
            noise = np.sqrt(square / rng.chisquare(freedom, int(many)))
            futures.append(_futures(model, drift, design[n:], noise, rng))
    return np.concatenate(futures, axis=1)


def _weights(model: Any, freedom: int) -> tuple[Any, Any]:
    """Return how likely each drift is, and its sum of squared surprises in units of the noise.

    The likelihood at two sizes of the noise tells the sum; with it the size is integrated out under 1/σ².
    """
    import numpy as np

    once = np.array([model.loglike([1.0, drift**2]) for drift in _DRIFTS])
    twice = np.array([model.loglike([2.0, 2 * drift**2]) for drift in _DRIFTS])
    squares = 4 * (freedom / 2 * np.log(2) - (once - twice))
    if not np.isfinite(squares).all() or (squares <= _CLEAR).any():
        raise Unfit(Fault.NO_VARIANCE)
    logs = once + squares / 2 - freedom / 2 * np.log(squares / 2)
    weights = np.exp(logs - logs.max()) * _prior()
    return weights / weights.sum(), squares


def _prior() -> Any:
    """Return how much of the half-Cauchy lies nearest to each drift."""
    import numpy as np

    drifts = np.array(_DRIFTS)
    edges = np.concatenate([[0.0], (drifts[:-1] + drifts[1:]) / 2, [np.inf]])
    return np.diff(np.arctan(edges / USUAL_DRIFT))


def _futures(model: Any, drift: float, design: Any, noise: Any, rng: Any) -> Any:
    """Return paths at one drift: what is expected, and around it what was simulated at noise 1, times each noise."""
    exog = {"exog": design} if design.shape[1] else {}
    found = model.filter([1.0, drift**2], cov_type="none")
    steps = len(design)
    mean = found.forecast(steps, **exog).reshape(-1, 1)
    drawn = found.simulate(steps, repetitions=len(noise), anchor="end", rng=rng, **exog)
    return mean + (drawn.reshape(steps, -1) - mean) * noise


def _told(actual: Any, paths: Any, begin: int, level: float) -> BeforeAfter:
    import numpy as np

    tails = [(1 - level) / 2, (1 + level) / 2]
    expected, (lows, highs) = paths.mean(axis=1), np.quantile(paths, tails, axis=1)
    sums = actual.sum() - paths.sum(axis=0)
    total = _estimate(sums, tails, level)
    many = len(actual)
    base = float(expected.sum())
    return BeforeAfter(
        mean=Estimate(total.value / many, total.low / many, total.high / many, level),
        total=total,
        share=Estimate(total.value / base, total.low / base, total.high / base, level) if base > _CLEAR else None,
        points=tuple(Point(*map(float, row)) for row in zip(actual, expected, lows, highs, strict=True)),
        before=begin,
        after=many,
    )


def _estimate(drawn: Any, tails: Sequence[float], level: float) -> Estimate:
    import numpy as np

    low, high = np.quantile(drawn, tails)
    return Estimate(float(drawn.mean()), float(low), float(high), level)
