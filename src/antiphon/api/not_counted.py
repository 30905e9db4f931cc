"""Interactions that were not counted, as programs read them, take them back and set them aside."""

from datetime import date, datetime
from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema
from pydantic import Field

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Json, Page, page_of, place_of
from antiphon.api.figures import InteractionJson, interaction_json
from antiphon.api.periods import moments_of
from antiphon.integrity import actions
from antiphon.integrity.detectors import detectors
from antiphon.integrity.models import Exclusion, Line
from antiphon.integrity.queries import (
    Judged,
    Narrowed,
    Shown,
    by_reason_and_month,
    failing,
    not_counted,
    reason_of,
    with_and_without,
    with_rulings,
)
from antiphon.ledger.models import Interaction
from antiphon.organizations.models import Brand

router = Router(tags=["figures"])


class DetectorJson(Json, frozen=True, kw_only=True):
    """One way in which figures are bent: what is looked for, by which rule, in which version."""

    name: str
    version: str
    title: str
    reason: str
    how: str


class RulingJson(Json, frozen=True, kw_only=True):
    """What became of an exclusion, when, by whom (null where a detector ruled) and why."""

    ruled: str
    at: datetime
    by: str | None
    words: str


class ExclusionJson(Json, frozen=True, kw_only=True):
    """Why an interaction is not counted: `behind` are those that show it, `undone_at` when it was undone."""

    id: int
    detector: str
    version: str
    reason: str
    evidence: dict[str, str]
    behind: list[int]
    at: datetime
    undone_at: datetime | None
    rulings: list[RulingJson]


class JudgedJson(InteractionJson, frozen=True, kw_only=True):
    """An interaction, whether it counts, and all that was ever ruled on it."""

    counted: bool
    exclusions: list[ExclusionJson]


class BesideJson(Json, frozen=True, kw_only=True):
    """How often something was done to you and among people: all that was heard, and what is counted."""

    verb: str
    all: int
    counted: int


class FailingJson(Json, frozen=True, kw_only=True):
    """A detector that threw when it looked last."""

    detector: str
    since: datetime
    failure: str


class InAllJson(Json, frozen=True, kw_only=True):
    """Figures with and without, and how much each detector set aside by month (its first day)."""

    since: datetime
    until: datetime
    beside: list[BesideJson]
    reasons: dict[str, dict[str, int]]
    failing: list[FailingJson]


class Because(Schema):
    """Why: whoever looks at the figures later will read it."""

    because: str = Field(max_length=200)


@router.get("/detectors")
def list_detectors(request: Asked) -> list[DetectorJson]:  # noqa: ARG001
    """List the ways in which figures are bent that are looked for."""
    return [
        DetectorJson(
            name=one.name, version=one.version, title=gettext(one.title), reason=gettext(one.reason),
            how=gettext(one.how),
        )
        for one in detectors()
    ]  # fmt: skip


@router.get("/brands/{brand}/not-counted/in-all")
def read_with_and_without(
    request: Asked, brand: str, since: date | None = None, until: date | None = None
) -> InAllJson:
    """Tell the figures with what is set aside and without it, on these days; the last 90 without any."""
    found = member_of(request, brand).brand
    start, end = moments_of(found, since, until)
    return InAllJson(
        since=start,
        until=end,
        beside=[
            BesideJson(verb=one.name, all=one.all, counted=one.counted) for one in with_and_without(found, start, end)
        ],
        reasons=_reasons(found, start, end),
        failing=[
            FailingJson(detector=one.detector, since=one.failed_at, failure=one.failure)
            for one in failing(found)
            if one.failed_at
        ],
    )


@router.get("/brands/{brand}/not-counted")
def list_not_counted(
    request: Asked,
    brand: str,
    since: date | None = None,
    until: date | None = None,
    detector: str = "",
    shown: Shown = Shown.ASIDE,
    cursor: str = "",
    limit: Annotated[int, Field(ge=1, le=100)] = 30,
) -> Page[JudgedJson]:
    """List interactions that are not counted, or that count again (`shown=back`), the latest first."""
    found = member_of(request, brand).brand
    rows = not_counted(found, Narrowed(*moments_of(found, since, until), detector, shown))
    if cursor:
        at, pk = place_of(cursor)
        rows = rows.filter(at__lte=at).exclude(at=at, pk__gte=pk)
    places = [(at, pk) for at, pk in rows.values_list("at", "pk")[: limit + 1]]
    return page_of(
        places, limit, lambda one: one, lambda kept: [_judged(one) for one in with_rulings([pk for _at, pk in kept])]
    )


@router.get("/interactions/{interaction_id}")
def read_interaction(request: Asked, interaction_id: int) -> JudgedJson:
    """Read one interaction: whether it counts, why not, what shows it, what was ruled when."""
    return _judged(with_rulings([_seen(request, interaction_id).pk])[0])


@router.post("/interactions/{interaction_id}/set-aside")
def set_interaction_aside(request: Asked, interaction_id: int, body: Because) -> JudgedJson:
    """Set an interaction aside by hand."""
    found = _seen(request, interaction_id)
    actions.set_aside_by_hand(member_in(request, found.brand_id), found, body.because)
    return _judged(with_rulings([found.pk])[0])


@router.post("/exclusions/{exclusion_id}/take-back")
def take_exclusion_back(request: Asked, exclusion_id: int, body: Because) -> JudgedJson:
    """Count an interaction again."""
    found = _exclusion(request, exclusion_id)
    actions.take_back(found, body.because, member_in(request, found.interaction.brand_id))
    return _judged(with_rulings([found.interaction_id])[0])


@router.post("/exclusions/{exclusion_id}/set-aside-again")
def set_exclusion_aside_again(request: Asked, exclusion_id: int, body: Because) -> JudgedJson:
    """Let an exclusion stand again that was undone."""
    found = _exclusion(request, exclusion_id)
    actions.set_aside_again(member_in(request, found.interaction.brand_id), found, body.because)
    return _judged(with_rulings([found.interaction_id])[0])


def _seen(request: Asked, key: int) -> Interaction:
    return get_object_or_404(Interaction, pk=key, brand__in=brands_of(request))


def _exclusion(request: Asked, key: int) -> Exclusion:
    rows = Exclusion.objects.select_related("interaction")
    return get_object_or_404(rows, pk=key, interaction__brand__in=brands_of(request))


def _reasons(brand: Brand, since: datetime, until: datetime) -> dict[str, dict[str, int]]:
    return {
        name: {timezone.localdate(month, brand.zone).isoformat(): many for month, many in sorted(months.items())}
        for name, months in sorted(by_reason_and_month(brand, since, until).items())
    }


def _judged(one: Judged) -> JudgedJson:
    return JudgedJson(
        **interaction_json(one.interaction), counted=one.counts, exclusions=[_told(each) for each in one.exclusions]
    )


def _told(one: Exclusion) -> ExclusionJson:
    return ExclusionJson(
        id=one.pk,
        detector=one.detector,
        version=one.version,
        reason=reason_of(one),
        evidence=one.evidence,
        behind=one.behind,
        at=one.at,
        undone_at=one.undone_at,
        rulings=[ruling_json(each) for each in one.rulings.all()],
    )


def ruling_json(one: Line) -> RulingJson:
    """Return a line of the history of what was set aside."""
    return RulingJson(ruled=one.ruled, at=one.at, by=str(one.by.user) if one.by else None, words=one.words)
