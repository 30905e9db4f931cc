"""What a team does about conversations: close, put off, hand over, note, undo; and who is there."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json
from antiphon.api.brands import MemberJson
from antiphon.api.conversations import TreeJson, conversation_of, tree_json
from antiphon.api.posts import post_json
from antiphon.api.reading import PostJson
from antiphon.conversations.actions import noting, triaging
from antiphon.conversations.actions.attending import attend
from antiphon.conversations.models import Conversation, Note
from antiphon.conversations.queries.attending import notes_of, others_at
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.publishing.actions.answering import undo_answer
from antiphon.publishing.models import Delivery

router = Router(tags=["conversations"])


class NoteJson(Json, frozen=True, kw_only=True):
    """A note for colleagues; `told` are the members whom it names."""

    id: int
    author: MemberJson
    text: str
    at: datetime
    told: list[int]


class ColleagueJson(Json, frozen=True, kw_only=True):
    """A member who looks at the conversation now; `writes`: an answer is being written."""

    member: MemberJson
    writes: bool


class TriagedJson(Json, frozen=True, kw_only=True):
    """How many conversations it changed."""

    changed: int


class Noting(Schema):
    """A note; an @ and a name tell a colleague."""

    text: str


class Resting(Schema):
    """Until when: a moment with its zone."""

    until: AwareDatetime


class Triage(Schema):
    """One thing about many conversations, all or none; `until` belongs to snooze, `member` to assign."""

    conversations: list[int] = Field(min_length=1, max_length=200)
    act: Literal["close", "reopen", "snooze", "wake", "assign"]
    until: AwareDatetime | None = None
    member: int | None = None


class Attending(Schema):
    """Whether an answer is being written."""

    writes: bool = False


@router.post("/brands/{brand}/conversations/triage")
def triage(request: Asked, brand: str, body: Triage) -> TriagedJson:
    """Do one thing about up to 200 conversations at once, all or none."""
    by = member_of(request, brand)
    found = list(by.brand.conversations.told_to(by).filter(pk__in=body.conversations))
    if len(found) != len(set(body.conversations)):
        raise Refusal(_("One of these conversations is not there."), field="conversations")
    return TriagedJson(changed=_ACTS[body.act](by, found, body))


@router.post("/conversations/{conversation_id}/close")
def close(request: Asked, conversation_id: int) -> TreeJson:
    """Say that nobody waits any more; whatever others say later opens it again."""
    found = conversation_of(request, conversation_id)
    triaging.close(member_in(request, found.brand_id), [found])
    return tree_json(found.pk)


@router.post("/conversations/{conversation_id}/reopen")
def reopen(request: Asked, conversation_id: int) -> TreeJson:
    """Take back that nobody waits any more."""
    found = conversation_of(request, conversation_id)
    triaging.reopen(member_in(request, found.brand_id), [found])
    return tree_json(found.pk)


@router.post("/conversations/{conversation_id}/snooze")
def snooze(request: Asked, conversation_id: int, body: Resting) -> TreeJson:
    """Put a conversation off; it comes back by itself, and at once if somebody writes."""
    found = conversation_of(request, conversation_id)
    triaging.snooze(member_in(request, found.brand_id), [found], body.until)
    return tree_json(found.pk)


@router.post("/conversations/{conversation_id}/wake")
def wake(request: Asked, conversation_id: int) -> TreeJson:
    """Let a conversation that was put off come back now."""
    found = conversation_of(request, conversation_id)
    triaging.wake(member_in(request, found.brand_id), [found])
    return tree_json(found.pk)


@router.get("/conversations/{conversation_id}/notes")
def list_notes(request: Asked, conversation_id: int) -> list[NoteJson]:
    """List the notes beside a conversation, the oldest first."""
    return [_note_json(one) for one in notes_of(conversation_of(request, conversation_id))]


@router.post("/conversations/{conversation_id}/notes")
def leave_note(request: Asked, conversation_id: int, body: Noting) -> Created[NoteJson]:
    """Leave a note for colleagues. Nobody outside reads it."""
    found = conversation_of(request, conversation_id)
    return Created(_note_json(noting.leave_note(member_in(request, found.brand_id), found, body.text)))


@router.post("/notes/{note_id}/remove")
def take_note_away(request: Asked, note_id: int) -> TriagedJson:
    """Take a note of one’s own away."""
    rows = Note.objects.filter(conversation__brand__in=brands_of(request)).select_related("conversation")
    note = get_object_or_404(rows, pk=note_id)
    found = conversation_of(request, note.conversation_id)
    noting.take_note_away(member_in(request, found.brand_id), note)
    return TriagedJson(changed=1)


@router.get("/conversations/{conversation_id}/presence")
def list_present(request: Asked, conversation_id: int) -> list[ColleagueJson]:
    """List who else of the team looks at a conversation now, or writes in it."""
    found = conversation_of(request, conversation_id)
    return _present(found, member_in(request, found.brand_id))


@router.post("/conversations/{conversation_id}/presence")
def be_present(request: Asked, conversation_id: int, body: Attending) -> list[ColleagueJson]:
    """Say that the user looks at a conversation now, or writes in it; true for a quarter of a minute."""
    found = conversation_of(request, conversation_id)
    member = member_in(request, found.brand_id)
    attend(member, found, writes=body.writes)
    return _present(found, member)


@router.post("/deliveries/{delivery_id}/undo")
def undo(request: Asked, delivery_id: int) -> PostJson:
    """Take an answer back before it goes out; refused with 409 once it is on its way."""
    rows = Delivery.objects.filter(post__brand__in=brands_of(request)).select_related("post__in_reply_to")
    found = get_object_or_404(rows, pk=delivery_id)
    undo_answer(member_in(request, found.post.brand_id), found)
    return post_json(found.post_id)


def _snooze(by: Member, found: list[Conversation], body: Triage) -> int:
    if body.until is None:
        raise Refusal(_("Choose until when it rests."), field="until")
    return triaging.snooze(by, found, body.until)


def _assign(by: Member, found: list[Conversation], body: Triage) -> int:
    to = by.brand.members.filter(left_at=None, pk=body.member).first() if body.member is not None else None
    if body.member is not None and to is None:
        raise Refusal(_("Nobody of this id is a member of the brand."), field="member")
    return triaging.assign_all(by, found, to)


_ACTS: Mapping[str, Callable[[Member, list[Conversation], Triage], int]] = {
    "close": lambda by, found, _body: triaging.close(by, found),
    "reopen": lambda by, found, _body: triaging.reopen(by, found),
    "snooze": _snooze,
    "wake": lambda by, found, _body: triaging.wake(by, found),
    "assign": _assign,
}


def _member_json(member: Member) -> MemberJson:
    return MemberJson(id=member.pk, name=str(member.user), role=member.role)


def _note_json(note: Note) -> NoteJson:
    told = [one.pk for one in note.told.all()]
    return NoteJson(id=note.pk, author=_member_json(note.author), text=note.text, at=note.at, told=told)


def _present(found: Conversation, member: Member) -> list[ColleagueJson]:
    return [ColleagueJson(member=_member_json(one.member), writes=one.writes) for one in others_at(found, member)]
