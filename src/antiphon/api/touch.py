"""Keeping in touch: whom to get back to today, how much room there is, in whose hands people are."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from antiphon.api.access import Asked, member_of, request_key
from antiphon.api.answers import Json
from antiphon.api.brands import MemberJson
from antiphon.api.people import PersonJson, person_json
from antiphon.api.remembering import (
    DateJson,
    NoteJson,
    PromiseJson,
    date_json,
    member_json,
    note_json,
    person_found,
    promise_json,
)
from antiphon.lib import clock
from antiphon.listening.models import Voice
from antiphon.listening.queries.needs import quote_of
from antiphon.organizations.models import Member
from antiphon.people.models import Person
from antiphon.relationships.actions.capacity import Room, say_capacity
from antiphon.relationships.actions.following_up import (
    Spoke,
    decide_follow_up,
    log_contact,
    take_back_follow_up,
)
from antiphon.relationships.actions.keeping import hand_over, opt_out
from antiphon.relationships.models import Capacity, HandOver
from antiphon.relationships.queries import Initiative, Turn, initiatives, remembered, today_list

router = Router(tags=["people"])


class VoicedJson(Json, frozen=True, kw_only=True):
    """A need of somebody, in our words, with theirs for it and the message that holds them."""

    need: int
    subject: str
    kind: str
    state: str
    quote: str
    message: int


class HandOverJson(Json, frozen=True, kw_only=True):
    """That a person went from one steward to another; null before the first, and where they were let go."""

    before: MemberJson | None
    after: MemberJson | None
    by: MemberJson | None
    at: datetime
    words: str


class InitiativeJson(Json, frozen=True, kw_only=True):
    """Of the threads with a person, how many we opened: `value` in [0, 1], null below five threads."""

    ours: int
    theirs: int
    n: int
    value: float | None


class TouchJson(Json, frozen=True, kw_only=True):
    """What to remember of a person, as far as the token's user may know it."""

    promises: list[PromiseJson]
    settled: list[PromiseJson]
    notes: list[NoteJson]
    dates: list[DateJson]
    hand_overs: list[HandOverJson]
    initiative: InitiativeJson
    minutes: int
    needs: list[VoicedJson]


class UrgencyJson(Json, frozen=True, kw_only=True):
    """Urgency in points with its parts: 100·(1 − (1 − owed)(1 − silence·stake)(1 − occasion))."""

    value: float | None
    owed: float
    silence: float
    stake: float
    occasion: float
    overdue: float
    params_version: str


class TurnJson(Json, frozen=True, kw_only=True):
    """Somebody whose turn it is: `reasons` (owed, occasion, silence) by weight; where the answer is owed."""

    person: PersonJson
    urgency: UrgencyJson
    reasons: list[str]
    conversation: int | None
    last_words: str
    promises: list[PromiseJson]
    dates: list[DateJson]
    notes: list[NoteJson]
    needs: list[VoicedJson]


class TodayJson(Json, frozen=True, kw_only=True):
    """The list of the day: never longer than `room`, less by who is `done`; `more` can wait."""

    turns: list[TurnJson]
    room: int
    done: list[int]
    more: int
    kept: int
    close: int


class CapacityJson(Json, frozen=True, kw_only=True):
    """The room that a member has; `rate` per hour in `currency`, as a decimal number in a string."""

    people: int
    close: int
    a_day: int | None
    minutes_a_day: int | None
    rate: str | None
    currency: str
    by_mail: bool


class CapacityGiven(Schema):
    """The room that one has. What is left out is as usual."""

    people: int = 150
    close: int = 15
    a_day: int | None = None
    minutes_a_day: int | None = None
    rate: Annotated[Decimal, Field(max_digits=10, decimal_places=2)] | None = None
    currency: str = Field(default="EUR", max_length=3)
    by_mail: bool = True


class Decision(Schema):
    """What is decided about somebody: `done`, `not_today`, `left_out`, or `take_back`."""

    decision: str = Field(max_length=12)


class Contact(Schema):
    """A contact that no channel heard of: `kind` is call, meeting, event or letter."""

    kind: str = Field(max_length=8)
    at: AwareDatetime | None = None
    ours: bool = True
    minutes: int | None = None
    words: str = Field(default="", max_length=2000)


class HandedOver(Schema):
    """Into whose hands, by the id of the member."""

    member: int
    words: str = Field(default="", max_length=500)


class LeftAlone(Schema):
    """Whether somebody wants to be spoken to."""

    wanted: bool = False


@router.get("/brands/{brand}/keep-in-touch")
def read_today_list(request: Asked, brand: str) -> TodayJson:
    """Read whom the token's user should get back to today, and why."""
    member = member_of(request, brand)
    found = today_list(member, clock.now())
    return TodayJson(
        turns=[_turn(member, one) for one in found.turns],
        room=found.room,
        done=[one.pk for one in found.done],
        more=found.more,
        kept=found.load.kept,
        close=found.load.close,
    )


