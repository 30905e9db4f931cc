"""Conversations: who waits for an answer, what was said, and answering."""

from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of, request_key
from antiphon.api.answers import Created, Json, Page, page_of, place_of
from antiphon.api.brands import MemberJson
from antiphon.api.posts import post_json
from antiphon.api.reading import PostJson
from antiphon.conversations import actions
from antiphon.conversations.models import Conversation, Message
from antiphon.conversations.queries.inbox import keys_of, place_in
from antiphon.conversations.rules import read_filters
from antiphon.lib.errors import Refusal
from antiphon.lib.trees import preorder
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Side
from antiphon.publishing.actions.answering import answer as answer_message

router = Router(tags=["conversations"])


class AuthorJson(Json, frozen=True, kw_only=True):
    """Who said or did something: an account on a network, and the person it belongs to, if any."""

    identity: int
    person: int | None
    name: str
    handle: str
    url: str
    ours: bool


class MessageJson(Json, frozen=True, kw_only=True):
    """Something that was said, by us or by others; `html` is safe to show. `pictures`: (address, words) each."""

    id: int
    conversation: int
    act: str
    author: AuthorJson
    text: str
    html: str
    language: str
    pictures: list[Any]
    sent_at: datetime
    uri: str
    url: str


class BranchJson(MessageJson, frozen=True, kw_only=True):
    """A message at its place in the tree: `depth` 0 is the root; `answers` the message above it, if we have it.

    `heard_at` is when a member of the team first opened it on the page; null for ours, and while nobody did.
    """

    depth: int
    answers: int | None
    heard_at: datetime | None


class ConversationJson(Json, frozen=True, kw_only=True):
    """A tree of messages under one root; `last_message` is the last that others said, else our own.

    `spoken` is how others spoke last, `language` in which language. `closed_at`: when a member said that nobody
    waits; `snoozed_until`: until when one put it off.
    """

    id: int
    brand: str
    channel: int
    kind: str
    account: str
    opened_at: datetime
    last_at: datetime
    waiting_on: str
    waiting_since: datetime | None
    spoken: str
    language: str
    closed_at: datetime | None
    snoozed_until: datetime | None
    assignee: MemberJson | None
    last_message: MessageJson | None


class TreeJson(ConversationJson, frozen=True, kw_only=True):
    """A conversation with all its messages in reading order: each before its answers."""

    messages: list[BranchJson]


class Answering(Schema):
    """An answer to a message of the conversation.

    `known` is the id of the newest answer that its writer has seen, 0 for none: where a colleague answered after it,
    the request is refused with 409. Without it nothing is asked.
    """

    message: int
    text: str
    known: int | None = None


class Looking(Schema):
    """What is looked for. `care` is `me`, `nobody` or the id of a member; `hours`: how long somebody waits at least.

    `spoken` is how others spoke last. `noted`: a note names the user of the token; `beyond`:
    they wait for longer than was promised.
    """

    show: Literal["waiting", "resting", "closed", "all"] = "waiting"
    channel: int = 0
    spoken: Literal["", "reply", "mention", "quote", "direct", "post"] = ""
    care: str = ""
    hours: int = 0
    language: str = ""
    text: str = ""
    noted: bool = False
    beyond: bool = False


class Assigning(Schema):
    """Who takes care: the id of a member, or null for nobody."""

    member: int | None


class _Said(NamedTuple):
    id: int
    conversation: int
    act: str
    text: str
    html: str
    language: str
    pictures: list[Any]
    sent_at: datetime
    uri: str
    url: str
    parent_uri: str
    identity: int
    person: int | None
    name: str
    handle: str
    address: str
    side: str
    heard_at: datetime | None


class _Row(NamedTuple):
    pk: int
    brand: str
    channel: int
    kind: str
    account: str
    opened_at: datetime
    last_at: datetime
    waiting_on: str
    waiting_since: datetime | None
    spoken: str
    language: str
    closed_at: datetime | None
    snoozed_until: datetime | None
    last: int | None
    member: int | None
    role: str | None
    member_name: str | None
    member_mail: str | None


_SAID = (
    "pk", "conversation_id", "act", "text", "html", "language", "pictures", "sent_at", "uri", "url", "parent_uri",
    "author_id", "author__person_id", "author__name", "author__handle", "author__url", "author__side", "heard__at",
)  # fmt: skip
_COLUMNS = (
    "pk", "brand__slug", "channel_id", "channel__kind", "channel__identity__handle", "opened_at", "last_at",
    "waiting_on", "waiting_since", "kind", "language", "closed_at", "snoozed_until", "last_message_id",
    "assignee_id", "assignee__role", "assignee__user__name", "assignee__user__email",
)  # fmt: skip


