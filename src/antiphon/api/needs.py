"""Needs: what people have voiced, what becomes of it, who has been told."""

from datetime import datetime
from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json, Page, cursor, seen_of
from antiphon.conversations.models import Message
from antiphon.lib.errors import Refusal
from antiphon.listening.actions import needing
from antiphon.listening.actions.needing import Voiced
from antiphon.listening.models import KindLabel, Need, NeedStateLabel, Voice
from antiphon.listening.queries.needs import askers, needs_page, needs_read, quote_of, steps_of, voices_of
from antiphon.organizations.models import Member
from antiphon.publishing.actions.gathering import make_idea_of
from antiphon.publishing.queries.gathering import ideas_of_need

router = Router(tags=["listening"])


class NeedRowJson(Json, frozen=True, kw_only=True):
    """A need: `people` is how many different people voiced it, `voices` in how many messages; `quote` the latest."""

    id: int
    kind: str
    subject: str
    state: str
    state_since: datetime
    people: int
    voices: int
    quote: str


class VoiceJson(Json, frozen=True, kw_only=True):
    """That somebody voiced the need; `told`: they know what came of it, or can be told no more."""

    id: int
    message: int
    conversation: int
    person: int | None
    name: str
    quote: str
    said_at: datetime
    told: bool


class StepJson(Json, frozen=True, kw_only=True):
    """That the need came to a state, or was merged `into` another one."""

    state: str
    why: str
    into: int | None
    by: str
    at: datetime


class NeedJson(Json, frozen=True, kw_only=True):
    """A need with all its voices and its history."""

    id: int
    brand: str
    kind: str
    subject: str
    state: str
    state_since: datetime
    voices: list[VoiceJson]
    steps: list[StepJson]
    ideas: list[int]


class NeedBody(Schema):
    """A need that a message voices; `start` to `end` is the part of its text that does, 0 to 0 all of it."""

    message: int
    kind: str
    subject: str
    start: int = 0
    end: int = 0


class VoiceBody(Schema):
    """A message that voices the need too."""

    message: int
    start: int = 0
    end: int = 0


class SubjectBody(Schema):
    """The need in a few words of ours."""

    subject: str


class StateBody(Schema):
    """The next state, and why."""

    state: str
    why: str = ""


class MergeNeedBody(Schema):
    """The need that says the same."""

    into: int


class ToldBody(Schema):
    """Who was told, by one of their voices, and how."""

    voice: int
    how: str


@router.get("/brands/{brand}/needs")
def list_needs(
    request: Asked,
    brand: str,
    state: str = NeedStateLabel.LOGGED,
    kind: str = "",
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> Page[NeedRowJson]:
    """List needs in a state, those that most people voiced first."""
    member, seen = member_of(request, brand), seen_of(after)
    if state not in set(NeedStateLabel) or (kind and kind not in set(KindLabel)):
        raise Refusal(_("Choose a state out of logged, planned, done, told and declined, and a kind."), field="state")
    rows, more = needs_page(member, state, kind, limit=limit, offset=seen)
    items = [
        NeedRowJson(
            id=row.need.pk, kind=row.need.kind, subject=row.need.subject, state=row.need.state,
            state_since=row.need.state_since, people=row.people, voices=row.voices, quote=row.quote,
        )
        for row in rows
    ]  # fmt: skip
    return Page(items=items, next=cursor(seen + limit) if more else None)


@router.post("/brands/{brand}/needs")
def create_need(request: Asked, brand: str, body: NeedBody) -> Created[NeedJson]:
    """Keep a need that a message voices."""
    member = member_of(request, brand)
    need = needing.log_need(
        member, Voiced(_message(member, body.message), body.start, body.end), body.kind, body.subject
    )
    return Created(_need(member, need))


@router.get("/needs/{need_id}")
def read_need(request: Asked, need_id: int) -> NeedJson:
    """Read a need with its voices and its history."""
    return _need(*_found(request, need_id))


@router.put("/needs/{need_id}")
def rename_need(request: Asked, need_id: int, body: SubjectBody) -> NeedJson:
    """Say a need in other words."""
    member, need = _found(request, need_id)
    return _need(member, needing.rename_need(member, need, body.subject))


@router.post("/needs/{need_id}/voices")
def add_voice(request: Asked, need_id: int, body: VoiceBody) -> Created[NeedJson]:
    """Say that a message voices this need too."""
    member, need = _found(request, need_id)
    needing.add_voice(member, need, Voiced(_message(member, body.message), body.start, body.end))
    return Created(_need(member, need))


@router.post("/needs/{need_id}/move")
def move_need(request: Asked, need_id: int, body: StateBody) -> NeedJson:
    """Let a need come to its next state; of one that is planned an idea is made."""
    member, need = _found(request, need_id)
    moved = needing.move_need(member, need, body.state, body.why)
    make_idea_of(moved)
    return _need(member, moved)


@router.post("/needs/{need_id}/merge")
def merge_needs(request: Asked, need_id: int, body: MergeNeedBody) -> NeedJson:
    """Put a need into another one that says the same; the other one is answered."""
    member, need = _found(request, need_id)
    into = needs_read(member).standing().filter(pk=body.into).first()
    if into is None:
        raise Refusal(_("There is no need of this id."), field="into")
    return _need(member, needing.merge_needs(member, need, into))


@router.post("/needs/{need_id}/told")
def note_told(request: Asked, need_id: int, body: ToldBody) -> NeedJson:
    """Note that somebody was told what came of it otherwise than by an answer."""
    member, need = _found(request, need_id)
    voice = need.voices.select_related("identity").filter(pk=body.voice).first()
    if voice is None:
        raise Refusal(_("This need has no voice of this id."), field="voice")
    needing.note_told(member, need, voice.identity, body.how)
    return _need(member, need)


def _found(request: Asked, pk: int) -> tuple[Member, Need]:
    found = get_object_or_404(Need, brand__in=brands_of(request), pk=pk)
    member = member_in(request, found.brand_id)
    return member, get_object_or_404(needs_read(member), pk=pk)


def _message(member: Member, pk: int) -> Message:
    message = Message.objects.select_related("author").filter(brand=member.brand, pk=pk).first()
    if message is None:
        raise Refusal(_("The brand has no message of this id."), field="message")
    return message


def _need(member: Member, need: Need) -> NeedJson:
    told = {one.voice.identity.person_id or -one.voice.identity_id: one.told for one in askers(need)}
    return NeedJson(
        id=need.pk,
        brand=member.brand.slug,
        kind=need.kind,
        subject=need.subject,
        state=need.state,
        state_since=need.state_since,
        voices=[_voice(one, told) for one in voices_of(member, need)],
        steps=[
            StepJson(state=step.state, why=step.why, into=step.into_id, by=str(step.by.user), at=step.at)
            for step in steps_of(need)
        ],
        ideas=list(ideas_of_need(need).values_list("pk", flat=True)),
    )


def _voice(voice: Voice, told: dict[int, bool]) -> VoiceJson:
    return VoiceJson(
        id=voice.pk,
        message=voice.message_id,
        conversation=voice.message.conversation_id,
        person=voice.identity.person_id,
        name=str(voice.identity),
        quote=quote_of(voice),
        said_at=voice.message.sent_at,
        told=told.get(voice.identity.person_id or -voice.identity_id, False),
    )
