"""Experiments: planned, divided, measured, read."""

from datetime import date, datetime
from typing import Any, Literal

from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json, Page, cursor, seen_of
from antiphon.experiments.actions.dividing import (
    Named,
    divide,
    hand_in_outcomes,
    hand_in_table,
    plan_totals,
    release,
)
from antiphon.experiments.actions.measuring import ask, vouch
from antiphon.experiments.actions.planning import Planned, plan
from antiphon.experiments.models import Experiment, Measurement
from antiphon.experiments.queries.arms import arms_of
from antiphon.experiments.queries.latest import latest_of
from antiphon.experiments.queries.series import series_names
from antiphon.experiments.rules.assignment import MOST_UNITS
from antiphon.experiments.rules.holdout import Counts
from antiphon.experiments.rules.tables import looks_like_table
from antiphon.experiments.sentences import fault_sentence, series_label
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty

router = Router(tags=["figures"])
_MOST_TEXT = 20_000_000


class MeasurementJson(Json, frozen=True, kw_only=True):
    """An experiment measured once. `content` holds estimates as value, low, high, level; `fault` says why not.

    `percent` tells how far it is while `done_at` is null.
    """

    id: int
    purpose: str
    method: str
    asked_at: datetime
    done_at: datetime | None
    percent: int
    fault: str
    why: str
    content: dict[str, Any]


class ExperimentJson(Json, frozen=True, kw_only=True):
    """Something that was tried, and what was measured last for each purpose: effect, silence, power.

    `arms` tells how many of a list stand on each side; days are on the brand’s wall, both included. Where some are
    held out, `treated` and `controls` may be people: they are empty for who may not plan tests. The channel
    `newsletter` leaves out who is held out, until the last day or until `released_at`.
    """

    id: int
    name: str
    question: str
    kind: str
    measure: str
    treated: list[str]
    controls: list[str]
    begins: date
    ends: date
    planned_at: datetime
    planned_before: bool
    vouched_at: datetime | None
    newsletter: int | None
    released_at: datetime | None
    arms: dict[str, int]
    measurements: list[MeasurementJson]


class SeriesJson(Json, frozen=True, kw_only=True):
    """A series that the brand has: its name in experiments, and in words."""

    name: str
    label: str


class UnitJson(Json, frozen=True, kw_only=True):
    """One of those that a lot divided."""

    key: str
    arm: str
    outcome: float | None


class MatchedJson(Json, frozen=True, kw_only=True):
    """How many of what was handed in are on the list, and how many are not."""

    known: int
    unknown: int


class NamedTest(Schema):
    """What every test has."""

    name: str = Field(max_length=120)
    question: str = Field(default="", max_length=300)
    begins: date
    ends: date


class PlannedTest(NamedTest):
    """A test on series of the brand, or on the columns of a `table` given as CSV."""

    kind: Literal["before_after", "difference", "holdout"] = "before_after"
    treated: list[str] = Field(max_length=60)
    controls: list[str] = Field(default=[], max_length=60)
    table: str = Field(default="", max_length=_MOST_TEXT)


class DividedTest(NamedTest):
    """A list that a lot divides; a `share` from 0.01 to 0.9 is held out.

    `newsletter` is the channel that leaves out who is held out by itself; without keys its readers are divided.
    """

    keys: list[str] = Field(default=[], max_length=MOST_UNITS)
    share: float = 0.2
    newsletter: int | None = None


class ArmCounts(Schema):
    """Of how many so many did it."""

    n: int = Field(ge=0)
    did: int = Field(ge=0)


class TotalsTest(NamedTest):
    """A test made elsewhere, of which the totals are known."""

    treated: ArmCounts
    held_out: ArmCounts


class MeasureWanted(Schema):
    """What is to be measured."""

    purpose: Literal["effect", "silence", "power"] = "effect"


class OutcomesGiven(Schema):
    """What those on a list did, as CSV: a line each, with an amount if there is one; or a table by day."""

    text: str = Field(max_length=_MOST_TEXT)


@router.get("/brands/{brand}/series-counted")
def list_counted_series(request: Asked, brand: str) -> list[SeriesJson]:
    """List the series of a brand that a test can look at."""
    found = member_of(request, brand).brand
    channels = {one.pk: one.identity.handle for one in found.channels.select_related("identity")}
    return [SeriesJson(name=name, label=series_label(name, channels)) for name in series_names(found)]


@router.get("/brands/{brand}/experiments")
def list_experiments(request: Asked, brand: str, limit: int = 30, after: str = "") -> Page[ExperimentJson]:
    """List the experiments of a brand, the latest first."""
    member, seen, most = member_of(request, brand), seen_of(after), max(1, min(limit, 100))
    found = Experiment.objects.filter(brand=member.brand).select_related("brand").order_by("-planned_at", "-pk")
    rows = list(found[seen:][: most + 1])
    latest = latest_of(rows[:most])
    may_name = allows(member, Duty.PUBLISH)
    items = [
        _experiment(one, [m for (pk, _purpose), m in latest.items() if pk == one.pk], {}, may_name=may_name)
        for one in rows[:most]
    ]
    return Page(items=items, next=cursor(seen + most) if len(rows) > most else None)


