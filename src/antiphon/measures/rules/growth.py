"""How a network grows: who came, who came back, who was lost. A network is not an audience."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from antiphon.measures.rules.rates import N_MIN

#: Somebody is in the network while they spoke to us and we to them within this time.
WINDOW = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Growth:
    """Who was in the network at the start and at the end of a period, in people."""

    start: int
    new: int
    returned: int
    lost: int

    @property
    def end(self) -> int:
        """Return how many are in it at the end.

        >>> Growth(start=40, new=6, returned=2, lost=4).end
        44
        """
        return self.start + self.new + self.returned - self.lost

    @property
    def rate(self) -> float | None:
        """Return (end − start)/start; None where fewer than five were in it at the start. Above: 0.10."""
        return (self.end - self.start) / self.start if self.start >= N_MIN else None

    @property
    def retention(self) -> float | None:
        """Return 1 − lost/start, in [0, 1]; None where fewer than five were in it at the start. Above: 0.90."""
        return 1 - self.lost / self.start if self.start >= N_MIN else None

    @property
    def quick_ratio(self) -> float | None:
        """Return (new + returned)/lost; None where nobody was lost, or fewer than five came and went. Above: 2.0.

        Source: growth accounting, Hsu.
        """
        moved = self.new + self.returned + self.lost
        return (self.new + self.returned) / self.lost if self.lost and moved >= N_MIN else None


def growth(start: Set[Any], end: Set[Any], before: Set[Any]) -> Growth:
    """Return the growth from who was in the network at the start, who is at the end, and who ever was before.

    >>> growth({"Anna", "Bea"}, {"Bea", "Carlo", "Dora"}, {"Dora"})
    Growth(start=2, new=1, returned=1, lost=1)
    """
    came = end - start
    returned = came & before
    return Growth(len(start), len(came) - len(returned), len(returned), len(start - end))
