"""Both returns of a brand: every measure of some days, of those before, and of the same a year ago."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from antiphon.organizations.models import Brand
from antiphon.reports.queries.known import known_of
from antiphon.reports.returns.catalogue import return_measures
from antiphon.reports.returns.measure import Result, ReturnMeasure, Side
from antiphon.reports.rules.known import Known
from antiphon.reports.rules.spans import Span, Then, Verdict, verdict


@dataclass(frozen=True, slots=True)
class Compared:
    """A measure with its result, and the results of the days with which it is compared."""

    measure: ReturnMeasure
    now: Result
    then: Mapping[Then, Result]

    def verdict(self, then: Then) -> Verdict:
        """Return what the result says beside that of other days; nothing of one that is not known of all its days."""
        other = self.then[then]
        if self.now.began:
            return Verdict.UNKNOWN
        return verdict(self.now.interval, other.interval, self._n(self.now), self._n(other))

    def _n(self, result: Result) -> int:
        """Return on how many observations a comparison stands: of a count, on what was counted."""
        return max(result.n, int(result.value or 0)) if self.measure.kind == "count" else result.n


def returns_of(brand: Brand, span: Span, only: ReturnMeasure | None = None) -> list[Compared]:
    """Return every measure of a time and of those it is compared with, in their order, or only one of them."""
    wanted = [only] if only else list(return_measures().values())
    parts = [part for one in wanted for part in one.reads]
    now = known_of(brand, span.since, span.until, parts)
    others = {
        name: known_of(brand, one.since, one.until, parts) if one else None for name, one in span.others().items()
    }
    return [compared(measure, now, others) for measure in wanted]


def compared(measure: ReturnMeasure, now: Known, others: Mapping[Then, Known | None]) -> Compared:
    """Return one measure of what is known of a time and of those it is compared with."""
    return Compared(measure, _now(measure, now), {name: _then(measure, one) for name, one in others.items()})


def _now(measure: ReturnMeasure, known: Known) -> Result:
    """Return a result; where its days began before anything was counted, it says so."""
    result, began = measure.of(known), _began(measure, known)
    if began is None or result.value is None:
        return result
    return replace(result, began=began, sentence=f"{result.sentence} {counted_since(began)}")


def counted_since(began: datetime) -> str:
    """Return in words that only a part of some days was counted."""
    return gettext("Counted only since %(day)s.") % {"day": _day(began)}


def _then(measure: ReturnMeasure, known: Known | None) -> Result:
    """Return a result of other days; not known where only a part of them was counted."""
    if known is None:
        return Result(None, 0, gettext("These days are more than a year: those of a year ago are among them."))
    began = _began(measure, known)
    if began is None:
        return measure.of(known)
    said = gettext("Counted only since %(day)s: of these days as a whole it is not known.")
    return Result(None, 0, said % {"day": _day(began)})


def _began(measure: ReturnMeasure, known: Known) -> datetime | None:
    """Return since when what a measure stands on is counted, if that is within the days."""
    began = known.began.get(measure.reads[0])
    return began if began is not None and began > known.since else None


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


def of_side(found: Sequence[Compared], side: Side) -> list[Compared]:
    """Return the measures of one side."""
    return [one for one in found if one.measure.side == side]
