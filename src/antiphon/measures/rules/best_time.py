"""At which hours of the week posts have been responded to most: only where there are enough of them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum
from statistics import median

from antiphon.measures.rules.rates import N_MIN

type Hour = tuple[int, int]
"""A day of the week, 0 on Monday to 6 on Sunday, and an hour of the day, 0 to 23."""


@dataclass(frozen=True, slots=True)
class Observed:
    """One post: the hour of the week at which it went out, and how many responses it had in its window."""

    hour: Hour
    responses: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What the posts of one hour brought: `n` posts, `mean` responses each and the one in the `middle`.

    Both are None where the posts are too few to say.
    """

    n: int
    mean: float | None
    middle: float | None


@dataclass(frozen=True, slots=True)
class Heat:
    """The week by hours, by days and by hours of the day, and all of it."""

    hours: dict[Hour, Cell]
    days: dict[int, Cell]
    hours_of_day: dict[int, Cell]
    all: Cell

    def against_usual(self, cell: Cell) -> float | None:
        """Return what a cell brought against all posts: 1 is as usual; None where either is not known."""
        if cell.mean is None or self.all.mean is None:
            return None
        return cell.mean / self.all.mean if self.all.mean else 1.0


def heat_of(posts: Iterable[Observed], n_min: int = N_MIN) -> Heat:
    """Return what posts brought by the hour of the week at which they went out.

    >>> posts = [Observed((0, 9), 4)] * 5 + [Observed((0, 18), 1)] * 2
    >>> heat_of(posts).hours[0, 9].mean, heat_of(posts).hours[0, 18].mean, heat_of(posts).days[0].n
    (4.0, None, 7)
    """
    known = list(posts)
    hours = {one.hour for one in known}
    return Heat(
        {hour: _cell([one.responses for one in known if one.hour == hour], n_min) for hour in sorted(hours)},
        {day: _cell([one.responses for one in known if one.hour[0] == day], n_min) for day in range(7)},
        {hour: _cell([one.responses for one in known if one.hour[1] == hour], n_min) for hour in range(24)},
        _cell([one.responses for one in known], n_min),
    )


def best(heat: Heat, most: int = 3) -> list[Hour]:
    """Return the hours that brought more than usual, the best first.

    Both the mean and the middle must lie above those of all posts, so that one lucky post makes no best hour.
    """
    usual = heat.all
    if usual.mean is None or usual.middle is None:
        return []
    above = [
        (cell.middle, cell.mean, hour)
        for hour, cell in heat.hours.items()
        if cell.mean is not None and cell.middle is not None and cell.mean > usual.mean and cell.middle > usual.middle
    ]
    return [hour for _, _, hour in sorted(above, key=lambda one: (-one[0], -one[1], one[2]))[:most]]


def _cell(responses: Sequence[int], n_min: int) -> Cell:
    if len(responses) < n_min:
        return Cell(len(responses), None, None)
    return Cell(len(responses), fsum(responses) / len(responses), float(median(responses)))
