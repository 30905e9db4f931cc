"""Simulated tests whose true effect is known: how often the intervals hold it, how often nothing seems something."""

import random
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from math import exp, log, sin, tau

from antiphon.experiments.rules.before_after import before_after
from antiphon.experiments.rules.difference import difference
from antiphon.experiments.rules.estimate import Estimate
from antiphon.experiments.rules.faults import Unfit
from antiphon.experiments.rules.holdout import Counts, means, shares
from antiphon.experiments.rules.silence import silence

RUNS, DRAWS = 1_000, 400
#: How far the level of a brand drifts each day, against the noise of a day.
DRIFTS = (0.0, 0.05, 0.1, 0.2, 0.4)
_QUIET_TRIES = 10


@dataclass
class Held:
    """How many intervals there were, and how many of them held the truth."""

    intervals: int = 0
    held: int = 0

    @property
    def share(self) -> float:
        """Return the share that held it, 0 to 1."""
        return self.held / self.intervals

    def judge(self, estimate: Estimate, truth: float) -> None:
        """Count an interval."""
        self.intervals += 1
        self.held += estimate.low <= truth <= estimate.high


def looked_back(seed: int, drift: float) -> tuple[Estimate, float]:
    """Return what is told of a test on a level that drifts, weekdays and one control, and what it truly brought."""
    chance = random.Random(seed)
    before, after = chance.choice((60, 90, 150)), chance.choice((7, 14, 28))
    effect, share = chance.choice((0.0, 0.5, 2.0, -1.0)), chance.uniform(0.2, 1.5)
    level, control, series, controls = 30.0, 10.0, [], []
    for day in range(before + after):
        level += chance.gauss(0, drift)
        control += chance.gauss(0, 0.2)
        seen = control + chance.gauss(0, 1)
        usual = level + share * seen + 2 * sin(tau * day / 7)
        series.append(usual + chance.gauss(0, 1) + (effect if day >= before else 0))
        controls.append(seen)
    weekdays = [day % 7 for day in range(len(series))]
    found = before_after(series, before, [controls], weekdays=weekdays, seed=seed, draws=DRAWS)
    return found.mean, effect


def differed(seed: int) -> tuple[Estimate, float]:
    """Return what is told of units of which some were treated, each with a course of its own, and what it brought."""
    chance = random.Random(seed)
    effect = chance.choice((0.0, 1.0, 3.0))
    groups = [[_unit(chance, effect * treated) for _ in range(chance.randint(3, 12))] for treated in (1, 0)]
    return difference(groups[0], groups[1], 28).effect, effect


def _unit(chance: random.Random, effect: float) -> list[float]:
    height, moved = chance.uniform(5, 50), chance.gauss(0, 1)
    return [height + chance.gauss(0, 2) + (moved + effect if day >= 28 else 0) for day in range(42)]


def held_shares(seed: int) -> tuple[Estimate, float]:
    """Return what is told of two shares, and how far they truly are apart."""
    chance = random.Random(seed)
    base, lift = exp(chance.uniform(log(0.01), log(0.3))), chance.choice((0.0, 0.3, 1.0))
    sizes = chance.randint(300, 3000), chance.randint(200, 1500)
    arms = [
        Counts(n, sum(chance.random() < p for _ in range(n)))
        for n, p in zip(sizes, (base * (1 + lift), base), strict=True)
    ]
    return shares(*arms).lift, base * lift


def held_amounts(seed: int) -> tuple[Estimate, float]:
    """Return what is told of two means of amounts, most of which are nothing, and how far they truly are apart."""
    chance = random.Random(seed)
    lift = chance.choice((0.0, 0.5))
    arms = [[_amount(chance, p) for _ in range(chance.randint(400, 1500))] for p in (0.2 * (1 + lift), 0.2)]
    return means(*arms).lift, 0.2 * lift * exp(3 + 0.5**2 / 2)


def _amount(chance: random.Random, p: float) -> float:
    return chance.lognormvariate(3, 0.5) if chance.random() < p else 0.0


def quiet(seed: int) -> tuple[int, int]:
    """Return the false alarms on counts in which nothing was tried, and how many tests were pretended."""
    chance = random.Random(seed)
    mean = chance.uniform(3, 20)
    heights = [exp(chance.gauss(0, 0.3)) for _ in range(7)]
    counts = [_poisson(chance, mean * heights[day % 7]) for day in range(60 + 7 * _QUIET_TRIES)]
    found = silence(counts, [], 7, weekdays=[day % 7 for day in range(len(counts))], seed=seed)
    return found.alarms, found.tries


def _poisson(chance: random.Random, mean: float) -> float:
    limit, product, n = exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        n += 1
    return float(n)


def coverage(runs: int, seed: int = 1) -> dict[str, Held]:
    """Return by method how often its intervals held the truth, over as many simulated tests of each."""
    found: dict[str, Held] = {}
    for run in range(runs):
        drift = DRIFTS[run % len(DRIFTS)]
        for name, simulate in _methods(drift):
            try:
                estimate, truth = simulate(seed * 1_000_000 + run)
            except Unfit:
                continue
            found.setdefault(name, Held()).judge(estimate, truth)
            if name == "before and after":
                found.setdefault(f"{name}, drift {drift}", Held()).judge(estimate, truth)
    return dict(sorted(found.items()))


def _methods(drift: float) -> Iterator[tuple[str, partial[tuple[Estimate, float]]]]:
    yield "before and after", partial(looked_back, drift=drift)
    yield "difference in differences", partial(differed)
    yield "held out, shares", partial(held_shares)
    yield "held out, amounts", partial(held_amounts)


def alarms(runs: int, seed: int = 1) -> Held:
    """Return how often nothing was called nothing, in pretended tests on counts."""
    found = Held()
    while found.intervals < runs:
        rung, tries = quiet(seed * 1_000_000 + found.intervals)
        found.intervals += tries
        found.held += tries - rung
    return found


def main(arguments: Iterable[str] = ()) -> None:
    """Run the simulation and print how often the intervals held the truth."""
    runs = next((int(one) for one in arguments), RUNS)
    print(f"### Intervals of experiments\n\n{runs:,} simulated tests of each kind.")
    print("An interval of 90 % is to hold the true effect in 87 to 93 % of them.\n")
    print("| Method | Intervals | Held the truth, % |\n|---|---:|---:|")
    for name, held in coverage(runs).items():
        print(f"| {name} | {held.intervals:,} | {100 * held.share:.1f} |")
    silent = alarms(runs)
    print(f"| nothing tried, counts of each day | {silent.intervals:,} | {100 * silent.share:.1f} |")


if __name__ == "__main__":
    main(sys.argv[1:])
