"""Rings: a few accounts that praise one another, and hardly anybody else."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from antiphon.integrity.rules.acts import Act, Finding
from antiphon.integrity.rules.together import groups

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Ring:
    """What makes a ring: `each` gives each other so much, `inside` is the share that stays among them.

    `size` accounts at least, each tied with the share `ties` of the others, among `others` times as many who praise.
    """

    each: int = 5
    inside: float = 0.8
    size: int = 3
    ties: float = 2 / 3
    others: int = 3


def found_rings(acts: Sequence[Act], test: Ring) -> list[Finding]:
    """Return what the accounts of rings did for one another."""
    given: dict[int, Counter[int]] = defaultdict(Counter)
    for one in acts:
        if one.target is not None and one.target != one.actor:
            given[one.actor][one.target] += 1
    mutual = {
        (one, other)
        for one, some in given.items()
        for other, many in some.items()
        if one < other and many >= test.each and other in given and given[other][one] >= test.each
    }
    parts: dict[int, set[int]] = defaultdict(set)
    for account, first in groups(sorted(mutual)).items():
        parts[first].add(account)
    praising = sum(bool(some) for some in given.values())
    rings = [ring for ring in parts.values() if _is_ring(ring, mutual, given, praising, test)]
    return [finding for ring in rings for finding in _findings(acts, ring)]


def _is_ring(
    ring: set[int], mutual: set[tuple[int, int]], given: dict[int, Counter[int]], praising: int, test: Ring
) -> bool:
    if len(ring) < test.size or praising < test.others * len(ring):
        return False
    ties = Counter(account for pair in mutual if pair[0] in ring for account in pair)
    return all(
        ties[one] >= test.ties * (len(ring) - 1)
        and sum(given[one][other] for other in ring) >= test.inside * given[one].total()
        for one in ring
    )


def _findings(acts: Sequence[Act], ring: set[int]) -> Iterable[Finding]:
    inside = [one for one in acts if one.actor in ring and one.target in ring and one.actor != one.target]
    given: dict[tuple[int, int | None], list[int]] = defaultdict(list)
    for one in inside:
        given[one.actor, one.target].append(one.id)
    for one in inside:
        back = given[one.target or 0, one.actor]
        yield Finding(one.id, {"accounts": str(len(ring)), "acts": str(len(inside))}, tuple(back[:_SHOWN]))
