"""An experiment measured: its numbers read, the rule of its kind asked, what came of it as JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from math import fsum
from typing import Any

from antiphon.experiments.models import Arm, Experiment, ExperimentKind, Purpose
from antiphon.experiments.queries.panel import FILE, LIST, Panel, panel_of
from antiphon.experiments.rules import before_after as looked_back
from antiphon.experiments.rules import difference as differed
from antiphon.experiments.rules import holdout, power
from antiphon.experiments.rules import silence as still
from antiphon.experiments.rules.estimate import Verdict
from antiphon.experiments.rules.faults import Fault, Unfit

type Told = Callable[[int], None]
type Content = dict[str, Any]
#: How sure one has to be that a control moved before the effect is withheld.
_MOVED = 0.99
_TRIES_OF_A_LENGTH = 4


def method_of(experiment: Experiment, purpose: str) -> str:
    """Return the name and version of the method that measures this."""
    if purpose == Purpose.SILENCE:
        return still.METHOD
    if purpose == Purpose.POWER:
        return power.METHOD
    methods = {
        ExperimentKind.BEFORE_AFTER: looked_back.METHOD,
        ExperimentKind.DIFFERENCE: differed.METHOD,
        ExperimentKind.HOLDOUT: holdout.METHOD,
    }
    return methods[ExperimentKind(experiment.kind)]


def measured(experiment: Experiment, purpose: str, told: Told = lambda _percent: None) -> Content:
    """Return what came of measuring; raise Unfit where no number can be given. `told` hears how far it is, in %."""
    if purpose == Purpose.SILENCE:
        return _silence(experiment, told)
    if purpose == Purpose.POWER:
        return _power(experiment, told)
    effects = {
        ExperimentKind.BEFORE_AFTER: _before_after,
        ExperimentKind.DIFFERENCE: _difference,
        ExperimentKind.HOLDOUT: _holdout,
    }
    return effects[ExperimentKind(experiment.kind)](experiment)


def _before_after(experiment: Experiment) -> Content:
    panel = _begun(experiment)
    controls = list(panel.controls.values())
    weekdays = _weekdays(panel)
    if experiment.vouched_at is None:
        _require_still(panel, weekdays)
    found = looked_back.before_after(panel.summed, panel.begin, controls, weekdays=weekdays, seed=experiment.seed)
    return {
        "mean": found.mean.kept(),
        "total": found.total.kept(),
        "share": found.share.kept() if found.share else None,
        "before": found.before,
        "after": found.after,
        "past": _dated(panel.days[: panel.begin], panel.summed),
        "points": [
            [day.isoformat(), one.actual, one.expected, one.low, one.high]
            for day, one in zip(panel.days[panel.begin :], found.points, strict=True)
        ],
        "weekdays": bool(weekdays),
    }


def _begun(experiment: Experiment) -> Panel:
    panel = panel_of(experiment)
    if len(panel.days) <= panel.begin:
        raise Unfit(Fault.NOT_OVER)
    return panel


def _weekdays(panel: Panel) -> list[int]:
    """Return the days of the week where there are enough weeks before to know their heights."""
    return panel.weekdays if panel.begin >= 2 * looked_back.LEAST_BEFORE else []


def _require_still(panel: Panel, weekdays: Sequence[int]) -> None:
    """Raise Unfit for a control that moved on the day the test began: it may have been touched by it."""
    for name, series in panel.controls.items():
        try:
            moved = looked_back.before_after(series, panel.begin, weekdays=weekdays, level=_MOVED, draws=500).mean
        except Unfit as unfit:
            if unfit.fault in {Fault.TOO_SPARSE, Fault.NO_VARIANCE}:
                continue
            raise
        if moved.verdict != Verdict.OPEN:
            raise Unfit(Fault.CONTROL_MOVED, name=name)


def _difference(experiment: Experiment) -> Content:
    panel = _begun(experiment)
    found = differed.difference(list(panel.treated.values()), list(panel.controls.values()), panel.begin)
    lines = zip(panel.days, found.treated_line, found.expected_line, strict=True)
    return {
        "mean": found.effect.kept(),
        "placebo": found.placebo.kept(),
        "alike": found.went_alike,
        "before": found.before,
        "after": found.after,
        "treated": dict(zip(panel.treated, found.treated, strict=True)),
        "controls": dict(zip(panel.controls, found.controls, strict=True)),
        "lines": [[day.isoformat(), ours, expected] for day, ours, expected in lines],
    }


def _holdout(experiment: Experiment) -> Content:
    if experiment.measure == FILE:
        return _held(_by_region(experiment), "region")
    if experiment.measure == LIST:
        return _held(*_by_list(experiment))
    arms = {arm: holdout.Counts(**experiment.table[arm]) for arm in (Arm.TREATED, Arm.HELD_OUT)}
    return _held(holdout.shares(arms[Arm.TREATED], arms[Arm.HELD_OUT]), "share")


def _by_list(experiment: Experiment) -> tuple[holdout.Held, str]:
    """Return what the list says: shares where every outcome is yes or no, means where they are amounts."""
    by_arm: dict[str, list[float]] = {Arm.TREATED: [], Arm.HELD_OUT: []}
    rows = list(experiment.units.values_list("arm", "outcome"))
    if all(outcome is None for _arm, outcome in rows):
        raise Unfit(Fault.NO_OUTCOMES)
    for arm, outcome in rows:
        by_arm[arm].append(outcome or 0.0)
    treated, held = by_arm[Arm.TREATED], by_arm[Arm.HELD_OUT]
    if {*treated, *held} <= {0.0, 1.0}:
        counts = [holdout.Counts(len(arm), int(fsum(arm))) for arm in (treated, held)]
        return holdout.shares(counts[0], counts[1]), "share"
    return holdout.means(treated, held), "amount"


def _by_region(experiment: Experiment) -> holdout.Held:
    """Compare the regions by how each changed against its own days before: that leaves their sizes out."""
    panel = _begun(experiment)
    if panel.begin < differed.LEAST_BEFORE:
        raise Unfit(Fault.TOO_FEW_BEFORE, have=panel.begin, least=differed.LEAST_BEFORE)
    found = differed.difference(list(panel.treated.values()), list(panel.controls.values()), panel.begin)
    return holdout.means(found.treated, found.controls, least=holdout.LEAST_REGIONS)


def _held(found: holdout.Held, unit: str) -> Content:
    return {
        "mean": found.lift.kept(),
        "total": found.brought.kept(),
        "unit": unit,
        "treated_n": found.treated_n,
        "held_n": found.held_n,
        "treated_mean": found.treated_mean,
        "held_mean": found.held_mean,
    }


def _silence(experiment: Experiment, told: Told) -> Content:
    panel = panel_of(experiment)
    past = _past(panel)
    found = still.silence(
        past.summed, list(past.controls.values()), experiment.days, weekdays=_weekdays(past), told=told
    )
    return {**asdict(found), "usual": found.usual, "noisy": found.is_noisy}


def _past(panel: Panel) -> Panel:
    """Return the days before the test alone."""
    end = min(panel.begin, len(panel.days))
    return Panel(
        panel.days[:end],
        end,
        {name: values[:end] for name, values in panel.treated.items()},
        {name: values[:end] for name, values in panel.controls.items()},
    )


def _power(experiment: Experiment, told: Told) -> Content:
    past = _past(panel_of(experiment))
    usual = fsum(past.summed) / len(past.summed) if past.summed else 0.0
    sights: list[Mapping[str, object]] = []
    for number, length in enumerate(power.LENGTHS, 1):
        sights += _sight(past, length, usual)
        told(100 * number // len(power.LENGTHS))
    if not sights:
        raise Unfit(Fault.TOO_FEW_BEFORE, have=len(past.days), least=looked_back.LEAST_BEFORE + power.LENGTHS[0])
    return {"usual": usual, "before": len(past.days), "sights": sights}


def _sight(past: Panel, length: int, usual: float) -> list[Mapping[str, object]]:
    places = still.begins(len(past.days), length)[-_TRIES_OF_A_LENGTH:]
    if not places:
        return []
    widths = still.half_widths(past.summed, list(past.controls.values()), places, length, _weekdays(past))
    effect = power.least_effect(widths)
    return [asdict(power.Sight(length, effect, effect / usual if usual > 0 else None))]


def _dated(days: Sequence[date], values: Sequence[float]) -> list[list[object]]:
    return [[day.isoformat(), value] for day, value in zip(days, values, strict=False)]
