"""The Markov model: what would be lost if a channel were not there, exact, for orders 1 to 4.

A state is the last k channels; a journey shorter than k is one short state. Equal states that follow one another
are one. Source: Anderl et al. 2016. Of all orders, the probability of conversion is that of the journeys.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from .credits import Credits, settled
from .journey import Journey

type State = tuple[str, ...]
type Numbers = NDArray[np.float64]
type Places = NDArray[np.intp]

ORDERS = (1, 2, 3, 4)
#: Up to so many states one dense inverse is quicker than a sparse system for each channel.
DENSE = 400


@dataclass(frozen=True)
class Chain:
    """A chain as counted: weights of the moves between states and of the ends in each.

    `origin` is −1 where a journey starts. By state: `ended` counts the journeys that end there, `converted` those
    of them with a conversion, `value` what these were worth.
    """

    states: Sequence[State]
    origin: Places
    target: Places
    weight: Numbers
    ended: Numbers
    converted: Numbers
    value: Numbers

    @cached_property
    def channels(self) -> list[str]:
        """The channels of all states, by name."""
        return sorted({channel for state in self.states for channel in state})

    @cached_property
    def holding(self) -> dict[str, Places]:
        """The places of the states that hold a channel."""
        return {
            channel: np.array([place for place, state in enumerate(self.states) if channel in state], dtype=np.intp)
            for channel in self.channels
        }


@dataclass(frozen=True, slots=True)
class Markov:
    """Credits, and the removal effects (0 to 1) that they come from, for conversions and for value."""

    credits: Credits
    effects: dict[str, float]
    effects_on_value: dict[str, float]
    states: int
    probability: float


def walk(channels: Sequence[str], order: int) -> list[State]:
    """Return the states that a journey goes through.

    >>> walk(["a", "b", "b", "b", "a"], 2)
    [('a', 'b'), ('b', 'b'), ('b', 'a')]
    >>> walk(["a"], 2)
    [('a',)]
    """
    if len(channels) < order:
        return [tuple(channels)]
    windows = (tuple(channels[place : place + order]) for place in range(len(channels) - order + 1))
    return [state for state, _ in groupby(windows)]


def chain_of(journeys: Iterable[Journey], order: int = 1) -> Chain:
    """Return the chain of some journeys; those without touches take no part."""
    moves: dict[tuple[State | None, State], float] = {}
    ends: dict[State, tuple[float, float, float]] = {}
    for one in journeys:
        if not one.touches:
            continue
        states: list[State | None] = [None, *walk(one.channels, order)]
        for origin, target in pairwise(states):
            key = (origin, target or ())
            moves[key] = moves.get(key, 0.0) + one.times
        last, won = states[-1] or (), one.times * one.converted
        ended, converted, value = ends.get(last, (0.0, 0.0, 0.0))
        ends[last] = (ended + one.times, converted + won, value + won * one.value)
    return counted(
        ((origin, target, weight) for (origin, target), weight in moves.items()),
        ((state, *end) for state, end in ends.items()),
    )


def counted(
    moves: Iterable[tuple[State | None, State, float]], ends: Iterable[tuple[State, float, float, float]]
) -> Chain:
    """Return the chain of moves (from, to, journeys) and ends (state, journeys, conversions, value) as counted."""
    known = sorted(moves, key=lambda move: (move[0] or (), move[1]))
    states = sorted({target for _, target, _ in known})
    place = {state: number for number, state in enumerate(states)}
    last = np.zeros((3, len(states)))
    for state, *end in ends:
        last[:, place[state]] += end
    return Chain(
        states,
        np.array([-1 if origin is None else place[origin] for origin, _, _ in known], dtype=np.intp),
        np.array([place[target] for _, target, _ in known], dtype=np.intp),
        np.array([weight for _, _, weight in known], dtype=np.float64),
        *last,
    )


def markov(chain: Chain) -> Markov:
    """Return what the Markov model credits: the total, in proportion to the removal effects."""
    total, worth = float(chain.converted.sum()), float(chain.value.sum())
    counts, values, probability = removal_effects(chain)
    return Markov(
        Credits(_apportioned(chain, total, counts), _apportioned(chain, worth, values)),
        dict(zip(chain.channels, counts.tolist(), strict=True)),
        dict(zip(chain.channels, values.tolist(), strict=True)),
        len(chain.states),
        probability,
    )


def removal_effects(chain: Chain, dense: int = DENSE) -> tuple[Numbers, Numbers, float]:
    """Return by channel the share of conversions, and of value, lost without it; and the probability of conversion.

    Without a channel, every state that holds it leads nowhere. An empty chain has no effects.
    Up to `dense` states one inverse is made, above a sparse system for each channel is solved.
    """
    if not len(chain.states):
        return np.zeros(0), np.zeros(0), 0.0
    start, gains = _start(chain), _gains(chain)
    if len(chain.states) <= dense:
        whole, lost = _lost_dense(chain, start, gains)
    else:
        whole, lost = _lost_sparse(chain, start, gains)
    effects = np.divide(lost, whole, out=np.zeros_like(lost), where=whole > 0).clip(0.0, 1.0)
    return effects[:, 0], effects[:, 1], float(whole[0])


def _lost_dense(chain: Chain, start: Numbers, gains: Numbers) -> tuple[Numbers, Numbers]:
    """Lost through S = ν_S · (N_SS)⁻¹ · h_S with N = (I − Q)⁻¹, ν = sN, h = Nb: one inverse gives all channels."""
    visits = np.linalg.inv(np.eye(len(chain.states)) - _moves(chain))
    expected, reached = start @ visits, visits @ gains
    lost = [
        expected[held] @ np.linalg.solve(visits[np.ix_(held, held)], reached[held]) for held in chain.holding.values()
    ]
    return start @ reached, np.array(lost)


def _lost_sparse(chain: Chain, start: Numbers, gains: Numbers) -> tuple[Numbers, Numbers]:
    """Lost through S: what is reached, less what is reached where S leads nowhere. A sparse system each."""
    from scipy.sparse import csc_array, eye_array
    from scipy.sparse.linalg import spsolve

    size, inner = len(chain.states), chain.origin >= 0
    shares = chain.weight / np.where(inner, _outgoing(chain)[chain.origin], 1.0)
    pairs = (chain.target[inner], chain.origin[inner])
    onward = csc_array(eye_array(size) - csc_array((shares[inner], pairs), shape=(size, size)))
    whole = spsolve(onward, start) @ gains
    lost = []
    for held in chain.holding.values():
        kept = np.setdiff1d(np.arange(size), held)
        within = csc_array(onward[kept][:, kept])
        lost.append(whole - spsolve(within, start[kept]) @ gains[kept] if len(kept) else whole)
    return whole, np.array(lost)


def tally(places: Places, weights: Numbers, size: int) -> Numbers:
    """Return the sum of the weights at each place."""
    return np.bincount(places, weights, size).astype(np.float64)


def _start(chain: Chain) -> Numbers:
    begun = chain.origin < 0
    start = tally(chain.target[begun], chain.weight[begun], len(chain.states))
    total = start.sum()
    return start / total if total else start


def _gains(chain: Chain) -> Numbers:
    """By state: the probability that a conversion comes next, and the value that comes with it."""
    out = _outgoing(chain)
    ends = np.stack([chain.converted, chain.value], axis=1)
    return np.divide(ends, out[:, None], out=np.zeros_like(ends), where=out[:, None] > 0)


def _moves(chain: Chain) -> Numbers:
    size, inner = len(chain.states), chain.origin >= 0
    flat = tally(chain.origin[inner] * size + chain.target[inner], chain.weight[inner], size * size)
    moves, out = flat.reshape(size, size), _outgoing(chain)[:, None]
    return np.divide(moves, out, out=np.zeros_like(moves), where=out > 0)


def _outgoing(chain: Chain) -> Numbers:
    inner = chain.origin >= 0
    return chain.ended + tally(chain.origin[inner], chain.weight[inner], len(chain.states))


def _apportioned(chain: Chain, total: float, effects: Numbers) -> dict[str, float]:
    whole = effects.sum()
    parts = effects * (total / whole) if whole else effects * 0.0
    return settled(dict(zip(chain.channels, parts.tolist(), strict=True)), total)
