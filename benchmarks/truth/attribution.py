"""Simulated brands whose true credits are known: how often the intervals hold them."""

import random
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from antiphon.measures.rules import N_MIN
from antiphon.measures.rules.attribution import DIVISIONS, Journey, Touch, credited
from antiphon.measures.rules.attribution.chain import chain_of, markov
from antiphon.measures.rules.attribution.resampling import Spread, spread_divided, spread_markov
from antiphon.measures.rules.interval import Interval

RUNS, PEOPLE, DRAWS = 1_000, 3_000, 200
#: By chance alone, that many of a million people go each way: the truth is taken from them all.
EVERYBODY = 1_000_000
CHANNELS = ("social/mastodon", "community/discussion", "mail/newsletter", "search", "direct")
END = datetime(2026, 6, 30, tzinfo=UTC)


@dataclass
class Held:
    """How many intervals there were, and how many of them held the truth."""

    intervals: int = 0
    held: int = 0

    @property
    def share(self) -> float:
        """Return the share that held it, 0 to 1."""
        return self.held / self.intervals


def population(seed: int) -> list[Journey]:
    """Return the ways that people of one brand go, with or without a purchase, and how many of a million go each."""
    chance = random.Random(seed)
    ways = [_way(chance) for _ in range(80)]
    total = sum(one.times for one in ways)
    return [replace(one, times=round(one.times / total * EVERYBODY)) for one in ways]


def _way(chance: random.Random) -> Journey:
    many = min(6, 1 + int(chance.expovariate(0.5)))
    ages = sorted((chance.uniform(0, 30) for _ in range(many)), reverse=True)
    channels = chance.choices(CHANNELS, weights=(5, 3, 3, 4, 2), k=many)
    touches = tuple(
        Touch(END - timedelta(days=age), place, name)
        for place, (age, name) in enumerate(zip(ages, channels, strict=True))
    )
    won = chance.random() < 0.35
    often = int(1000 * chance.paretovariate(1.5) * (0.4 if won else 1))
    return Journey(touches, END, won, round(chance.lognormvariate(4, 0.6), 2) if won else 0.0, often)


def seen(everybody: Sequence[Journey], people: int, seed: int) -> list[Journey]:
    """Return the journeys of as many people as a brand of that size happens to see."""
    chance = random.Random(seed)
    drawn = Counter(chance.choices(range(len(everybody)), weights=[one.times for one in everybody], k=people))
    return [replace(everybody[way], times=many) for way, many in sorted(drawn.items())]


def coverage(
    runs: int, *, people: int = PEOPLE, draws: int = DRAWS, brands: int = 10, seed: int = 1
) -> dict[str, Held]:
    """Return by model how often the intervals of conversions and of value held the true credit."""
    found: dict[str, Held] = {}
    for brand in range(brands):
        everybody = population(seed * 1000 + brand)
        truth = _truth(everybody, people)
        for run in range(brand, runs, brands):
            journeys = seen(everybody, people, seed * 1_000_000 + run)
            for model, spread in _spreads(journeys, draws, run).items():
                _judge(found.setdefault(model, Held()), spread, truth[model])
    return found


def _truth(everybody: Sequence[Journey], people: int) -> dict[str, tuple[Mapping[str, float], Mapping[str, float]]]:
    scale = people / sum(one.times for one in everybody)
    models = {name: credited(everybody, rule) for name, rule in DIVISIONS.items()}
    models["markov"] = markov(chain_of(everybody)).credits
    return {
        name: (
            {key: one * scale for key, one in made.conversions.items()},
            {key: one * scale for key, one in made.value.items()},
        )
        for name, made in models.items()
    }


def _spreads(journeys: Sequence[Journey], draws: int, seed: int) -> dict[str, Spread]:
    models = {name: partial(spread_divided, divide=rule) for name, rule in DIVISIONS.items()}
    found = {name: made(journeys, draws=draws, seed=seed) for name, made in models.items()}
    return {**found, "markov": spread_markov(journeys, draws=draws, seed=seed)}


def _judge(held: Held, spread: Spread, truth: tuple[Mapping[str, float], Mapping[str, float]]) -> None:
    many = [channel for channel, conversions in truth[0].items() if conversions >= N_MIN]
    for intervals, true in zip((spread.conversions, spread.value), truth, strict=True):
        told = [_holds(intervals.get(channel, Interval(0, 0)), true[channel]) for channel in many]
        held.intervals += len(told)
        held.held += sum(told)


def _holds(interval: Interval, value: float) -> bool:
    return interval.low <= value <= interval.high


def main(arguments: Iterable[str] = ()) -> None:
    """Run the simulation and print how often each model's intervals held the truth."""
    runs = next((int(one) for one in arguments), RUNS)
    print(f"### Intervals of attribution\n\n{runs:,} simulated months of 10 brands, {PEOPLE:,} people each.")
    print("An interval of 90 % is to hold the true credit in 87 to 93 % of them.\n")
    print("| Model | Intervals | Held the truth, % |\n|---|---:|---:|")
    for model, held in coverage(runs).items():
        print(f"| {model} | {held.intervals:,} | {100 * held.share:.1f} |")


if __name__ == "__main__":
    main(sys.argv[1:])
