"""Who did the same within seconds, again and again: a network of accounts by what they did together.

The rule is that of CooRTweet 2.1.3 (Righetti and Balluff, MIT): pairs of acts upon one object within a window, kept
where one of both accounts is in such pairs often enough, counted as edges between accounts. The threshold follows
from the same acts with jittered times. `engine.coordination` reckons the same over columns, for many rows.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from antiphon.lib.sortable import Sortable

#: How often the null is drawn, and how far a moment is moved in it, in windows. Source: share of false edges in
#: three sets of real acts; see docs/explanation/what-is-set-aside.md.
ROUNDS, JITTER = 20, 30
_WORD = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Action[K: Sortable]:
    """Somebody (`who`) did something (`id`) to something (`what`) at a moment, in seconds or any whole unit."""

    what: str
    who: K
    id: str
    at: int


@dataclass(frozen=True, slots=True)
class Pair[K: Sortable]:
    """Two acts upon one object within a window, the earlier first."""

    first: Action[K]
    second: Action[K]

    @property
    def accounts(self) -> tuple[K, K]:
        """Return the two accounts in their order."""
        one, other = self.first.who, self.second.who
        return (one, other) if one < other else (other, one)


@dataclass(frozen=True, slots=True)
class Edge:
    """What two accounts did together: pairs of acts, different objects, and the mean time between.

    `weight` counts pairs, as the published rule does.
    """

    weight: int
    objects: int
    mean_delta: float


type Network[K: Sortable] = dict[tuple[K, K], Edge]


def pairs_within[K: Sortable](actions: Iterable[Action[K]], window: int, least: int = 1) -> list[Pair[K]]:
    """Return the pairs of acts of two accounts upon one object within a window, both ends included.

    An account counts with at least `least` acts, and a pair where one of its acts is of an account with at least as
    many acts in pairs. Acts of one id are one act said twice, and what is done to itself is no act.
    """
    counted = _with_enough(actions, least)
    by_object: dict[str, list[Action[K]]] = defaultdict(list)
    for one in counted:
        by_object[one.what].append(one)
    found = [pair for acts in by_object.values() for pair in _near(sorted(acts, key=_place), window)]
    paired = {one.id for pair in found for one in (pair.first, pair.second)}
    kept = {one.id for one in _with_enough((one for one in counted if one.id in paired), least)}
    return [pair for pair in found if pair.first.id in kept or pair.second.id in kept]


def network[K: Sortable](pairs: Iterable[Pair[K]]) -> Network[K]:
    """Return the edges that pairs make.

    >>> acts = [Action("post", "Anna", "a", 10), Action("post", "Ben", "b", 14), Action("post", "Carla", "c", 99)]
    >>> network(pairs_within(acts, 10))
    {('Anna', 'Ben'): Edge(weight=1, objects=1, mean_delta=4.0)}
    """
    grouped: dict[tuple[K, K], list[Pair[K]]] = defaultdict(list)
    for pair in pairs:
        grouped[pair.accounts].append(pair)
    return {accounts: _edge(some) for accounts, some in grouped.items()}


def above[K: Sortable](edges: Network[K], share: float = 0.5) -> Network[K]:
    """Return the edges that weigh more than the quantile of all weights (Hyndman and Fan's type 7; the median)."""
    bound = quantile([edge.weight for edge in edges.values()], share)
    return {accounts: edge for accounts, edge in edges.items() if edge.weight > bound}


def quantile(values: Sequence[float], share: float) -> float:
    """Return the type 7 quantile of values; 0 of none.

    >>> quantile([1, 2, 3, 4], 0.5), quantile([1, 2, 10], 0.25)
    (2.5, 1.5)
    """
    if not values:
        return 0.0
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def jittered[K: Sortable](actions: Iterable[Action[K]], window: int, turn: int) -> list[Action[K]]:
    """Return the acts with each moment moved by chance, evenly up to JITTER windows either way.

    The chance hangs on the act's own id and the turn alone: the order of the acts never matters.
    """
    reach = JITTER * window
    return [Action(one.what, one.who, one.id, one.at + shift(key_of(one.id), turn, reach)) for one in actions]


def key_of(name: str) -> int:
    """Return 64 bits that stand for an act."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


def shift(key: int, turn: int, reach: int) -> int:
    """Return a whole number from -reach to reach that follows from key and turn (SplitMix64, Steele 2014)."""
    mixed = (key + (turn + 1) * 0x9E3779B97F4A7C15) & _WORD
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _WORD
    return (mixed ^ (mixed >> 31)) % (2 * reach + 1) - reach


def weights_by_chance[K: Sortable](
    actions: Sequence[Action[K]], window: int, least: int = 1, rounds: int = ROUNDS
) -> Counter[int]:
    """Return how many edges of each number of objects the null makes, over all rounds added up."""
    found: Counter[int] = Counter()
    for turn in range(rounds):
        drawn = network(pairs_within(jittered(actions, window, turn), window, least))
        found.update(edge.objects for edge in drawn.values())
    return found


def least_weight(real: Mapping[int, int], by_chance: Mapping[int, int], share: float) -> int | None:
    """Return the smallest number of objects from which at most a share of the edges is expected by chance.

    `real` and `by_chance` count edges by their number of objects, the latter over ROUNDS turns; None where no number
    is safe.

    >>> least_weight({1: 100, 2: 20, 3: 10}, {1: 1500, 2: 40, 3: 1}, 0.01)
    3
    """
    for weight in sorted(real):
        expected = sum(count for found, count in by_chance.items() if found >= weight) / ROUNDS
        if expected <= share * sum(count for found, count in real.items() if found >= weight):
            return weight
    return None


def _with_enough[K: Sortable](actions: Iterable[Action[K]], least: int) -> list[Action[K]]:
    known = list(actions)
    acts = Counter(one.who for one in known)
    return [one for one in known if acts[one.who] >= least]


def _near[K: Sortable](acts: Sequence[Action[K]], window: int) -> Iterable[Pair[K]]:
    """Yield the pairs among acts upon one object, the earliest first."""
    for place, second in enumerate(acts):
        begin = bisect_left(acts, second.at - window, hi=place, key=lambda one: one.at)
        for first in acts[begin:place]:
            if first.who != second.who and first.id != second.id and second.what not in {first.id, second.id}:
                yield Pair(first, second)


def _place[K: Sortable](one: Action[K]) -> tuple[int, str]:
    return one.at, one.id


def _edge[K: Sortable](pairs: Sequence[Pair[K]]) -> Edge:
    between = sum(pair.second.at - pair.first.at for pair in pairs)
    return Edge(len(pairs), len({pair.first.what for pair in pairs}), between / len(pairs))
