"""Both returns as pages show them: figures with how sure they are, and a small picture of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from antiphon.reports.returns.measure import Result
from antiphon.reports.returns.reckoning import Compared
from antiphon.reports.returns.words import beside, number_of, sureness, unit_of
from antiphon.reports.rules.spans import Then, Verdict

#: The drawing is as wide, its rows as high; the dot keeps off the edges.
WIDE, ROW, EDGE = 200, 14, 5


@dataclass(frozen=True, slots=True)
class Whisker:
    """A result in the picture: where its dot stands, and from where to where it is sure; None where not known."""

    y: int
    now: bool
    dot: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class FigureShown:
    """A figure of a return: its number (empty where it is not known), and all that is said of it."""

    found: Compared
    whiskers: Sequence[Whisker]
    zero: float

    @property
    def number(self) -> str:
        """The number; empty where it is not known."""
        return number_of(self.found.measure, self.found.now)

    @property
    def drawn(self) -> bool:
        """Whether there is anything to be drawn."""
        return any(one.dot is not None for one in self.whiskers)

    @property
    def unit(self) -> str:
        """What it counts."""
        return unit_of(self.found.measure, self.found.now)

    @property
    def sure(self) -> str:
        """How sure it is."""
        return sureness(self.found.measure, self.found.now)

    @property
    def then(self) -> list[tuple[str, Verdict]]:
        """What it was on the days it is compared with, and what that says."""
        return [(beside(self.found, then), self.found.verdict(then)) for then in Then]


def figure_shown(found: Compared) -> FigureShown:
    """Return a figure with its picture: now, before, a year ago, on one scale that holds nought."""
    return FigureShown(found, *whiskers_of([found.now, *(found.then[then] for then in Then)]))


def whiskers_of(results: Sequence[Result]) -> tuple[Sequence[Whisker], float]:
    """Return the pictures of some results on one scale that holds nought, and where nought stands on it."""
    numbers = [0.0, *(number for one in results for number in _numbers(one))]
    low, room = min(numbers), (max(numbers) - min(numbers)) or 1.0

    def at(number: float) -> float:
        return round(EDGE + (number - low) / room * (WIDE - 2 * EDGE), 1)

    return [_whisker(one, place, at) for place, one in enumerate(results)], at(0.0)


def _whisker(one: Result, place: int, at: Callable[[float], float]) -> Whisker:
    y = ROW // 2 + place * ROW
    if one.value is None:
        return Whisker(y, place == 0, None, None, None)
    ends = (at(one.interval.low), at(one.interval.high)) if one.interval else (None, None)
    return Whisker(y, place == 0, at(float(one.value)), *ends)


def _numbers(one: Result) -> list[float]:
    if one.value is None:
        return []
    return [float(one.value), *([one.interval.low, one.interval.high] if one.interval else [])]
