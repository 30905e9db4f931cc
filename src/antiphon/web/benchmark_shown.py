"""Brands beside each other as pages show them: each with its numbers, a picture on one scale, and what is sure."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from antiphon.reports.returns.benchmark import Beside, Stand
from antiphon.reports.returns.beside_words import EACH, says_of, stand_each, stand_number, stand_sureness
from antiphon.reports.returns.measure import Result, Size
from antiphon.reports.returns.words import beside, unit_of
from antiphon.reports.rules.spans import Then, Verdict
from antiphon.web.returns_shown import Whisker, whiskers_of

_UNKNOWN = Result(None, 0, "")


@dataclass(frozen=True, slots=True)
class StandShown:
    """How one brand stands: all that is said of it, and its picture; without one where scales would be mixed."""

    stand: Stand
    whisker: Whisker | None

    @property
    def number(self) -> str:
        """The number with its currency, if it has one; empty where it is not known."""
        return stand_number(self.stand)

    @property
    def sure(self) -> str:
        """How sure it is."""
        return stand_sureness(self.stand)

    @property
    def each(self) -> tuple[str, str]:
        """What comes on each hundred, and from where to where that lies by chance alone; empty where not known."""
        return stand_each(self.stand)

    @property
    def before(self) -> str:
        """What it was in as many days before, and what that says."""
        return beside(self.stand.told, Then.BEFORE) if self.stand.told else ""

    @property
    def verdict(self) -> Verdict:
        """What the month says beside the days before."""
        return self.stand.told.verdict(Then.BEFORE) if self.stand.told else Verdict.UNKNOWN


@dataclass(frozen=True, slots=True)
class BesideShown:
    """A measure: its brands, what is sure between them, and where nought stands in the pictures."""

    found: Beside
    stands: Sequence[StandShown]
    zero: float

    @property
    def unit(self) -> str:
        """What it counts; empty where each brand has a currency of its own."""
        return "" if self.found.units - {""} else unit_of(self.found.measure, _UNKNOWN)

    @property
    def each(self) -> Promise | None:
        """Of what a hundred is; None where size does not matter."""
        return EACH[self.found.measure.size] if self.found.measure.size else None

    @property
    def says(self) -> Sequence[str]:
        """What one may say of the brands beside each other."""
        return says_of(self.found)


def beside_shown(found: Beside) -> BesideShown:
    """Return a measure with the pictures of its brands on one scale; without any where units would be mixed."""
    if len(found.units) > 1:
        return BesideShown(found, [StandShown(one, None) for one in found.stands], 0.0)
    whiskers, zero = whiskers_of([_drawn(one, found.measure.size) for one in found.stands])
    return BesideShown(found, [StandShown(one, made) for one, made in zip(found.stands, whiskers, strict=True)], zero)


def _drawn(one: Stand, size: Size | None) -> Result:
    return (one.each if size else one.now) or _UNKNOWN
