"""Conversations: who waits for an answer, what was said, and answering."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of, request_key
from antiphon.api.answers import Created, Json, Page, Place, page_of, place_of
from antiphon.api.brands import MemberJson
from antiphon.api.posts import post_json
from antiphon.api.reading import PostJson
from antiphon.conversations import actions
from antiphon.conversations.models import Conversation, Message
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
    """A message at its place in the tree: `depth` 0 is the root; `answers` the message above it, if we have it."""

    depth: int
    answers: int | None


class ConversationJson(Json, frozen=True, kw_only=True):
    """A tree of messages under one root; `last_message` is the last that others said, else our own."""

    id: int
    brand: str
    channel: int
    kind: str
    account: str
    opened_at: datetime
    last_at: datetime
    waiting_on: str
    waiting_since: datetime | None
    assignee: MemberJson | None
    last_message: MessageJson | None


class TreeJson(ConversationJson, frozen=True, kw_only=True):
    """A conversation with all its messages in reading order: each before its answers."""

    messages: list[BranchJson]


class Answering(Schema):
    """An answer to a message of the conversation."""

    message: int
    text: str


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


class _Row(NamedTuple):
    id: int
    brand: str
    channel: int
    kind: str
    account: str
    opened_at: datetime
    last_at: datetime
    waiting_on: str
    waiting_since: datetime | None
    member: int | None
    role: str | None
    member_name: str | None
    member_mail: str | None


_SAID = (
    "pk", "conversation_id", "act", "text", "html", "language", "pictures", "sent_at", "uri", "url", "parent_uri",
    "author_id", "author__person_id", "author__name", "author__handle", "author__url", "author__side",
)  # fmt: skip
_COLUMNS = (
    "pk", "brand__slug", "channel_id", "channel__kind", "channel__identity__handle", "opened_at", "last_at",
    "waiting_on", "waiting_since", "assignee_id", "assignee__role", "assignee__user__name", "assignee__user__email",
)  # fmt: skip


@router.get("/brands/{brand}/conversations")
def list_conversations(
    request: Asked,
    brand: str,
    show: Literal["waiting", "all"] = "waiting",
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> Page[ConversationJson]:
    """List the conversations of a brand: those that wait for us, the longest wait first; or all, the newest first."""
    member = member_of(request, brand)
    found = member.brand.conversations.told_to(member)
    if show == "waiting":
        return page_of(_rows(_waiting(found, cursor)[: limit + 1]), limit, _wait, _with_last_words)
    return page_of(_rows(_newest(found, cursor)[: limit + 1]), limit, _last, _with_last_words)


@router.get("/conversations/{conversation_id}")
def read_conversation(request: Asked, conversation_id: int) -> TreeJson:
    """Read a conversation as a tree."""
    return _tree(_conversation(request, conversation_id).pk)


@router.post("/conversations/{conversation_id}/answers")
def answer(request: Asked, conversation_id: int, body: Answering) -> Created[PostJson]:
    """Answer a message where it was said. The answer is a post to that channel, and goes out by the same door.

    With the header `Idempotency-Key` the same request may be sent again: it answers once.
    """
    conversation = _conversation(request, conversation_id)
    found = conversation.messages.select_related("conversation__channel__identity", "author")
    message = found.filter(pk=body.message).first()
    if message is None:
        raise Refusal(_("This conversation has no message of this id."), field="message")
    by = member_in(request, conversation.brand_id)
    return Created(post_json(answer_message(by, message, body.text, request_key=request_key(request)).pk))


@router.post("/conversations/{conversation_id}/assign")
def assign(request: Asked, conversation_id: int, body: Assigning) -> TreeJson:
    """Say who takes care of a conversation."""
    conversation = _conversation(request, conversation_id)
    by = member_in(request, conversation.brand_id)
    team = by.brand.members.filter(left_at=None)
    to = team.filter(pk=body.member).first() if body.member is not None else None
    if body.member is not None and to is None:
        raise Refusal(_("Nobody of this id is a member of the brand."), field="member")
    actions.assign(by, conversation, to)
    return _tree(conversation.pk)


def messages_json(found: QuerySet[Message]) -> list[MessageJson]:
    """Return messages as they are answered. One query."""
    return [MessageJson(**_fields(said)) for said in _said(found)]


def _waiting(found: QuerySet[Conversation], cursor: str) -> QuerySet[Conversation]:
    waiting = found.filter(waiting_on="us").order_by("waiting_since", "pk")
    if not cursor:
        return waiting
    at, pk = place_of(cursor)
    return waiting.filter(waiting_since__gte=at).exclude(waiting_since=at, pk__lte=pk)


def _newest(found: QuerySet[Conversation], cursor: str) -> QuerySet[Conversation]:
    newest = found.order_by("-last_at", "-pk")
    if not cursor:
        return newest
    at, pk = place_of(cursor)
    return newest.filter(last_at__lte=at).exclude(last_at=at, pk__gte=pk)


def _rows(found: QuerySet[Conversation]) -> list[_Row]:
    return [_Row(*row) for row in found.values_list(*_COLUMNS)]


def _wait(row: _Row) -> Place:
    return row.waiting_since or row.last_at, row.id


def _last(row: _Row) -> Place:
    return row.last_at, row.id


def _with_last_words(rows: list[_Row]) -> list[ConversationJson]:
    """Return conversations with what was said last. One query, however many there are."""
    last = _last_words([row.id for row in rows])
    return [ConversationJson(**_about(row), last_message=last.get(row.id)) for row in rows]


def _last_words(conversations: Iterable[int]) -> dict[int, MessageJson]:
    """Return the last message of others in each conversation, or our own where nobody else spoke."""
    place = Window(
        RowNumber(), partition_by=F("conversation"), order_by=[F("author__side").asc(), F("sent_at").desc()]
    )
    ranked = Message.objects.filter(conversation__in=conversations).annotate(place=place)
    return {said.conversation: said for said in messages_json(ranked.filter(place=1))}


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
    kept = ("id", "brand", "channel", "kind", "account", "opened_at", "last_at", "waiting_on", "waiting_since")
    return {name: getattr(row, name) for name in kept} | {"assignee": assignee}


def _tree(pk: int) -> TreeJson:
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
    return BranchJson(**_fields(said), depth=depth, answers=above.id if above else None)


def _conversation(request: Asked, conversation_id: int) -> Conversation:
    found = get_object_or_404(Conversation.objects.filter(brand__in=brands_of(request)), pk=conversation_id)
    if found.confined and not allows(member_in(request, found.brand_id), Duty.HOST):
        raise Http404
    return found
