"""People: who they are, how we stand with them, and what was said and done both ways."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Json, Page, cursor, place_of, seen_of
from antiphon.api.brands import MemberJson
from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Identity, Person, Side
from antiphon.relationships import actions
from antiphon.relationships.models import Relationship
from antiphon.relationships.queries import Asked as Part
from antiphon.relationships.queries import Event, Order, Sought, Tie, history, out_of_touch, people_page, ties
from antiphon.relationships.rules import Strength

router = Router(tags=["people"])

type Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(9000, 1, 1))] | None
"""A day in the brand's time zone; today without one."""


class IdentityJson(Json, frozen=True, kw_only=True):
    """One account on one network."""

    id: int
    network: str
    handle: str
    name: str
    url: str
    automated: bool
    first_seen: datetime
    last_seen: datetime


class StrengthJson(Json, frozen=True, kw_only=True):
    """The strength of a relationship: `value` in points from 0 to 100, null where there was no contact.

    `n` counts days with contact; `a_in` and `a_out` are the sums of what they and we contributed; `span`
    is in days; `channels` counts those used.
    """

    value: float | None
    n: int
    a_in: float
    a_out: float
    span: int
    channels: int
    params_version: str


class AddendJson(Json, frozen=True, kw_only=True):
    """What one day in one direction adds to the strength, in points; `age` in days."""

    day: date
    direction: str
    kind: str
    effort: float
    age: int
    contribution: float


class KeptJson(Json, frozen=True, kw_only=True):
    """That we keep in touch: who does, since when, and how often at least."""

    steward: MemberJson | None
    rhythm_days: int | None
    since: datetime


class TieJson(Json, frozen=True, kw_only=True):
    """How we stand with a person; what is not known is null. `rhythm_days` and `gap` in days, `urgency` in points."""

    strength: StrengthJson
    reciprocity: float | None
    circle: str | None
    rhythm_days: float | None
    rhythm_source: str
    last_at: datetime | None
    gap: int | None
    silent_too_long: bool
    urgency: float | None
    kept: KeptJson | None


class PersonJson(Json, frozen=True, kw_only=True):
    """A person, their accounts, and how we stand with them."""

    id: int
    brand: str
    name: str
    identities: list[IdentityJson]
    tie: TieJson


class KnownJson(PersonJson, frozen=True, kw_only=True):
    """A person with what the strength of the relationship is made of."""

    addends: list[AddendJson]


class EventJson(Json, frozen=True, kw_only=True):
    """Something said or done by a person or to them; `text` and `url` of the message that it made or was done to.

    `by` is the name of who did it: the person, we (`ours`), or somebody else.
    """

    id: int
    at: datetime
    verb: str
    direction: str
    by: str
    ours: bool
    kind: str
    conversation: int | None
    message: int | None
    text: str
    url: str


class Promise(Schema):
    """To speak at least every so many days; null for no promise."""

    rhythm_days: int | None = None