@router.get("/brands/{brand}/capacity")
def read_capacity(request: Asked, brand: str) -> CapacityJson:
    """Read how much room the token's user has."""
    member = member_of(request, brand)
    return _capacity(Capacity.objects.filter(member=member).first() or Capacity(member=member))


@router.put("/brands/{brand}/capacity")
def keep_capacity(request: Asked, brand: str, body: CapacityGiven) -> CapacityJson:
    """Say how much room one has. Nobody says it for another."""
    return _capacity(say_capacity(member_of(request, brand), Room(**body.dict())))


@router.post("/people/{person_id}/follow-ups")
def decide(request: Asked, person_id: int, body: Decision) -> TouchJson:
    """Take somebody off the list of the day, or take that back."""
    member, person = person_found(request, person_id)
    if body.decision == "take_back":
        take_back_follow_up(member, person)
    else:
        decide_follow_up(member, person, body.decision)
    return _touch(member, person)


@router.post("/people/{person_id}/contacts")
def note_contact(request: Asked, person_id: int, body: Contact) -> TouchJson:
    """Write down that one spoke elsewhere; a call, a meeting or an event counts both ways.

    The header `Idempotency-Key` keeps what is sent twice from counting twice.
    """
    member, person = person_found(request, person_id)
    log_contact(member, person, Spoke(**body.dict() | {"at": body.at or clock.now()}), request_key(request))
    return _touch(member, person)


@router.post("/people/{person_id}/hand-over")
def pass_on(request: Asked, person_id: int, body: HandedOver) -> TouchJson:
    """Put somebody into the hands of a colleague."""
    member, person = person_found(request, person_id)
    to = get_object_or_404(Member, brand=member.brand, left_at=None, pk=body.member)
    hand_over(member, person, to, body.words)
    return _touch(member, person)


@router.post("/people/{person_id}/leave-alone")
def leave_alone(request: Asked, person_id: int, body: LeftAlone) -> TouchJson:
    """Note that somebody wants to be left alone, or (`wanted`) may be spoken to again."""
    member, person = person_found(request, person_id)
    opt_out(member, person, wanted=body.wanted)
    return _touch(member, person)


@router.get("/people/{person_id}/touch")
def read_touch(request: Asked, person_id: int) -> TouchJson:
    """Read what to remember of somebody: promises, notes, days, in whose hands they were, who begins."""
    return _touch(*person_found(request, person_id))


def _touch(member: Member, person: Person) -> TouchJson:
    today = clock.now().astimezone(person.brand.zone).date()
    known = remembered(member, person, today)
    return TouchJson(
        promises=[promise_json(one) for one in known.promises],
        settled=[promise_json(one) for one in known.settled],
        notes=[note_json(one) for one in known.notes],
        dates=[date_json(one, day) for one, day in known.dates],
        hand_overs=[_hand_over(one) for one in known.hand_overs],
        initiative=_initiative(initiatives(person.brand, [person.pk], today)[person.pk]),
        minutes=known.minutes,
        needs=[_voiced(one) for one in known.needs],
    )


def _voiced(voice: Voice) -> VoicedJson:
    need = voice.need
    return VoicedJson(
        need=need.pk,
        subject=need.subject,
        kind=need.kind,
        state=need.state,
        quote=quote_of(voice),
        message=voice.message_id,
    )


def _turn(member: Member, turn: Turn) -> TurnJson:
    found = turn.tie.urgency
    return TurnJson(
        person=person_json(member.brand, turn.person, turn.tie),
        urgency=UrgencyJson(
            value=found.value,
            owed=found.owed,
            silence=found.silence,
            stake=found.stake,
            occasion=found.occasion,
            overdue=found.overdue,
            params_version=found.params_version,
        ),
        reasons=list(turn.reasons),
        conversation=turn.about.owed.conversation if turn.about.owed else None,
        last_words=turn.last_words.text if turn.last_words else "",
        promises=[promise_json(one) for one in turn.about.promises],
        dates=[date_json(one, day) for one, day in turn.about.dates],
        notes=[note_json(one) for one in turn.notes],
        needs=[_voiced(one) for one in turn.needs],
    )


def _hand_over(one: HandOver) -> HandOverJson:
    return HandOverJson(
        before=member_json(one.before),
        after=member_json(one.after),
        by=member_json(one.by),
        at=one.at,
        words=one.words,
    )


def _initiative(found: Initiative) -> InitiativeJson:
    value = found.value if found.enough else None
    return InitiativeJson(ours=found.ours, theirs=found.theirs, n=found.n, value=value)


def _capacity(said: Capacity) -> CapacityJson:
    return CapacityJson(
        people=said.people,
        close=said.close,
        a_day=said.a_day,
        minutes_a_day=said.minutes_a_day,
        rate=None if said.rate is None else str(said.rate),
        currency=said.currency,
        by_mail=said.by_mail,
    )
