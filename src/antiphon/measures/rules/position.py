"""Where somebody stands among others: who links people that would not meet, and which ties hold parts together."""

from collections.abc import Iterable, Mapping, Set
from itertools import combinations
from math import fsum
from typing import Any

from antiphon.lib.sortable import Sortable

type Neighbors[K: Sortable] = Mapping[K, Set[K]]
"""Whom each person is tied to; a tie goes both ways, nobody is tied to themselves."""


def neighbors[K: Sortable](ties: Iterable[tuple[K, K]]) -> dict[K, set[K]]:
    """Return whom each person is tied to. A tie to oneself is none, and twice the same tie is one.

    >>> neighbors([("A", "B"), ("B", "A"), ("A", "A")])
    {'A': {'B'}, 'B': {'A'}}
    """
    found: dict[K, set[K]] = {}
    for one, other in ties:
        if one != other:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return found


def constraint[K: Sortable](known: Neighbors[K], who: K) -> float | None:
    """Return how much somebody's contacts know one another, above 0: the lower, the more of a broker.

    Σ_j (p_ij + Σ_q p_iq·p_qj)², all ties of one weight. None without ties. Source: Burt 1992.
    E is tied to A, B and C, A to B: .25 + .25 + .1111 = 0.611111.

    >>> oracle = neighbors([("E", "A"), ("E", "B"), ("E", "C"), ("A", "B")])
    >>> round(constraint(oracle, "E") or 0, 6)
    0.611111
    """
    own = known.get(who)
    if not own:
        return None
    share = {one: 1 / len(known[one]) for one in own}
    mine = 1 / len(own)
    return fsum((mine * (1 + fsum(share[one] for one in own & known[other]))) ** 2 for other in own)


def effective_size[K: Sortable](known: Neighbors[K], who: K) -> float | None:
    """Return how many contacts are left once those who know one another count as one: n − 2t/n.

    None without ties. Source: Burt 1992, in the form of Borgatti 1997. E above: 3 − 2/3 = 2.333333.
    """
    own = known.get(who)
    if not own:
        return None
    among = sum(len(own & known[other]) for other in own) / 2
    return len(own) - 2 * among / len(own)


def ego_betweenness[K: Sortable](known: Neighbors[K], who: K) -> float | None:
    """Return the share of pairs of contacts that reach each other through somebody, in [0, 1].

    Reckoned among the contacts alone, exactly; not over the whole network. A pair that others link as well counts in
    part. None with fewer than two contacts. Source: Everett and Borgatti 2005. E above: 2 of 3 pairs, 2/3.
    """
    own = known.get(who)
    if not own or len(own) < 2:
        return None
    apart = [(one, other) for one, other in combinations(sorted(own), 2) if other not in known[one]]
    through = fsum(1 / (1 + len(own & known[one] & known[other])) for one, other in apart)
    return through / (len(own) * (len(own) - 1) / 2)


def embeddedness[K: Sortable](known: Neighbors[K], one: K, other: K) -> float | None:
    """Return which share of the contacts of two tied people they have in common, in [0, 1]; 0 is a bridge.

    n_ij / ((k_i − 1) + (k_j − 1) − n_ij). None where they have nobody but each other. Source: Onnela et al. 2007.
    Above: E and A .5, E and C 0.
    """
    common = len(known[one] & known[other])
    others = len(known[one]) + len(known[other]) - 2 - common
    return common / others if others else None


def mean_embeddedness[K: Sortable](known: Neighbors[K], who: K) -> float | None:
    """Return how much somebody and those they are tied to have in common on average, in [0, 1].

    The mean of the embeddedness of their ties, without those of two who have nobody but each other; None without any.
    E above: ties to A and B .5 each, to C 0: 1/3.
    """
    found = [one for other in known.get(who, ()) if (one := embeddedness(known, who, other)) is not None]
    return fsum(found) / len(found) if found else None


def density(people: int, ties: int) -> float | None:
    """Return which share of all possible ties there are, in [0, 1]; None with fewer than two people.

    >>> density(4, 3)
    0.5
    """
    return ties / (people * (people - 1) / 2) if people > 1 else None


def gini(amounts: Iterable[float]) -> float | None:
    """Return how unevenly something is shared out, in [0, 1); 0 is even. None where there is nothing.

    Σ(2i − n − 1)·x_i / (n·Σx), x in rising order. Source: Gini 1912.
    100 people, of whom one said 40 things, others 10, 5, 5 and six 1 each: 0.967576.

    >>> round(gini([40, 10, 5, 5] + [1] * 6 + [0] * 90) or 0, 6)
    0.967576
    """
    ordered = sorted(amounts)
    many, whole = len(ordered), fsum(ordered)
    if not whole:
        return None
    return fsum((2 * place - many - 1) * one for place, one in enumerate(ordered, start=1)) / (many * whole)


def top_share(amounts: Iterable[float], first: float, after: float = 0.0) -> float | None:
    """Return the share of all that a share of the people holds, the largest first, leaving out `after` of them.

    None where there is nothing, or where they are too few for such a share. Of the example above: the first
    hundredth 0.606061, the next nine hundredths 0.393939.
    """
    ordered = sorted(amounts, reverse=True)
    whole = fsum(ordered)
    begin, end = (round(share * len(ordered)) for share in (after, after + first))
    return fsum(ordered[begin:end]) / whole if whole and end > begin else None


def bridges[K: Sortable](known: Neighbors[K], parts: Mapping[K, Any]) -> list[tuple[K, K]]:
    """Return the ties between two parts whose ends have no contact in common: what would be lost with each."""
    return [
        (one, other)
        for one in sorted(known)
        for other in sorted(known[one])
        if one < other and parts[one] != parts[other] and not known[one] & known[other]
    ]
