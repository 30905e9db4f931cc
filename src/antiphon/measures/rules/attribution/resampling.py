"""How sure the credits are: people drawn again and again from those who were seen (a multinomial bootstrap).

What one person did is drawn as a whole, journeys without a conversion too. The interval is that of the percentiles.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from antiphon.measures.rules.interval import Interval

from .chain import Chain, Numbers, Places, State, removal_effects, tally, walk
from .dividing import Division
from .journey import Journey

#: Of the intervals that are shown.
LEVEL = 0.9
#: How often people are drawn anew.
DRAWS = 400


@dataclass(frozen=True, slots=True)
class Spread:
    """The intervals of what each channel is credited with: conversions, and value."""

    conversions: dict[str, Interval]
    value: dict[str, Interval]


def spread_divided(
    journeys: Sequence[Journey], divide: Division, *, draws: int = DRAWS, seed: int = 0, level: float = LEVEL
) -> Spread:
    """Return the intervals of a rule that looks at one journey at a time."""
    return spread_rules(journeys, {"": divide}, draws=draws, seed=seed, level=level)[""]


def spread_rules(
    journeys: Sequence[Journey],
    rules: Mapping[str, Division],
    *,
    draws: int = DRAWS,
    seed: int = 0,
    level: float = LEVEL,
) -> dict[str, Spread]:
    """Return the intervals of several such rules by name, all by the same draws."""
    known = [one for one in journeys if one.touches]
    channels = sorted({channel for one in known for channel in one.channels})
    won = np.array([number for number, one in enumerate(known) if one.converted], dtype=np.intp)
    shares = np.hstack([_shares([known[number] for number in won], channels, rule) for rule in rules.values()])
    values = shares * np.array([known[number].value for number in won]).reshape(-1, 1)
    found = [(weights[won] @ shares, weights[won] @ values) for weights in drawn(known, draws, seed)]
    size = len(channels)
    parts = {name: slice(place * size, (place + 1) * size) for place, name in enumerate(rules)}
    return {
        name: _spread(channels, [(one[part], value[part]) for one, value in found], level)
        for name, part in parts.items()
    }


def _shares(journeys: Sequence[Journey], channels: Sequence[str], divide: Division) -> Numbers:
    """Return which share of each journey belongs to each channel: a row for a journey."""
    shares, place = np.zeros((len(journeys), len(channels))), {name: at for at, name in enumerate(channels)}
    for number, one in enumerate(journeys):
        for channel, share in divide(one).items():
            shares[number, place[channel]] = share
    return shares


def spread_markov(
    journeys: Sequence[Journey], order: int = 1, *, draws: int = DRAWS, seed: int = 0, level: float = LEVEL
) -> Spread:
    """Return the intervals of the Markov model: each draw is a chain that is solved anew."""
    known = [one for one in journeys if one.touches]
    steps = Steps.of(known, order)
    found = []
    for weights in drawn(known, draws, seed):
        chain = steps.chain(weights)
        counts, values, _ = removal_effects(chain)
        found.append((_portion(counts, chain.converted.sum()), _portion(values, chain.value.sum())))
    return _spread(steps.empty.channels, found, level)


def drawn(journeys: Sequence[Journey], draws: int, seed: int) -> Iterator[Numbers]:
    """Yield how often each journey was drawn, so many times over; the same seed draws the same.

    As many people are drawn as there were; who comes twice brings all journeys twice.
    """
    whose, size, times = _crowd(journeys)
    chance = np.random.default_rng(seed)
    for _ in range(draws if journeys else 0):
        yield (chance.multinomial(int(size.sum()), size / size.sum())[whose] * times).astype(np.float64)


def _crowd(journeys: Sequence[Journey]) -> tuple[Places, Numbers, Numbers]:
    """Return whose each journey is, how many people each of these stands for, how often each took the journey."""
    keys: list[Hashable] = [(number,) if one.who is None else one.who for number, one in enumerate(journeys)]
    places = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    whose = np.array([places[key] for key in keys], dtype=np.intp)
    size = np.ones(len(places))
    size[whose] = [one.times if one.who is None else 1 for one in journeys]
    return whose, size, np.array([1.0 if one.who is None else one.times for one in journeys])


@dataclass(frozen=True)
class Steps:
    """Each step of each journey on a chain whose weights are still open, and where each journey ended."""

    empty: Chain
    journey: Places
    move: Places
    last: Places
    won: Numbers
    worth: Numbers

    @classmethod
    def of(cls, journeys: Sequence[Journey], order: int) -> "Steps":
        """Return the steps of journeys, each with touches."""
        walks: list[list[State]] = [walk(one.channels, order) for one in journeys]
        states = sorted({state for path in walks for state in path})
        place = {state: number for number, state in enumerate(states)}
        moves: dict[tuple[int, int], int] = {}
        taken: list[tuple[int, int]] = []
        for number, path in enumerate(walks):
            steps = pairwise([-1, *(place[state] for state in path)])
            taken += [(number, moves.setdefault(step, len(moves))) for step in steps]
        ends = np.array(list(moves), dtype=np.intp).reshape(-1, 2)
        journey, move = np.array(taken, dtype=np.intp).reshape(-1, 2).T
        nothing = np.zeros(0)
        return cls(
            Chain(states, ends[:, 0], ends[:, 1], nothing, nothing, nothing, nothing),
            journey,
            move,
            np.array([place[path[-1]] for path in walks], dtype=np.intp),
            np.array([float(one.converted) for one in journeys]),
            np.array([one.value * one.converted for one in journeys]),
        )

    def chain(self, weights: Numbers) -> Chain:
        """Return the chain with each journey as often as `weights` says."""
        size = len(self.empty.states)
        return replace(
            self.empty,
            weight=tally(self.move, weights[self.journey], len(self.empty.origin)),
            ended=tally(self.last, weights, size),
            converted=tally(self.last, weights * self.won, size),
            value=tally(self.last, weights * self.worth, size),
        )


def _portion(effects: Numbers, total: float) -> Numbers:
    whole = effects.sum()
    return effects * (total / whole) if whole else effects * 0.0


def _spread(channels: Sequence[str], found: Sequence[tuple[Numbers, Numbers]], level: float) -> Spread:
    if not found:
        return Spread({}, {})
    edges = ((1 - level) / 2, (1 + level) / 2)
    counts, values = (np.quantile(np.stack(many), edges, axis=0) for many in zip(*found, strict=True))
    return Spread(_intervals(channels, counts), _intervals(channels, values))


def _intervals(channels: Sequence[str], edges: NDArray[np.float64]) -> dict[str, Interval]:
    return {name: Interval(float(low), float(high)) for name, low, high in zip(channels, *edges, strict=True)}
