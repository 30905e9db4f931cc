"""The index of a side: under the weights that hold, and under others, so that one sees what hangs on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from antiphon.organizations.models import Brand
from antiphon.reports.models import ReturnWeights
from antiphon.reports.queries.weighing import weights_chosen
from antiphon.reports.returns.catalogue import return_measures
from antiphon.reports.returns.measure import Side
from antiphon.reports.returns.reckoning import Compared, of_side
from antiphon.reports.rules.index import Index, equal, index, score
from antiphon.reports.rules.spans import Then


@dataclass(frozen=True, slots=True)
class SideIndex:
    """The index of a side against other days: under the weights that hold, under equal ones, and under former ones.

    `chosen` are the rows of the weights, those that hold first; empty where nobody chose: then all weigh the same.
    """

    side: Side
    then: Then
    weights: Mapping[str, float]
    holds: Index
    equal: Index
    former: Sequence[tuple[ReturnWeights, Index]]
    chosen: Sequence[ReturnWeights]


def side_index(brand: Brand, found: Sequence[Compared], side: Side, then: Then) -> SideIndex:
    """Return the index of a side. One query."""
    scores = {
        one.measure.name: score(
            one.now.compared, one.then[then].compared, less_is_better=one.measure.less_is_better
        )
        for one in of_side(found, side)
    }  # fmt: skip
    chosen = weights_chosen(brand, side)
    alike = equal(names_of(side))
    weights = chosen[0].weights if chosen else alike
    former = [(row, index(scores, row.weights)) for row in chosen[1:]]
    return SideIndex(side, then, weights, index(scores, weights), index(scores, alike), former, chosen)


def names_of(side: Side) -> list[str]:
    """Return the names of the measures of a side."""
    return [name for name, one in return_measures().items() if one.side == side]
