"""Topics and their trees, ids first."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from antiphon.community.models import Attachment, Bookmark, Participant, Position, Topic, Writing
from antiphon.community.permissions import Viewer
from antiphon.community.queries.groups import groups_read
from antiphon.community.queries.thanks import NOBODY, Thanked, thanks_for
from antiphon.community.rules import quoted
from antiphon.conversations.models import Message
from antiphon.lib.trees import Placed, preorder


@dataclass(frozen=True, slots=True)
class Line:
    """A message as it stands in a topic: where, behind which writing, answering whom, kept by who looks, thanked."""

    message: Message
    writing: Writing | None
    placed: Placed[int]
    answers: Message | None
    kept: bool
    attachments: Sequence[Attachment] = ()
    thanks: Thanked = NOBODY


def topics_read(viewer: Viewer) -> QuerySet[Topic]:
    """Return the topics that somebody may read, those that were merged into others apart."""
    read = Exists(groups_read(viewer).filter(pk=OuterRef("group")))  # asked of each: the latest are not sorted first
    return Topic.objects.filter(read, brand=viewer.brand, merged_into=None)


def hydrated(topics: QuerySet[Topic], most: int, offset: int = 0) -> list[Topic]:
    """Return a page of topics with group and who opened them, in the order of the query."""
    keys = list(topics.values_list("pk", flat=True)[offset : offset + most])
    found = Topic.objects.select_related("group", "opened_by", "conversation", "ask", "live_session").in_bulk(keys)
    return [found[key] for key in keys]


def unread_in(participant: Participant | None, topics: Sequence[Topic]) -> dict[int, int]:
    """Return how many messages a participant has not read in each topic that they have looked at before."""
    if participant is None or not topics:
        return {}
    found = Position.objects.filter(participant=participant, topic__in=topics)
    newer = Count("topic__conversation__messages", filter=Q(topic__conversation__messages__pk__gt=F("read_up_to")))
    counted = found.annotate(newer=newer).values_list("topic", "newer", "beyond")
    return {topic: max(0, number - len(beyond)) for topic, number, beyond in counted}


def new_to(participant: Participant | None, topic: Topic, placed: Sequence[Placed[int]]) -> list[int]:
    """Return the keys of what came to a topic since a participant looked, in reading order; none at a first visit."""
    found = Position.objects.filter(participant=participant, topic=topic).first() if participant else None
    if found is None:
        return []
    seen = set(found.beyond)
    return [one.id for one in placed if one.id > found.read_up_to and one.id not in seen]


def tree_of(topic: Topic) -> tuple[Placed[int], ...]:
    """Return the messages of a topic in reading order, by their keys."""
    rows = list(topic.conversation.messages.values_list("pk", "uri", "parent_uri", "sent_at"))
    keys = {uri: pk for pk, uri, _, _ in rows}
    return preorder([(pk, keys.get(parent) if parent else None, at) for pk, _, parent, at in rows])


def lines_of(placed: Sequence[Placed[int]], participant: Participant | None) -> list[Line]:
    """Return the messages of a page of a topic, with what stands behind them: six queries, however many."""
    keys = [one.id for one in placed]
    above = {one.parent_id for one in placed if one.parent_id is not None}
    messages = Message.objects.select_related("author").in_bulk({*keys, *above})
    writings = {one.message_id: one for one in Writing.objects.filter(message__in=keys).select_related("author")}
    kept = set(Bookmark.objects.filter(participant=participant, message__in=keys).values_list("message", flat=True))
    attached = attached_to([one.pk for one in writings.values() if one.removed_at is None])
    thanks = thanks_for(keys, participant)
    return [
        Line(
            messages[one.id],
            writings.get(one.id),
            one,
            messages.get(one.parent_id) if one.parent_id is not None else None,
            one.id in kept,
            attached.get(one.id, ()),
            thanks.get(one.id, NOBODY),
        )
        for one in placed
    ]


def attached_to(writings: Sequence[int]) -> dict[int, list[Attachment]]:
    """Return what goes with each writing, by the key of its message, in the order in which it was added."""
    found: dict[int, list[Attachment]] = {}
    for one in Attachment.objects.filter(writing__in=writings).select_related("writing").order_by("pk"):
        if one.writing is not None:
            found.setdefault(one.writing.message_id, []).append(one)
    return found


def quotation(line: Line, address: str) -> str:
    """Return what of a message is taken over into an answer to it, in Markdown; nothing of what was taken away."""
    if line.writing is not None and line.writing.removed_at:
        return ""
    words = line.writing.source if line.writing is not None else line.message.text
    author = line.writing.author if line.writing is not None else None
    return quoted(words, author.name if author else str(line.message.author), address)


def merged_topic(viewer: Viewer, pk: int) -> Topic | None:
    """Return the topic that took in another, if who looks may read it: the old address leads there."""
    return topics_read(viewer).filter(merged=pk).first()
