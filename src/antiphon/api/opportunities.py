"""Opportunities: what may come of relationships, how far it is, and what led there."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.people.models import Person
from antiphon.relationships.actions.opportunities import (
    OpportunityGiven,
    change_opportunity,
    move_opportunity,
    open_opportunity,
)
from antiphon.relationships.models import Opportunity
from antiphon.relationships.queries.opportunities import Valued, chances_of, opportunities_of, origin_of, valued

router = Router(tags=["people"])


class OpportunityJson(Json, frozen=True, kw_only=True):
    """What may come of a person; money in a `currency`, or points where it is empty. `expected` is value × chance.

    `chance` is (won + 4·default)/(closed + 4), of those that ever came to this stage and are decided.
    """

    id: int
    brand: str
    person: int
    kind: str
    title: str
    value: str
    currency: str
    stage: str
    chance: float
    won: int
    closed: int
    expected: str
    owner: int | None
    introduced_by: int | None
    expected_on: date | None
    opened_at: datetime
    closed_at: datetime | None
    why: str


class ChangeJson(Json, frozen=True, kw_only=True):
    """That an opportunity came to a stage."""

    stage: str
    by: int | None
    at: datetime
    why: str


class TouchJson(Json, frozen=True, kw_only=True):
    """A contact that came before; `side` is "call" for social media, "response" for social networking.

    `subject` is empty where nothing is kept that the token's user may read.
    """

    at: datetime
    verb: str
    direction: str
    subject: str
    side: str


class WayJson(OpportunityJson, frozen=True, kw_only=True):
    """An opportunity with its way, and the touches of the year before it with the share of each side."""

    changes: list[ChangeJson]
    touches: list[TouchJson]
    shares: dict[str, float] | None


class OpportunityTyped(Schema):
    """An opportunity; `value` in `currency`, or in points if that is empty."""

    kind: str
    title: str
    value: Decimal = Decimal(0)
    currency: str = ""
    expected_on: date | None = None
    introduced_by: int | None = None
    owner: int | None = None


class MovingOn(Schema):
    """To which stage, and why; won and lost ask for a reason."""

    stage: str
    why: str = ""


@router.get("/brands/{brand}/opportunities")
def list_opportunities(
    request: Asked,
    brand: str,
    show: Literal["open", "closed", "all"] = "open",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> list[OpportunityJson]:
    """List opportunities: those that are open, those that are decided, or all."""
    found = opportunities_of(member_of(request, brand).brand).select_related("brand", "person")
    some = {"open": found.open(), "closed": found.closed(), "all": found}[show]
    return [OpportunityJson(**_fields(one)) for one in _valued(some[offset : offset + limit])]


@router.post("/people/{person_id}/opportunities")
def create_opportunity(request: Asked, person_id: int, body: OpportunityTyped) -> Created[WayJson]:
    """Open an opportunity with a person."""
    person = get_object_or_404(Person, brand__in=brands_of(request), merged_into=None, pk=person_id)
    by = member_in(request, person.brand_id)
    return Created(_way(by, open_opportunity(by, person, _given(by, body)).pk))


@router.get("/opportunities/{opportunity_id}")
def read_opportunity(request: Asked, opportunity_id: int) -> WayJson:
    """Read an opportunity with its way and what led there."""
    found = _opportunity(request, opportunity_id)
    return _way(member_in(request, found.brand_id), found.pk)


@router.put("/opportunities/{opportunity_id}")
def change(request: Asked, opportunity_id: int, body: OpportunityTyped) -> WayJson:
    """Change what an opportunity is and what it is worth."""
    found = _opportunity(request, opportunity_id)
    by = member_in(request, found.brand_id)
    change_opportunity(by, found, _given(by, body))
    return _way(by, found.pk)


@router.post("/opportunities/{opportunity_id}/move")
def move(request: Asked, opportunity_id: int, body: MovingOn) -> WayJson:
    """Move an opportunity on, win it, lose it, or take it up again."""
    found = _opportunity(request, opportunity_id)
    by = member_in(request, found.brand_id)
    move_opportunity(by, found, body.stage, body.why)
    return _way(by, found.pk)


def _opportunity(request: Asked, pk: int) -> Opportunity:
    return get_object_or_404(Opportunity, brand__in=brands_of(request), pk=pk)


def _given(by: Member, body: OpportunityTyped) -> OpportunityGiven:
    introducer = Person.objects.filter(brand=by.brand, pk=body.introduced_by).first() if body.introduced_by else None
    owner = by.brand.members.filter(left_at=None, pk=body.owner).first() if body.owner else None
    if body.introduced_by and introducer is None:
        raise Refusal(_("The brand knows no person of this id."), field="introduced_by")
    if body.owner and owner is None:
        raise Refusal(_("Nobody of this id is a member of the brand."), field="owner")
    return OpportunityGiven(**body.dict(exclude={"introduced_by", "owner"}), introduced_by=introducer, owner=owner)


def _valued(rows: QuerySet[Opportunity]) -> list[Valued]:
    found = list(rows)
    return valued(found, chances_of(found[0].brand)) if found else []


def _fields(one: Valued) -> dict[str, Any]:
    row, likely = one.opportunity, one.chance
    kept = ("kind", "title", "currency", "stage", "expected_on", "opened_at", "closed_at", "why")
    return {name: getattr(row, name) for name in kept} | {
        "id": row.pk,
        "brand": row.brand.slug,
        "person": row.person.merged_into_id or row.person_id,
        "value": str(row.value),
        "chance": likely.share,
        "won": likely.won,
        "closed": likely.closed,
        "expected": str(one.expected),
        "owner": row.owner_id,
        "introduced_by": row.introduced_by_id,
    }


def _way(member: Member, pk: int) -> WayJson:
    (one,) = valued(
        [opportunities_of(member.brand).select_related("brand", "person").get(pk=pk)], chances_of(member.brand)
    )
    origin = origin_of(one.opportunity, member)
    return WayJson(
        **_fields(one),
        changes=[
            ChangeJson(stage=each.stage, by=each.by_id, at=each.at, why=each.why)
            for each in one.opportunity.changes.all()
        ],
        touches=[
            TouchJson(
                at=each.interaction.at,
                verb=each.interaction.verb,
                direction=each.interaction.direction,
                subject=each.interaction.subject if each.message else "",
                side=each.side,
            )
            for each in origin.touches
        ],
        shares={side.value: share for side, share in origin.shares.items()} if origin.shares else None,
    )