@router.get("/brands/{brand}/conversations")
def list_conversations(
    request: Asked,
    brand: str,
    asked: Query[Looking],
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> Page[ConversationJson]:
    """List the conversations of a brand: those that wait for us, the longest wait first; or another shelf.

    `resting` are put off, soonest back first; `closed` those of which a member said that nobody waits, and `all`
    every one in which somebody else spoke, the newest first. Every filter narrows.
    """
    member = member_of(request, brand)
    filters = read_filters(asked.dict() | {"tab": asked.show, "kind": asked.spoken})
    after = place_of(cursor) if cursor else None
    keys = keys_of(member, filters, limit + 1, after)
    rows = {row.pk: row for row in _rows(Conversation.objects.filter(pk__in=keys))}
    found = [rows[key] for key in keys if key in rows]
    return page_of(found, limit, lambda row: place_in(filters, row), _with_last_words)


@router.get("/conversations/{conversation_id}")
def readconversation_of(request: Asked, conversation_id: int) -> TreeJson:
    """Read a conversation as a tree."""
    return tree_json(conversation_of(request, conversation_id).pk)


@router.post("/conversations/{conversation_id}/answers")
def answer(request: Asked, conversation_id: int, body: Answering) -> Created[PostJson]:
    """Answer a message where it was said. The answer is a post to that channel, and goes out by the same door.

    With the header `Idempotency-Key` the same request may be sent again: it answers once.
    """
    conversation = conversation_of(request, conversation_id)
    found = conversation.messages.select_related("conversation__channel__identity", "author")
    message = found.filter(pk=body.message).first()
    if message is None:
        raise Refusal(_("This conversation has no message of this id."), field="message")
    by = member_in(request, conversation.brand_id)
    return Created(
        post_json(answer_message(by, message, body.text, request_key=request_key(request), known=body.known).pk)
    )


@router.post("/conversations/{conversation_id}/assign")
def assign(request: Asked, conversation_id: int, body: Assigning) -> TreeJson:
    """Say who takes care of a conversation."""
    conversation = conversation_of(request, conversation_id)
    by = member_in(request, conversation.brand_id)
    team = by.brand.members.filter(left_at=None)
    to = team.filter(pk=body.member).first() if body.member is not None else None
    if body.member is not None and to is None:
        raise Refusal(_("Nobody of this id is a member of the brand."), field="member")
    actions.assign(by, conversation, to)
    return tree_json(conversation.pk)


def messages_json(found: QuerySet[Message]) -> list[MessageJson]:
    """Return messages as they are answered. One query."""
    return [MessageJson(**_fields(said)) for said in _said(found)]


def _rows(found: QuerySet[Conversation]) -> list[_Row]:
    return [_Row(*row) for row in found.values_list(*_COLUMNS)]


def _with_last_words(rows: list[_Row]) -> list[ConversationJson]:
    """Return conversations with what was said last. One query, however many there are."""
    said = messages_json(Message.objects.filter(pk__in=[row.last for row in rows if row.last]))
    last = {one.conversation: one for one in said}
    return [ConversationJson(**_about(row), last_message=last.get(row.pk)) for row in rows]


def _said(found: QuerySet[Message]) -> list[_Said]:
    return [_Said(*row) for row in found.values_list(*_SAID)]


def _fields(said: _Said) -> dict[str, Any]:
    author = AuthorJson(
        identity=said.identity,
        person=said.person,
        name=said.name or said.handle,
        handle=said.handle,
        url=said.address,
        ours=said.side == Side.US,
    )
    kept = ("id", "conversation", "act", "text", "html", "language", "pictures", "sent_at", "uri", "url")
    return {name: getattr(said, name) for name in kept} | {"author": author}


def _about(row: _Row) -> dict[str, Any]:
    assignee = (
        MemberJson(id=row.member, name=row.member_name or row.member_mail or "", role=row.role or "")
        if row.member
        else None
    )
    kept = (
        "brand", "channel", "kind", "account", "opened_at", "last_at", "waiting_on", "waiting_since", "spoken",
        "language", "closed_at", "snoozed_until",
    )  # fmt: skip
    return {name: getattr(row, name) for name in kept} | {"id": row.pk, "assignee": assignee}


def tree_json(pk: int) -> TreeJson:
    """Return a conversation with its messages. Two queries, however long it is."""
    (row,) = _rows(Conversation.objects.filter(pk=pk))
    by_uri = {said.uri: said for said in _said(Message.objects.filter(conversation=pk))}
    placed = preorder([(said.uri, said.parent_uri or None, said.sent_at) for said in by_uri.values()])
    branches = [_branch(by_uri, one.id, one.depth) for one in placed]
    theirs = [branch for branch in branches if not branch.author.ours]
    last = max(theirs or branches, key=lambda branch: branch.sent_at, default=None)
    return TreeJson(**_about(row), last_message=last, messages=branches)


def _branch(by_uri: dict[str, _Said], uri: str, depth: int) -> BranchJson:
    said = by_uri[uri]
    above = by_uri.get(said.parent_uri)
    return BranchJson(**_fields(said), depth=depth, answers=above.id if above else None, heard_at=said.heard_at)


def conversation_of(request: Asked, conversation_id: int) -> Conversation:
    """Return a conversation that the user may read; raise Http404 if there is none."""
    found = get_object_or_404(Conversation.objects.filter(brand__in=brands_of(request)), pk=conversation_id)
    if found.confined and not allows(member_in(request, found.brand_id), Duty.HOST):
        raise Http404
    return found
