"""Whose turn it is, among those who share a duty. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """What somebody was given so far: how often, and the key of what they were given last, 0 if nothing."""

    who: int
    given: int
    last: int


def next_in_turn(shares: Iterable[Share]) -> int | None:
    """Return who was given least; of those alike whose last one lies furthest back; None if there is nobody.

    Anna had two, Bruno and Chiara one each, Chiara's the older: it is Chiara's turn.

    >>> next_in_turn([Share(who=1, given=2, last=3), Share(who=2, given=1, last=5), Share(who=3, given=1, last=4)])
    3
    """
    found = sorted(shares, key=lambda one: (one.given, one.last, one.who))
    return found[0].who if found else None
