"""What many orders of the same things come to: the count of Borda, and what it stands on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ranked:
    """A thing in a result: rank from 1 (shared by things that tie), points, how often it had each place."""

    item: int
    rank: int
    points: int
    places: tuple[int, ...]


def borda(items: Sequence[int], ballots: Collection[Sequence[int]]) -> list[Ranked]:
    """Return things in the order of many, the best first.

    Each ballot orders all n things: the first gets n − 1 points, the next n − 2, the last none (J.-C. de Borda,
    Mémoire sur les élections au scrutin, 1784). Of two with as many points the one that more often stood first is
    before, then the one that more often stood second, and so on; two that are alike in all share their rank and
    stand in the order in which they were given. A ballot that does not hold each thing once raises ValueError.

    >>> [(one.item, one.rank, one.points, one.places) for one in borda([1, 2, 3], [[1, 2, 3], [1, 3, 2], [2, 1, 3]])]
    [(1, 1, 5, (2, 1, 0)), (2, 2, 3, (1, 1, 1)), (3, 3, 1, (0, 1, 2))]
    """
    places: dict[int, list[int]] = {item: [0] * len(items) for item in items}
    for ballot in ballots:
        if sorted(ballot) != sorted(items):
            raise ValueError("a ballot orders each thing once")
        for place, item in enumerate(ballot):
            places[item][place] += 1
    strength = {item: (_points(counts), tuple(counts)) for item, counts in places.items()}
    ordered = sorted(items, key=lambda item: strength[item], reverse=True)
    return [Ranked(item, _rank(strength, item), *strength[item]) for item in ordered]


def preferred_to_all(items: Sequence[int], ballots: Collection[Sequence[int]]) -> int | None:
    """Return the thing that more ballots put before each other one than after it; None if there is none.

    It need not be the first by points (M. de Condorcet, Essai sur l’application de l’analyse, 1785): where the two
    differ, the result says so.

    >>> preferred_to_all([1, 2, 3], [[1, 2, 3], [1, 2, 3], [1, 2, 3], [2, 3, 1], [2, 3, 1]])
    1
    >>> preferred_to_all([1, 2, 3], [[1, 2, 3], [2, 3, 1], [3, 1, 2]]) is None
    True
    """
    for item in items:
        if all(_wins(ballots, item, other) * 2 > len(ballots) for other in items if other != item):
            return item
    return None


def _points(counts: Sequence[int]) -> int:
    last = len(counts) - 1
    return sum(number * (last - place) for place, number in enumerate(counts))


def _rank(strength: Mapping[int, tuple[int, tuple[int, ...]]], item: int) -> int:
    return 1 + sum(1 for other in strength.values() if other > strength[item])


def _wins(ballots: Collection[Sequence[int]], item: int, other: int) -> int:
    return sum(1 for ballot in ballots if list(ballot).index(item) < list(ballot).index(other))