@router.get("/brands/{brand}/people")
def list_people(
    request: Asked,
    brand: str,
    search: str = "",
    as_of: Day = None,
    kind: str = "",
    touch: Literal["", "kept", "mine", "nobody"] = "",
    contact: Literal["", "month", "quarter", "longer", "never"] = "",
    order: Order = Order.SEEN,
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> Page[PersonJson]:
    """List the people of a brand, those last seen first; `search` finds by name or handle, accents apart.

    `kind` is a network, `touch` who keeps in touch, `contact` when words last went: within a month, a quarter,
    longer ago, never.
    """
    member = member_of(request, brand)
    whose = member.brand
    sought = Sought(
        search=search, network=kind, touch=touch, mine=member, contact=contact, order=order, after=seen_of(cursor)
    )
    page = people_page(whose, _day(whose, as_of), sought, limit=limit)
    items = [_person_json(whose, line.person, line.identities, line.tie) for line in page.lines]
    return Page(items=items, next=_after(page.after) if page.after else None)


@router.get("/brands/{brand}/out-of-touch")
def list_out_of_touch(
    request: Asked, brand: str, as_of: Day = None, limit: Annotated[int, Query(ge=1, le=100)] = 10
) -> list[PersonJson]:
    """List who has been silent for longer than usual, the most urgent first."""
    whose = member_of(request, brand).brand
    found = out_of_touch(whose, _day(whose, as_of), limit)
    return [_person_json(whose, one.person, _theirs(one.person), one.tie) for one in found]


@router.get("/people/{person_id}")
def read_person(request: Asked, person_id: int, as_of: Day = None) -> KnownJson:
    """Read a person, with the strength of the relationship and the addends that make it."""
    return _known(_found(request, person_id), as_of)


@router.get("/people/{person_id}/history")
def read_history(
    request: Asked,
    person_id: int,
    side: Literal["", "them", "us"] = "",
    kind: str = "",
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> Page[EventJson]:
    """Read what a person and we said and did to each other, the newest first: of one side, on one kind of channel."""
    person = _found(request, person_id)
    hosts = allows(member_in(request, person.brand_id), Duty.HOST)
    part = Part(side=side, network=kind, before=place_of(cursor) if cursor else None)
    page = history(person, part, limit=limit, confined=hosts)
    return Page(items=[_event(event) for event in page.events], next=_after(page.end) if page.end else None)


@router.post("/people/{person_id}/keep-in-touch")
def keep_in_touch(request: Asked, person_id: int, body: Promise) -> KnownJson:
    """Promise to speak with a person at least every so many days; the token's user becomes the steward."""
    person = _found(request, person_id)
    actions.keep_in_touch(member_in(request, person.brand_id), person, body.rhythm_days)
    return _known(person, None)


@router.post("/people/{person_id}/let-go")
def let_go(request: Asked, person_id: int) -> KnownJson:
    """Nobody keeps in touch with the person any more; what was said stays."""
    person = _found(request, person_id)
    actions.let_go(member_in(request, person.brand_id), person)
    return _known(person, None)


_after = cursor


def _found(request: Asked, person_id: int) -> Person:
    found = Person.objects.select_related("brand").prefetch_related("identities")
    return get_object_or_404(found.filter(brand__in=brands_of(request)), pk=person_id)


def _day(brand: Brand, asked: Day) -> date:
    return asked or clock.now().astimezone(brand.zone).date()


def _theirs(person: Person) -> list[Identity]:
    return [one for one in person.identities.all() if one.side == Side.THEM]


def _known(person: Person, as_of: Day) -> KnownJson:
    tie = ties(person.brand, [person.pk], _day(person.brand, as_of))[person.pk]
    addends = [
        AddendJson(
            day=one.day,
            direction=one.direction,
            kind=one.kind,
            effort=one.effort,
            age=one.age,
            contribution=one.contribution,
        )
        for one in tie.strength.because
    ]
    return KnownJson(
        id=person.pk,
        brand=person.brand.slug,
        name=person.name,
        identities=[_identity(one) for one in _theirs(person)],
        tie=_tie(tie),
        addends=addends,
    )


def _person_json(brand: Brand, person: Person, identities: list[Identity], tie: Tie) -> PersonJson:
    accounts = [_identity(one) for one in identities]
    return PersonJson(id=person.pk, brand=brand.slug, name=person.name, identities=accounts, tie=_tie(tie))


def person_json(brand: Brand, person: Person, tie: Tie) -> PersonJson:
    """Return a person with their accounts and how we stand with them."""
    return _person_json(brand, person, _theirs(person), tie)


def _identity(who: Identity) -> IdentityJson:
    return IdentityJson(
        id=who.pk,
        network=who.network,
        handle=who.handle,
        name=who.name,
        url=who.url,
        automated=who.automated,
        first_seen=who.first_seen,
        last_seen=who.last_seen,
    )


def _tie(tie: Tie) -> TieJson:
    return TieJson(
        strength=_strength(tie.strength),
        reciprocity=tie.reciprocity,
        circle=tie.circle,
        rhythm_days=tie.rhythm.days,
        rhythm_source=tie.rhythm_source,
        last_at=tie.last_at,
        gap=tie.gap,
        silent_too_long=tie.silent_too_long,
        urgency=tie.urgency.value,
        kept=_kept(tie.kept) if tie.kept else None,
    )


def _strength(found: Strength) -> StrengthJson:
    return StrengthJson(
        value=found.value,
        n=found.n,
        a_in=found.a_in,
        a_out=found.a_out,
        span=found.span,
        channels=found.channels,
        params_version=found.params_version,
    )


def _kept(kept: Relationship) -> KeptJson:
    who = kept.steward
    steward = MemberJson(id=who.pk, name=str(who.user), role=who.role) if who else None
    return KeptJson(steward=steward, rhythm_days=kept.rhythm_days, since=kept.since)


def _event(event: Event) -> EventJson:
    row, message = event.interaction, event.message
    return EventJson(
        id=row.pk,
        at=row.at,
        verb=row.verb,
        direction=row.direction,
        by=str(row.actor.person or row.actor),
        ours=event.ours,
        kind=row.channel.kind if row.channel else "",
        conversation=message.conversation_id if message else None,
        message=message.pk if message else None,
        text=message.text if message else "",
        url=message.url if message else "",
    )
