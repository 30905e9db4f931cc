"""Both returns of several brands, measure by measure, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from antiphon.measures.rules.interval import Interval
from antiphon.organizations.models import Brand
from antiphon.reports.models import BrandMonth
from antiphon.reports.queries.known import known_of
from antiphon.reports.returns.catalogue import return_measures
from antiphon.reports.returns.measure import Kind, Result, ReturnMeasure, Size
from antiphon.reports.returns.reckoning import Compared, compared
from antiphon.reports.rules.benchmark import on_each_hundred, surely_apart
from antiphon.reports.rules.intervals import LEAST
from antiphon.reports.rules.known import Known
from antiphon.reports.rules.months import bounds
from antiphon.reports.rules.spans import Span, Then


@dataclass(frozen=True, slots=True)
class Stand:
    """How one brand stands on one measure, beside as many days before; `told` is None where it is not reckoned yet.

    `size` is how many followers or people there were when the month began, where that matters and is known; `each`
    what comes on each hundred of them.
    """

    brand: Brand
    told: Compared | None = None
    size: int | None = None
    each: Result | None = None

    @property
    def now(self) -> Result | None:
        """The result of the month; None where it is not reckoned yet, or not known."""
        return self.told.now if self.told is not None and self.told.now.value is not None else None

    @property
    def compared(self) -> Result | None:
        """What is compared with other brands: an estimate, or what comes on each hundred.

        None without interval, and where only a part of the month was counted.
        """
        if self.told is None or self.told.now.began:
            return None
        estimate = self.told.now if self.told.measure.kind == Kind.ESTIMATE else None
        found = self.each if self.told.measure.size else estimate
        return found if found is not None and found.interval is not None and found.n >= LEAST else None


@dataclass(frozen=True, slots=True)
class Beside:
    """A measure with how each brand stands on it, and the pairs of which the first lies surely above the second."""

    measure: ReturnMeasure
    stands: Sequence[Stand]
    apart: Sequence[tuple[Brand, Brand]]

    @property
    def is_compared(self) -> bool:
        """Whether two brands at least can be compared."""
        return sum(one.compared is not None for one in self.stands) > 1

    @property
    def is_known(self) -> bool:
        """Whether it is known of any brand."""
        return any(one.now is not None for one in self.stands)

    @property
    def units(self) -> set[str]:
        """The units, where the brands have several: currencies."""
        return {one.now.unit for one in self.stands if one.now is not None}


def beside_each_other(brands: Sequence[Brand], kept: Mapping[int, BrandMonth]) -> list[Beside]:
    """Return every measure with how the brands stand on it, by what is kept of a month. No query."""
    return [_beside(measure, brands, kept) for measure in return_measures().values()]


def figures_of(brand: Brand, month: date, now: datetime) -> dict[str, Any]:
    """Return the fields of a `BrandMonth`, reckoned from all that is known of a brand now."""
    since, until = bounds(month, brand.time_zone)
    span = Span(since, max(since, min(until, now)))
    known, before = (known_of(brand, one.since, one.until) for one in (span, span.before))
    found = {name: compared(one, known, {Then.BEFORE: before}) for name, one in return_measures().items()}
    return {
        "figures": {name: _kept(one.now) | {"before": _kept(one.then[Then.BEFORE])} for name, one in found.items()},
        **_sizes(known),
    }


def _sizes(known: Known) -> dict[str, int | None]:
    followed = [one.start for one in known.followers if one.change is not None and one.start is not None]
    people = known.in_touch.start if known.in_touch else None
    return {"followers": sum(followed) if followed else None, "people": people}


def _kept(one: Result) -> dict[str, Any]:
    ends = one.interval
    value = None if one.value is None else float(one.value)
    began = one.began.isoformat() if one.began else None
    told = {"value": value, "n": one.n, "low": ends and ends.low, "high": ends and ends.high, "unit": one.unit}
    return told | {"began": began}


def _beside(measure: ReturnMeasure, brands: Sequence[Brand], kept: Mapping[int, BrandMonth]) -> Beside:
    stands = [_stand(measure, one, kept.get(one.pk)) for one in brands]
    found = {one.brand: told for one in stands if (told := one.compared) is not None}
    known = {brand: (float(told.value or 0), told.interval) for brand, told in found.items() if told.interval}
    return Beside(measure, stands, surely_apart(known))


def _stand(measure: ReturnMeasure, brand: Brand, kept: BrandMonth | None) -> Stand:
    told = kept.figures.get(measure.name) if kept else None
    if kept is None or told is None:
        return Stand(brand)
    now, before = _result(told), _result(told["before"])
    size = {Size.FOLLOWERS: kept.followers, Size.PEOPLE: kept.people}[measure.size] if measure.size else None
    return Stand(brand, Compared(measure, now, {Then.BEFORE: before}), size, _each(now, size))


def _result(told: Mapping[str, Any]) -> Result:
    ends = None if told["low"] is None else Interval(told["low"], told["high"])
    began = datetime.fromisoformat(told["began"]) if told["began"] else None
    return Result(told["value"], told["n"], "", ends, unit=told["unit"], began=began)


def _each(one: Result, size: int | None) -> Result | None:
    value = None if one.value is None else on_each_hundred(float(one.value), size)
    if value is None or size is None:
        return None
    ends = one.interval and Interval(100 * one.interval.low / size, 100 * one.interval.high / size)
    return Result(value, max(one.n, int(one.value or 0)), "", ends)
