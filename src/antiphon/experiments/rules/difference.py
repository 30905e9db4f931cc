"""Difference in differences: how much more the treated units changed, and whether both groups went alike before.

Each unit becomes one number, its mean in the test less its mean before; so days that hang together do not count as
many. The two groups of numbers are compared by Welch’s interval. Source: Bertrand, Duflo and Mullainathan 2004.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from antiphon.experiments.rules.estimate import LEVEL, Estimate, Verdict
from antiphon.experiments.rules.faults import Fault, Unfit
from antiphon.experiments.rules.holdout import means

METHOD = "difference 1"
LEAST_UNITS, LEAST_BEFORE, LEAST_AFTER = 2, 10, 3


@dataclass(frozen=True, slots=True)
class Difference:
    """What the test changed for each unit and point; the same reckoned where nothing was tried must hold zero."""

    effect: Estimate
    placebo: Estimate
    treated: tuple[float, ...]
    controls: tuple[float, ...]
    treated_line: tuple[float, ...]
    expected_line: tuple[float, ...]
    before: int
    after: int

    @property
    def went_alike(self) -> bool:
        """Whether both groups went alike before the test, as far as can be seen."""
        return self.placebo.verdict == Verdict.OPEN


def difference(
    treated: Sequence[Sequence[float]], controls: Sequence[Sequence[float]], begin: int, level: float = LEVEL
) -> Difference:
    """Return how much more the treated units changed from place `begin` on; the placebo begins halfway before it.

    Raise Unfit for fewer than two units on a side, gaps, or too few points.

    >>> found = difference([[1.0, 2] * 5 + [5, 5, 5], [2.0] * 10 + [6] * 3], [[3.0] * 10 + [4] * 3, [1.0] * 13], 10)
    >>> round(found.effect.value, 3)
    3.25
    """
    _require(treated, controls, begin)
    changed, stayed = _changes(treated, 0, begin), _changes(controls, 0, begin)
    half = begin // 2
    before = [one[:begin] for one in treated], [one[:begin] for one in controls]
    return Difference(
        effect=means(changed, stayed, level, LEAST_UNITS).lift,
        placebo=_placebo(*before, half, level),
        treated=tuple(changed),
        controls=tuple(stayed),
        treated_line=_line(treated),
        expected_line=_expected(treated, controls, begin),
        before=begin,
        after=len(treated[0]) - begin,
    )


def _require(treated: Sequence[Sequence[float]], controls: Sequence[Sequence[float]], begin: int) -> None:
    for units in (treated, controls):
        if len(units) < LEAST_UNITS:
            raise Unfit(Fault.TOO_FEW_UNITS, have=len(units), least=LEAST_UNITS)
    if begin < LEAST_BEFORE:
        raise Unfit(Fault.TOO_FEW_BEFORE, have=begin, least=LEAST_BEFORE)
    after = len(treated[0]) - begin
    if after < LEAST_AFTER:
        raise Unfit(Fault.TOO_FEW_AFTER, have=max(0, after), least=LEAST_AFTER)
    empty = sum(value != value for unit in (*treated, *controls) for value in unit)
    if empty:
        raise Unfit(Fault.GAPS, have=empty)


def _placebo(
    treated: Sequence[Sequence[float]], controls: Sequence[Sequence[float]], begin: int, level: float
) -> Estimate:
    try:
        return means(_changes(treated, 0, begin), _changes(controls, 0, begin), level, LEAST_UNITS).lift
    except Unfit:  # all units moved by exactly the same
        return Estimate(0.0, 0.0, 0.0, level)


def _changes(units: Sequence[Sequence[float]], first: int, begin: int) -> list[float]:
    return [fmean(unit[begin:]) - fmean(unit[first:begin]) for unit in units]


def _line(units: Sequence[Sequence[float]]) -> tuple[float, ...]:
    return tuple(fmean(row) for row in zip(*units, strict=True))


def _expected(
    treated: Sequence[Sequence[float]], controls: Sequence[Sequence[float]], begin: int
) -> tuple[float, ...]:
    """Return what the treated would have done: the line of the others, moved to the height of the treated before."""
    ours, theirs = _line(treated), _line(controls)
    gap = fmean(ours[:begin]) - fmean(theirs[:begin])
    return tuple(value + gap for value in theirs)
