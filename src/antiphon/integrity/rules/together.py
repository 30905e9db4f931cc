"""Which acts were done together: tests of the edges between accounts, and the groups that are left."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import Protocol

from antiphon.integrity.rules.acts import Act, Finding
from antiphon.integrity.rules.coordination import (
    Action,
    Edge,
    Network,
    Pair,
    least_weight,
    network,
    pairs_within,
    weights_by_chance,
)
from antiphon.ledger.rules import SAID

#: Edges expected by chance among those set aside, at most; how likely one of all edges may be by haste alone.
FALSE_SHARE, BY_HASTE = 0.01, 0.001
#: From how many objects, and what share of all one's objects, no haste explains it any more.
ALWAYS, ALWAYS_SHARE = 5, 0.8
#: As how many observations the haste of all counts beside that of two accounts.
USUAL = 10
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Together:
    """What counts as done together: within `window` seconds, upon so many objects, which are such a share of all.

    `share` is of what the less active of both did, from 0 to 1. `close`: the window is so short that who is always
    within it is not only quick.
    """

    window: int
    objects: int = 3
    share: float = 0.2
    close: bool = True


type Kept = dict[tuple[int, int], Pair[int]]


def actions_of(acts: Iterable[Act]) -> list[Action[int]]:
    """Return acts as the coordination rule takes them, in whole seconds."""
    return [Action(one.upon, one.actor, one.source, int(one.at.timestamp())) for one in acts]


class Reckoner(Protocol):
    """Reckons the edges of actions within a window, and how many of each weight chance makes."""

    def edges(self, actions: Sequence[Action[int]], window: int) -> Network[int]:
        """Return the edges."""

    def by_chance(self, actions: Sequence[Action[int]], window: int) -> Mapping[int, int]:
        """Return the null, as `weights_by_chance` does."""


class InPython:
    """Reckons few actions, act by act."""

    def edges(self, actions: Sequence[Action[int]], window: int) -> Network[int]:
        """Return the edges."""
        return network(pairs_within(actions, window))

    def by_chance(self, actions: Sequence[Action[int]], window: int) -> Mapping[int, int]:
        """Return the null."""
        return weights_by_chance(actions, window)


def found_together(
    acts: Sequence[Act], test: Together, context: Sequence[Act], reckoner: Reckoner | None = None
) -> list[Finding]:
    """Return the acts that were done together; every `reckoner` leads to the same.

    `context` are acts that tell when the things were said, upon which others acted.
    """
    actions, reckoner = actions_of(acts), reckoner or InPython()
    every = reckoner.edges(actions, test.window)
    strong = strong_edges(every, actions, test, reckoner)
    if not strong:
        return []
    within = {account for pair in strong for account in pair}
    theirs = [one for one in actions if one.who in within]
    pairs = [pair for pair in pairs_within(theirs, test.window) if pair.accounts in strong]
    kept = _beyond_haste([*context, *acts], strong, test, BY_HASTE / len(every))
    return _findings(acts, [pair for pair in pairs if pair.accounts in kept], test)


def strong_edges(
    edges: Network[int], actions: Sequence[Action[int]], test: Together, reckoner: Reckoner
) -> Network[int]:
    """Return the edges of enough objects, by number, by share, and beyond what jittered times make."""
    done = _objects(actions)
    enough = {
        pair: edge
        for pair, edge in edges.items()
        if edge.objects >= test.objects and edge.objects >= test.share * min(len(done[one]) for one in pair)
    }
    if not enough:
        return {}
    real = Counter(edge.objects for edge in edges.values())
    floor = least_weight(real, reckoner.by_chance(actions, test.window), FALSE_SHARE)
    return {pair: edge for pair, edge in enough.items() if floor is not None and edge.objects >= floor}


def groups(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return for each account the smallest of its connected part.

    >>> groups([(1, 2), (2, 5), (3, 4)])
    {1: 1, 2: 1, 5: 1, 3: 3, 4: 3}
    """
    root: dict[int, int] = {}

    def top(one: int) -> int:
        while root.setdefault(one, one) != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for one, other in pairs:
        low, high = sorted((top(one), top(other)))
        root[high] = low
    return {one: top(one) for one in root}


