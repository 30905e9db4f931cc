"""Who brings whom: the referral coefficient, generations, and what one person set in motion."""

import itertools
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import fsum
from statistics import median

from antiphon.lib.sortable import Sortable

#: What somebody brought at second hand counts for half, and so on. A choice.
DECAY = 0.5


@dataclass(frozen=True, slots=True)
class Cycle:
    """What came of invitations in a cycle; `members` are all who took part when it began."""

    members: int
    invitations: int
    joined: int
    activated: int

    @property
    def invited_each(self) -> float | None:
        """Return invitations for each member, i; None without members.

        >>> Cycle(members=50, invitations=40, joined=12, activated=10).invited_each
        0.8
        """
        return self.invitations / self.members if self.members else None

    @property
    def converted(self) -> float | None:
        """Return activated for each invitation, c; None where nobody invited. Above: 0.25."""
        return self.activated / self.invitations if self.invitations else None

    @property
    def k(self) -> float | None:
        """Return the referral coefficient K = i·c = activated for each member; None without members. Above: 0.20."""
        return self.activated / self.members if self.members else None

    @property
    def amplification(self) -> float | None:
        """Return 1/(1 − K): how many one who comes stands for in the end; None if K is 1 or more. Above: 1.25."""
        return None if self.k is None or self.k >= 1 else 1 / (1 - self.k)


def ratios(generations: Iterable[int]) -> list[float | None]:
    """Return how many each generation brought for each of its people; None where it was empty.

    >>> ratios([50, 10, 3])
    [0.2, 0.3]
    """
    sizes = list(generations)
    return [later / sooner if sooner else None for sooner, later in itertools.pairwise(sizes)]


def generations[K: Sortable](first: Iterable[K], brought: Mapping[K, Iterable[K]]) -> list[int]:
    """Return how many stand in each generation: the first, whom they brought, whom these brought, … Each counts once.

    >>> generations(["Anna"], {"Anna": ["Bea", "Carlo"], "Bea": ["Dora"], "Dora": ["Anna"]})
    [1, 2, 1]
    """
    level, known, sizes = list(dict.fromkeys(first)), set(first), []
    while level:
        sizes.append(len(level))
        below = dict.fromkeys(one for who in level for one in brought.get(who, ()) if one not in known)
        known |= below.keys()
        level = list(below)
    return sizes


def ref[K: Sortable](who: K, brought: Mapping[K, Iterable[K]], decay: float = DECAY) -> float:
    """Return what one person set in motion: Σ over generations of γ^(generation − 1) · how many, in people.

    Anna brought three, and these two more: 3 + ½·2 = 4.

    >>> ref("Anna", {"Anna": ["Bea", "Carlo", "Dora"], "Bea": ["Elio", "Fede"]})
    4.0
    """
    sizes = generations([who], brought)[1:]
    return fsum(decay**place * many for place, many in enumerate(sizes))


def cycle_time[K: Hashable](joined: Mapping[K, datetime], first_brought: Mapping[K, datetime]) -> float | None:
    """Return the median days from joining to the first whom somebody brought; None where nobody brought anybody."""
    days = [(at - joined[who]).total_seconds() / 86_400 for who, at in first_brought.items() if who in joined]
    return median(days) if days else None
