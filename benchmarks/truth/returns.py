"""Simulated brands whose truth is known: how often intervals hold it, and how often they cry wolf."""

import sys
from collections.abc import Callable

import numpy as np

from antiphon.measures.rules.interval import Interval
from antiphon.reports.rules.intervals import by_chance, of_mean, of_ratio, wilson
from antiphon.reports.rules.spans import Verdict, verdict

RUNS, SEED = 1_000, 20_260_101
LOWEST, HIGHEST, WOLF = 0.87, 0.93, 0.05

type Drawn = tuple[Interval | None, float]
type Draw = Callable[[np.random.Generator], Drawn]


def a_share(chance: np.random.Generator) -> Drawn:
    """Sixty calls to answer, of which seven in ten are answered in time."""
    return wilson(int(chance.binomial(60, 0.7)), 60), 0.7


def a_mean(chance: np.random.Generator) -> Drawn:
    """Forty conversations, each of which goes on from level to level with a chance of four in ten."""
    return of_mean([float(one) for one in chance.geometric(0.6, 40)]), 1 / 0.6


def a_rate(chance: np.random.Generator) -> Drawn:
    """Sixty posts, some seen by many more than others, with which three in 43 do something."""
    views = chance.lognormal(6, 0.5, 60)
    return of_ratio(list(zip(views * chance.beta(3, 40, 60), views, strict=True))), 3 / 43


def a_count(chance: np.random.Generator) -> Drawn:
    """Fifty leads in such days."""
    return by_chance(int(chance.poisson(50))), 50.0


DRAWS: dict[str, Draw] = {"share": a_share, "mean": a_mean, "rate": a_rate, "count": a_count}


def held(draw: Draw, runs: int = RUNS) -> float:
    """Return the share of intervals that hold the truth, 0 to 1."""
    chance = np.random.default_rng(SEED)
    drawn = [draw(chance) for _ in range(runs)]
    return float(np.mean([one.low <= truth <= one.high for one, truth in drawn if one is not None]))


def wolf(draw: Draw, runs: int = RUNS) -> float:
    """Return the share of pairs in which more or less is said although nothing differs, 0 to 1."""
    chance = np.random.default_rng(SEED + 1)
    pairs = [(draw(chance)[0], draw(chance)[0]) for _ in range(runs)]
    return float(np.mean([verdict(one, other, 60, 60) in {Verdict.MORE, Verdict.LESS} for one, other in pairs]))


def main() -> int:
    """Say how often, and return 1 if an interval of 90 % holds the truth in fewer than 87 % or in more than 93 %."""
    print(f"### Intervals of the returns\n\n{RUNS:,} simulated brands of each kind.")
    print("An interval of 90 % is to hold the truth in 87 to 93 % of them; false alarms: at most 5 %.\n")
    print("| Figure | Held the truth, % | False alarms, % |\n|---|---:|---:|")
    found = {name: (held(draw), wolf(draw)) for name, draw in DRAWS.items()}
    for name, (share, alarms) in found.items():
        print(f"| {name} | {100 * share:.1f} | {100 * alarms:.1f} |")
    return int(not all(LOWEST <= share <= HIGHEST and alarms <= WOLF for share, alarms in found.values()))


if __name__ == "__main__":
    sys.exit(main())
