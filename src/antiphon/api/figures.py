"""Figures: what a post brought, each number with what it stands on and the ledger rows behind it."""

from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import Http404
from ninja import Router
from pydantic import AwareDatetime, Field

from antiphon.api.access import Asked
from antiphon.api.answers import Json
from antiphon.api.posts import post_seen_by
from antiphon.integrity.queries import SetAside
from antiphon.ledger.models import Interaction, Reading
from antiphon.ledger.queries import parts_of
from antiphon.lib import clock
from antiphon.measures.catalogue import measures
from antiphon.measures.measure import Figure, Measure
from antiphon.measures.queries import evidence_of, figures_of, rows_behind
from antiphon.people.models import Identity
from antiphon.publishing.models import Post
from antiphon.publishing.queries.delivering import first_of

router = Router(tags=["figures"])

type Moment = (
    Annotated[AwareDatetime, Field(ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(9000, 1, 1, tzinfo=UTC))] | None
)
"""As of when a figure is computed, with its zone; now without one."""


class MeasureJson(Json, frozen=True, kw_only=True):
    """What is measured: the voice it belongs to (call, response, return), its definition and where that is from."""

    name: str
    title: str
    side: str
    unit: str
    definition: str
    source: str


class FigureJson(MeasureJson, frozen=True, kw_only=True):
    """A number: `value` is null where it is not known, which is not 0; `n` observations, `set_aside` not counted."""

    value: float | None
    n: int
    sentence: str
    set_aside: int
    params_version: str
    as_of: datetime


class WhoJson(Json, frozen=True, kw_only=True):
    """Who did it: an account, and the person it belongs to, if any."""

    identity: int
    person: int | None
    name: str
    handle: str


class InteractionJson(Json, frozen=True, kw_only=True):
    """A row of the ledger: somebody did something to something."""

    id: int
    at: datetime
    verb: str
    direction: str
    actor: WhoJson
    kind: str
    subject: str
    parent: str
    root: str


class ReadingJson(Json, frozen=True, kw_only=True):
    """A number that a network told at a moment."""

    id: int
    at: datetime
    kind: str
    subject: str
    name: str
    value: int


class AsideJson(InteractionJson, frozen=True, kw_only=True):
    """A row that is not counted, and why."""

    reason: str
    detector: str
    evidence: str


class BehindJson(Json, frozen=True, kw_only=True):
    """A figure with every row behind it, the newest first."""

    figure: FigureJson
    interactions: list[InteractionJson]
    readings: list[ReadingJson]
    set_aside: list[AsideJson]


@router.get("/measures")
def list_measures(request: Asked) -> list[MeasureJson]:  # noqa: ARG001
    """List what is measured of a post."""
    return [MeasureJson(**_about(measure)) for measure in measures().values()]


@router.get("/posts/{post_id}/figures")
def read_figures(request: Asked, post_id: int, as_of: Moment = None) -> list[FigureJson]:
    """Read every figure of a post, as of now or of an earlier moment; of a later part those of its thread."""
    post, moment = post_seen_by(request, post_id), as_of or clock.now()
    found = figures_of(post.brand, _roots(post), moment)
    return [_figure(measures()[name], figure, moment) for name, figure in found.items()]


@router.get("/posts/{post_id}/figures/{measure}")
def read_rows_behind(request: Asked, post_id: int, measure: str, as_of: Moment = None) -> BehindJson:
    """Read one figure of a post with the ledger rows behind it, and those that were set aside with the reasons."""
    post, moment = post_seen_by(request, post_id), as_of or clock.now()
    measured = measures().get(measure)
    if measured is None:
        raise Http404
    figure = measured.figure(evidence_of(post.brand, {post.pk: _roots(post)}, moment)[post.pk])
    behind = rows_behind(post.brand, figure)
    return BehindJson(
        figure=_figure(measured, figure, moment),
        interactions=[InteractionJson(**interaction_json(row)) for row in behind.interactions],
        readings=[_reading(row) for row in behind.readings],
        set_aside=[_aside(one) for one in behind.aside],
    )


@router.get("/posts/{post_id}/readings")
def read_readings(request: Asked, post_id: int) -> list[ReadingJson]:
    """Read every number that the networks told about a post and its later parts, the newest first."""
    post = post_seen_by(request, post_id)
    roots = _roots(post)
    stands = [*roots, *(part.uri for some in parts_of(post.brand, roots).values() for part in some)]
    told = Reading.objects.filter(brand=post.brand, subject__in=stands).select_related("channel")
    return [_reading(row) for row in told.order_by("-at", "-pk")]


def _roots(post: Post) -> list[str]:
    """Return where a post stands; of a later part where its thread does, which is one post."""
    return [uri for uri in first_of(post).deliveries.order_by("pk").values_list("uri", flat=True) if uri]


def _about(measure: Measure) -> dict[str, str]:
    return {
        "name": measure.name,
        "title": str(measure.title),
        "side": measure.side,
        "unit": str(measure.unit),
        "definition": str(measure.definition),
        "source": str(measure.source),
    }


def _figure(measure: Measure, figure: Figure, as_of: datetime) -> FigureJson:
    return FigureJson(
        **_about(measure),
        value=figure.value,
        n=figure.n,
        sentence=figure.sentence,
        set_aside=len(figure.excluded),
        params_version=figure.params_version,
        as_of=as_of,
    )


def interaction_json(row: Interaction) -> dict[str, Any]:
    """Return the fields of a row of the ledger as programs read it."""
    return {
        "id": row.pk,
        "at": row.at,
        "verb": row.verb,
        "direction": row.direction,
        "actor": _who(row.actor),
        "kind": row.channel.kind if row.channel else "",
        "subject": row.subject,
        "parent": row.parent,
        "root": row.root,
    }


def _who(who: Identity) -> WhoJson:
    return WhoJson(identity=who.pk, person=who.person_id, name=str(who), handle=who.handle)


def _aside(one: SetAside) -> AsideJson:
    return AsideJson(
        **interaction_json(one.interaction), reason=one.reason, detector=one.detector, evidence=one.evidence
    )


def _reading(row: Reading) -> ReadingJson:
    return ReadingJson(
        id=row.pk, at=row.at, kind=row.channel.kind, subject=row.subject, name=row.name, value=row.value
    )
