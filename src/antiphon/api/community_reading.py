"""What one keeps and how far one has read, for one's own programs: nobody else sees it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from antiphon.api.access import Asked
from antiphon.api.answers import Json, Page, cursor, seen_of
from antiphon.api.community import topic_of, viewer_in
from antiphon.community.actions.notices import mark_words_read
from antiphon.community.actions.reading import keep_message, note_read
from antiphon.community.models import Bookmark, Participant, Topic
from antiphon.community.permissions import require_part
from antiphon.community.queries.reading import bookmarks_of
from antiphon.community.queries.topics import new_to, tree_of
from antiphon.conversations.models import Message

router = Router(tags=["community"])


class BookmarkJson(Json, frozen=True, kw_only=True):
    """A message that one keeps, with the topic it stands in; what was taken away has no words."""

    message: int
    topic: int
    title: str
    author: str
    text: str
    written_at: datetime
    kept_at: datetime


class KeptJson(Json, frozen=True, kw_only=True):
    """Whether one keeps a message now."""

    kept: bool


class PositionJson(Json, frozen=True, kw_only=True):
    """How far one has read a topic: `begun` once one looked at it, `new` what came since, in reading order."""

    begun: bool
    new: list[int]


class KeepBody(Schema):
    """Whether one keeps it; false lets it go."""

    kept: bool = True


class ReadTopicBody(Schema):
    """Which messages of a topic were read; null: all of them."""

    messages: list[int] | None = None


class BookmarksAsked(Schema):
    """Which page of bookmarks is listed."""

    limit: int = 30
    cursor: str = ""


@router.get("/communities/{brand}/bookmarks")
def list_bookmarks(request: Asked, brand: str, asked: Annotated[BookmarksAsked, Query()]) -> Page[BookmarkJson]:
    """List what one keeps, the latest kept first, as far as one may still read it."""
    viewer = viewer_in(request, brand)
    before, limit = seen_of(asked.cursor), min(max(1, asked.limit), 100)
    found = bookmarks_of(viewer, require_part(viewer))
    rows = list((found.filter(pk__lt=before) if before else found)[: limit + 1])
    more = cursor(rows[limit - 1].pk) if len(rows) > limit else None
    return Page(items=[_bookmark(one) for one in rows[:limit]], next=more)


@router.post("/communities/{brand}/topics/{topic_id}/messages/{message_id}/keep")
def keep_message_of_topic(request: Asked, brand: str, topic_id: int, message_id: int, body: KeepBody) -> KeptJson:
    """Bookmark a message, or let it go; a second time changes nothing."""
    viewer = viewer_in(request, brand)
    topic = topic_of(viewer, topic_id)
    message = get_object_or_404(Message, conversation=topic.conversation_id, pk=message_id)
    keep_message(require_part(viewer), message, kept=body.kept)
    return KeptJson(kept=body.kept)


@router.get("/communities/{brand}/topics/{topic_id}/position")
def show_position(request: Asked, brand: str, topic_id: int) -> PositionJson:
    """Show how far one has read a topic, on whichever device."""
    viewer = viewer_in(request, brand)
    topic = topic_of(viewer, topic_id)
    return _position(require_part(viewer), topic)


@router.post("/communities/{brand}/topics/{topic_id}/read")
def read_topic(request: Asked, brand: str, topic_id: int, body: ReadTopicBody) -> PositionJson:
    """Say which messages of a topic one has read, and is told of no more; what is not in it is left aside."""
    viewer = viewer_in(request, brand)
    topic = topic_of(viewer, topic_id)
    own, whole = require_part(viewer), [one.id for one in tree_of(topic)]
    shown = _shown(whole, body.messages)
    if shown:
        note_read(own, topic, shown, whole)
        mark_words_read(own, shown)
    return _position(own, topic)


def _shown(whole: Sequence[int], messages: list[int] | None) -> list[int]:
    return [*whole] if messages is None else [key for key in whole if key in set(messages)]


def _position(own: Participant, topic: Topic) -> PositionJson:
    begun = own.positions.filter(topic=topic).exists()
    return PositionJson(begun=begun, new=new_to(own, topic, tree_of(topic)))


def _bookmark(one: Bookmark) -> BookmarkJson:
    topic = one.message.conversation.topic
    return BookmarkJson(
        message=one.message_id,
        topic=topic.pk,
        title=topic.title,
        author=str(one.message.author),
        text=one.message.text,
        written_at=one.message.sent_at,
        kept_at=one.at,
    )