def at_least(times: int, of: int, chance: float) -> float:
    """Return how likely something comes at least so many times of n by a chance each: the binomial upper tail.

    >>> round(at_least(3, 3, 0.5), 3), round(at_least(2, 10, 0.1), 4)
    (0.125, 0.2639)
    """
    return sum(comb(of, k) * chance**k * (1 - chance) ** (of - k) for k in range(times, of + 1))


def _beyond_haste(acts: Sequence[Act], edges: Network[int], test: Together, bound: float) -> set[tuple[int, int]]:
    """Return the edges that the haste of both accounts does not explain.

    Two who are quick by habit meet often. How long each took after a thing was said is compared crosswise, over
    different things: so often would they meet without knowing of each other.
    """
    taken = delays(acts)
    usual = haste(taken, test.window)
    done = _objects(actions_of(acts))

    def holds(pair: tuple[int, int], edge: Edge) -> bool:
        both = taken[pair[0]].keys() & taken[pair[1]].keys()
        if len(both) < edge.objects:
            return True
        always = max(ALWAYS, ALWAYS_SHARE * min(len(done[one]) for one in pair))
        own = 0.0 if test.close and edge.objects >= always else _own_haste(taken, pair, test.window, both, usual)
        met = sum(abs(taken[pair[0]][what] - taken[pair[1]][what]) <= test.window for what in both)
        return at_least(met, len(both), max(own, usual)) <= bound

    return {pair for pair, edge in edges.items() if holds(pair, edge)}


def haste(taken: Mapping[int, Mapping[str, int]], window: int) -> float:
    """Return how likely two delays, upon different things, are within a window of each other, from 0 to 1."""
    by_object: dict[str, list[int]] = defaultdict(list)
    for some in taken.values():
        for what, seconds in some.items():
            by_object[what].append(seconds)
    near, pairs = _near([seconds for some in by_object.values() for seconds in some], window)
    same = [_near(some, window) for some in by_object.values()]
    apart = pairs - sum(many for _close, many in same)
    return (near - sum(close for close, _many in same)) / apart if apart else 0.0


def _near(seconds: Iterable[int], window: int) -> tuple[int, int]:
    """Return how many ordered pairs of numbers are within a window, and how many pairs there are."""
    every = sorted(seconds)
    close = sum(bisect_right(every, one + window) - bisect_left(every, one - window) - 1 for one in every)
    return close, len(every) * (len(every) - 1)


def delays(acts: Iterable[Act]) -> dict[int, dict[str, int]]:
    """Return how many seconds each account took after what it acted upon was said, where that is known."""
    known = list(acts)
    said = {one.subject: one.at for one in known if one.verb in SAID}
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for one in known:
        if one.upon in said and (one.verb not in SAID or one.upon != one.subject):
            found[one.actor].setdefault(one.upon, int((one.at - said[one.upon]).total_seconds()))
    return found


def _own_haste(
    taken: Mapping[int, Mapping[str, int]], pair: tuple[int, int], window: int, both: Iterable[str], usual: float
) -> float:
    """Return how likely two meet by their own haste; where they did little, by that of all."""
    one, other = (taken[account] for account in pair)
    common = sorted(both)
    crossed = [abs(one[here] - other[there]) <= window for here in common for there in common if here != there]
    return (sum(crossed) + USUAL * usual) / (len(crossed) + USUAL)


def _objects(actions: Iterable[Action[int]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for one in actions:
        found[one.who].add(one.what)
    return found


def _findings(acts: Sequence[Act], pairs: Sequence[Pair[int]], test: Together) -> list[Finding]:
    """Return one finding for each act in a pair, with the size of its group and the acts it was done with."""
    by_source = {one.source: one for one in acts}
    group = groups(pair.accounts for pair in pairs)
    size = Counter(group.values())
    objects = _objects([action for pair in pairs for action in (pair.first, pair.second)])
    beside: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        beside[pair.first.id].add(pair.second.id)
        beside[pair.second.id].add(pair.first.id)
    return [
        Finding(
            by_source[source].id,
            {
                "accounts": str(size[group[by_source[source].actor]]),
                "objects": str(len(objects[by_source[source].actor])),
                "window": str(test.window),
            },
            tuple(by_source[one].id for one in sorted(others)[:_SHOWN]),
        )
        for source, others in sorted(beside.items())
    ]