@router.post("/brands/{brand}/experiments")
def create_experiment(request: Asked, brand: str, body: PlannedTest) -> Created[ExperimentJson]:
    """Plan a test on series of the brand or on a table."""
    return Created(_whole(plan(member_of(request, brand), Planned(**body.dict()))))


@router.post("/brands/{brand}/holdouts")
def create_holdout(request: Asked, brand: str, body: DividedTest) -> Created[ExperimentJson]:
    """Divide a list by lot: some are held out."""
    by = member_of(request, brand)
    channel = None
    if body.newsletter is not None:
        channel = get_object_or_404(by.brand.channels, pk=body.newsletter)
    return Created(_whole(divide(by, _named(body), body.keys, body.share, channel)))


@router.post("/brands/{brand}/holdout-totals")
def create_holdout_totals(request: Asked, brand: str, body: TotalsTest) -> Created[ExperimentJson]:
    """Keep a test that was made elsewhere, of which the totals are known."""
    arms = (Counts(one.n, one.did) for one in (body.treated, body.held_out))
    return Created(_whole(plan_totals(member_of(request, brand), _named(body), *arms)))


@router.get("/experiments/{experiment_id}")
def read_experiment(request: Asked, experiment_id: int) -> ExperimentJson:
    """Read an experiment with what was measured last."""
    found = _found(request, experiment_id)
    return _whole(found, may_name=allows(member_in(request, found.brand_id), Duty.PUBLISH))


@router.post("/experiments/{experiment_id}/measure")
def measure(request: Asked, experiment_id: int, body: MeasureWanted) -> MeasurementJson:
    """Have it measured; the worker does it, and the experiment tells what came of it."""
    found = _found(request, experiment_id)
    return _measurement(ask(member_in(request, found.brand_id), found, body.purpose))


@router.post("/experiments/{experiment_id}/vouch")
def vouch_for_controls(request: Asked, experiment_id: int) -> MeasurementJson:
    """Say that the test cannot have touched what it is compared with; it is measured again."""
    found = _found(request, experiment_id)
    return _measurement(vouch(member_in(request, found.brand_id), found))


@router.post("/experiments/{experiment_id}/release")
def release_held_out(request: Asked, experiment_id: int) -> ExperimentJson:
    """Let the newsletter write to everybody again."""
    found = _found(request, experiment_id)
    release(member_in(request, found.brand_id), found)
    return _whole(found)


@router.get("/experiments/{experiment_id}/units")
def list_units(request: Asked, experiment_id: int, limit: int = 1000, after: str = "") -> Page[UnitJson]:
    """List who is held out and who is not."""
    found, seen, most = _found(request, experiment_id), seen_of(after), max(1, min(limit, 1000))
    require(member_in(request, found.brand_id), Duty.PUBLISH)
    rows = list(found.units.order_by("key")[seen:][: most + 1])
    items = [UnitJson(key=one.key, arm=one.arm, outcome=one.outcome) for one in rows[:most]]
    return Page(items=items, next=cursor(seen + most) if len(rows) > most else None)


@router.post("/experiments/{experiment_id}/outcomes")
def create_outcomes(request: Asked, experiment_id: int, body: OutcomesGiven) -> MatchedJson:
    """Hand in what those on the list did; it is measured."""
    found = _found(request, experiment_id)
    take = hand_in_table if looks_like_table(body.text) else hand_in_outcomes
    taken = take(member_in(request, found.brand_id), found, body.text)
    return MatchedJson(known=taken.known, unknown=taken.unknown)


def _named(body: NamedTest) -> Named:
    return Named(name=body.name, question=body.question, begins=body.begins, ends=body.ends)


def _found(request: Asked, pk: int) -> Experiment:
    return get_object_or_404(Experiment.objects.select_related("brand"), brand__in=brands_of(request), pk=pk)


def _whole(one: Experiment, *, may_name: bool = True) -> ExperimentJson:
    return _experiment(one, list(latest_of([one]).values()), arms_of(one), may_name=may_name)


def _experiment(
    one: Experiment, measurements: list[Measurement], arms: dict[str, int], *, may_name: bool
) -> ExperimentJson:
    may_name = may_name or not one.may_name_people
    return ExperimentJson(
        id=one.pk,
        name=one.name,
        question=one.question,
        kind=one.kind,
        measure=one.measure,
        treated=one.treated if may_name else [],
        controls=one.controls if may_name else [],
        begins=one.begins,
        ends=one.ends,
        planned_at=one.planned_at,
        planned_before=one.planned_before,
        vouched_at=one.vouched_at,
        newsletter=one.newsletter_id,
        released_at=one.released_at,
        arms=arms,
        measurements=[_measurement(found) for found in measurements],
    )


def _measurement(one: Measurement) -> MeasurementJson:
    return MeasurementJson(
        id=one.pk,
        purpose=one.purpose,
        method=one.method,
        asked_at=one.asked_at,
        done_at=one.done_at,
        percent=one.percent,
        fault=one.fault,
        why=fault_sentence(one.fault, one.told) if one.fault else "",
        content=one.content,
    )
