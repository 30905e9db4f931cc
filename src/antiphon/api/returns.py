"""Both returns of a brand: every measure beside other days, the rows behind each, and what each weighs."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from django.http import Http404
from ninja import Query, Router, Schema
from pydantic import Field

from antiphon.api.access import Asked, member_of
from antiphon.api.answers import Accepted, Json
from antiphon.api.periods import moments_of
from antiphon.api.reckoned import ReckoningJson, reckoning
from antiphon.organizations.models import Brand
from antiphon.reports.actions.weighing import choose_weights
from antiphon.reports.answers.returns import return_told, returns_told
from antiphon.reports.models import ReturnWeights
from antiphon.reports.queries.behind import RowBehind, rows_of
from antiphon.reports.queries.weighing import weights_chosen
from antiphon.reports.returns.catalogue import return_measures
from antiphon.reports.returns.indexing import side_index
from antiphon.reports.returns.measure import Result, ReturnMeasure, Side
from antiphon.reports.returns.reckoning import Compared
from antiphon.reports.returns.words import unit_of
from antiphon.reports.rules.index import Index
from antiphon.reports.rules.spans import Span, Then

router = Router(tags=["figures"])
#: So many weights are listed at most; so many rows of each kind stand on a page.
MOST, ROWS = 1000, 500


class ReturnMeasureJson(Json, frozen=True, kw_only=True):
    """What is measured of a side: its definition, where that is from, and whether it is estimated, counted or told.

    `share`: the value is in [0, 1].
    """

    name: str
    title: str
    side: str
    kind: str
    unit: str
    share: bool
    less_is_better: bool
    definition: str
    source: str


class ResultJson(Json, frozen=True, kw_only=True):
    """A number of some days as a decimal; null where it is not known, which is not 0. `low`, `high`: 90 %.

    `counted_since` says that a part of these days was not counted. Without a `since` there are no such days: the same
    days a year ago would be among those that are looked at.
    """

    since: datetime | None
    until: datetime | None
    counted_since: datetime | None
    value: str | None
    unit: str
    n: int
    low: float | None
    high: float | None
    sentence: str


class ThenJson(Json, frozen=True, kw_only=True):
    """The same of other days, and what the comparison says: more, less, chance, unknown."""

    result: ResultJson
    verdict: str


class ReturnJson(Json, frozen=True, kw_only=True):
    """A measure beside as many days before, and the same days a year ago."""

    measure: ReturnMeasureJson
    now: ResultJson
    before: ThenJson
    year_ago: ThenJson


class IndexJson(Json, frozen=True, kw_only=True):
    """The index of a side, 50 as then; null where too little is known. `lowest`, `highest`: one measure left out."""

    side: str
    then: str
    value: float | None
    lowest: float | None
    highest: float | None
    equal_weights: float | None
    weights: dict[str, float]
    scores: dict[str, float]
    unknown: list[str]
    share_known: float


class ReturnsJson(Json, frozen=True, kw_only=True):
    """Both returns, as they stood at a moment. They are never added up."""

    as_of: datetime
    measures: list[ReturnJson]
    indexes: list[IndexJson]


class RowJson(Json, frozen=True, kw_only=True):
    """A row behind a figure; `reason` says why it was left out, if it was."""

    kind: str
    id: int
    at: datetime | None
    who: str
    person: int | None
    what: str
    of: str
    channel: str
    number: str
    reason: str


class BehindReturnJson(Json, frozen=True, kw_only=True):
    """A figure with the newest rows behind it and those left out: at most 500 of each kind on a page."""

    as_of: datetime
    figure: ReturnJson
    rows: list[RowJson]
    left_out: list[RowJson]


class WeightsJson(Json, frozen=True, kw_only=True):
    """What measures weigh from a moment on; who chose it, and why."""

    side: str
    weights: dict[str, float]
    why: str
    chosen_by: str | None
    chosen_at: datetime


class Weights(Schema):
    """Weights from 0 to 10 for the measures of a side."""

    side: str
    weights: dict[str, float] = Field(max_length=100)
    why: str = Field(default="", max_length=300)


@router.get("/return-measures")
def list_return_measures(request: Asked) -> list[ReturnMeasureJson]:  # noqa: ARG001
    """List what is measured of both sides."""
    return [_about(one) for one in return_measures().values()]


@router.get("/brands/{brand}/returns")
def read_returns(
    request: Asked, brand: str, since: date | None = None, until: date | None = None
) -> ReturnsJson | Accepted[ReckoningJson]:
    """Read every measure of both sides in some days, the last 90 without any, beside other days.

    Of a large brand a worker reckons them; ask again for as long as the answer is 202.
    """
    found = member_of(request, brand).brand
    span = Span(*moments_of(found, since, until))
    told = returns_told(found, span)
    if told.value is None:
        return reckoning(told)
    span = span.known_at(told.as_of)
    pairs = [(side, then) for side in Side for then in Then]
    return ReturnsJson(
        as_of=told.as_of,
        measures=[_return(one, span) for one in told.value],
        indexes=[_index(found, told.value, side, then) for side, then in pairs],
    )


@router.get("/brands/{brand}/returns/{measure}")
def read_rows_behind_return(
    request: Asked,
    brand: str,
    measure: str,
    since: date | None = None,
    until: date | None = None,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> BehindReturnJson | Accepted[ReckoningJson]:
    """Read one measure with the rows behind it, and those that were left out with the reasons; 500 a page.

    Of a large brand a worker reckons it; ask again for as long as the answer is 202.
    """
    member = member_of(request, brand)
    if measure not in return_measures():
        raise Http404
    span, after = Span(*moments_of(member.brand, since, until)), (page - 1) * ROWS
    told = return_told(member.brand, span, return_measures()[measure])
    if told.value is None:
        return reckoning(told)
    span = span.known_at(told.as_of)
    now = told.value.now
    return BehindReturnJson(
        as_of=told.as_of,
        figure=_return(told.value, span),
        rows=[_row(one) for one in rows_of(member, span, now.rows, ROWS, after=after)],
        left_out=[_row(one) for one in rows_of(member, span, now.aside, ROWS, after=after, aside=True)],
    )


@router.get("/brands/{brand}/return-weights")
def list_weights(request: Asked, brand: str) -> list[WeightsJson]:
    """List the weights that were ever chosen, of each side those that hold first."""
    found = member_of(request, brand).brand
    return [_weights(row) for side in Side for row in weights_chosen(found, side, MOST)]


@router.post("/brands/{brand}/return-weights")
def add_weights(request: Asked, brand: str, body: Weights) -> WeightsJson:
    """Choose what the measures of a side weigh from now on."""
    return _weights(choose_weights(member_of(request, brand), body.side, body.weights, body.why))


def _about(one: ReturnMeasure) -> ReturnMeasureJson:
    return ReturnMeasureJson(
        name=one.name,
        title=str(one.title),
        side=one.side,
        kind=one.kind,
        unit=str(one.unit),
        share=one.hundredths,
        less_is_better=one.less_is_better,
        definition=str(one.definition),
        source=str(one.source),
    )


def _return(one: Compared, span: Span) -> ReturnJson:
    then = {
        name: ThenJson(result=_result(one.measure, one.then[name], other), verdict=one.verdict(name))
        for name, other in span.others().items()
    }
    return ReturnJson(
        measure=_about(one.measure),
        now=_result(one.measure, one.now, span),
        before=then[Then.BEFORE],
        year_ago=then[Then.YEAR_AGO],
    )


def _result(measure: ReturnMeasure, one: Result, span: Span | None) -> ResultJson:
    return ResultJson(
        since=span.since if span else None,
        until=span.until if span else None,
        counted_since=one.began,
        value=_decimal(one.value),
        unit=unit_of(measure, one),
        n=one.n,
        low=one.interval.low if one.interval else None,
        high=one.interval.high if one.interval else None,
        sentence=one.sentence,
    )


def _decimal(value: float | Decimal | None) -> str | None:
    return None if value is None else str(value)


def _index(brand: Brand, told: list[Compared], side: Side, then: Then) -> IndexJson:
    found = side_index(brand, told, side, then)
    held: Index = found.holds
    return IndexJson(
        side=side,
        then=then,
        value=held.value,
        lowest=held.lowest,
        highest=held.highest,
        equal_weights=found.equal.value,
        weights=dict(found.weights),
        scores=dict(held.known),
        unknown=list(held.unknown),
        share_known=held.share,
    )


def _row(one: RowBehind) -> RowJson:
    fields = ("kind", "id", "at", "who", "person", "what", "of", "channel", "number", "reason")
    return RowJson(**{name: getattr(one, name) for name in fields})


def _weights(row: ReturnWeights) -> WeightsJson:
    return WeightsJson(
        side=row.side,
        weights=row.weights,
        why=row.why,
        chosen_by=row.chosen_by.user.name if row.chosen_by else None,
        chosen_at=row.chosen_at,
    )
