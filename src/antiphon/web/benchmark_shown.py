"""Brands beside each other as pages show them: each with its numbers, a picture on one scale, and what is sure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand
from antiphon.reports.returns.benchmark import Beside, Stand
from antiphon.reports.returns.measure import Kind, Result, Size
from antiphon.reports.returns.words import beside, number_of, sureness, unit_of
from antiphon.reports.rules.spans import Then, Verdict
from antiphon.web.returns_shown import Whisker, whiskers_of

EACH = {Size.FOLLOWERS: _("on each 100 followers"), Size.PEOPLE: _("on each 100 people of the network")}
_UNKNOWN = Result(None, 0, "")


@dataclass(frozen=True, slots=True)
class StandShown:
    """How one brand stands: all that is said of it, and its picture; without one where scales would be mixed."""

    stand: Stand
    whisker: Whisker | None

    @property
    def number(self) -> str:
        """The number with its currency, if it has one; empty where it is not known."""
        told = self.stand.told
        if told is None or told.now.value is None:
            return ""
        return f"{number_of(told.measure, told.now)} {told.now.unit}".strip()

    @property
    def sure(self) -> str:
        """How sure it is."""
        return sureness(self.stand.told.measure, self.stand.told.now) if self.stand.told else ""

    @property
    def each(self) -> str:
        """What comes on each hundred; empty where that is not known."""
        return "" if self.stand.each is None else _written(self.stand.each.value)

    @property
    def each_sure(self) -> str:
        """From where to where that lies by chance alone."""
        ends = self.stand.each.interval if self.stand.each else None
        return "" if ends is None else f"{_written(ends.low)} – {_written(ends.high)}"

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
        if self.found.is_compared:
            return _apart(self.found.apart) or [gettext("No difference one can be sure of.")]
        if self.found.measure.kind == Kind.SUM:
            return [gettext("Not compared: a sum has no interval. Money stands in each brand’s own currency.")
                    if self.found.units - {""} else gettext("Not compared: a sum has no interval.")]  # fmt: skip
        return [gettext("Not compared: of fewer than two brands enough is known for an interval.")]


def beside_shown(found: Beside) -> BesideShown:
    """Return a measure with the pictures of its brands on one scale; without any where units would be mixed."""
    if len(found.units) > 1:
        return BesideShown(found, [StandShown(one, None) for one in found.stands], 0.0)
    whiskers, zero = whiskers_of([_drawn(one, found.measure.size) for one in found.stands])
    return BesideShown(found, [StandShown(one, made) for one, made in zip(found.stands, whiskers, strict=True)], zero)


def _drawn(one: Stand, size: Size | None) -> Result:
    return (one.each if size else one.now) or _UNKNOWN


def _apart(pairs: Sequence[tuple[Brand, Brand]]) -> list[str]:
    below: dict[str, list[str]] = defaultdict(list)
    for one, other in pairs:
        below[one.name].append(other.name)
    said = gettext("%(one)s lies surely above %(others)s.")
    return [said % {"one": name, "others": get_text_list(others, gettext("and"))} for name, others in below.items()]


def _written(value: float | Decimal | None) -> str:
    return "" if value is None else str(number_format(value, 1, force_grouping=True))
