"""Both returns of a brand: every measure of some days, of those before, and of the same a year ago."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
        """Return what the result says beside that of other days."""
        other = self.then[then]
        return verdict(self.now.interval, other.interval, self._n(self.now), self._n(other))

    def _n(self, result: Result) -> int:
        """Return on how many observations a comparison stands: of a count, on what was counted."""
        return max(result.n, int(result.value or 0)) if self.measure.kind == "count" else result.n


def returns_of(brand: Brand, span: Span) -> list[Compared]:
    """Return every measure of a time and of those it is compared with, in their order.

    As many queries for many rows as for one.
    """
    known = {name: known_of(brand, one.since, one.until) for name, one in span.all().items()}
    return [compared(measure, known) for measure in return_measures().values()]


def compared(measure: ReturnMeasure, known: Mapping[str, Known]) -> Compared:
    """Return one measure of what is known of a time and of those it is compared with."""
    return Compared(measure, measure.of(known["now"]), {then: measure.of(known[then]) for then in Then})


def of_side(found: Sequence[Compared], side: Side) -> list[Compared]:
    """Return the measures of one side."""
    return [one for one in found if one.measure.side == side]
