"""Topics and their trees, ids first."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from antiphon.community.models import Bookmark, Participant, Position, Topic, Writing
from antiphon.community.permissions import Viewer
from antiphon.community.queries.groups import groups_read
from antiphon.conversations.models import Message
from antiphon.lib.trees import Placed, preorder


@dataclass(frozen=True, slots=True)
class Line:
    """A message as it stands in a topic: where, behind which writing, answering whom, kept by who looks."""

    message: Message
    writing: Writing | None
    placed: Placed[int]
    answers: Message | None
    kept: bool


def topics_read(viewer: Viewer) -> QuerySet[Topic]:
    """Return the topics that somebody may read, those that were merged into others apart."""
    return Topic.objects.filter(brand=viewer.brand, merged_into=None, group__in=groups_read(viewer).values("pk"))


def hydrated(topics: QuerySet[Topic], most: int, offset: int = 0) -> list[Topic]:
    """Return a page of topics with group and who opened them, in the order of the query."""
    keys = list(topics.values_list("pk", flat=True)[offset : offset + most])
    found = Topic.objects.select_related("group", "opened_by", "conversation").in_bulk(keys)
    return [found[key] for key in keys]


def unread_in(participant: Participant | None, topics: Sequence[Topic]) -> dict[int, int]:
    """Return how many messages a participant has not read in each topic that they have looked at before."""
    if participant is None or not topics:
        return {}
    found = Position.objects.filter(participant=participant, topic__in=topics)
    newer = Count("topic__conversation__messages", filter=Q(topic__conversation__messages__pk__gt=F("read_up_to")))
    return dict(found.annotate(unread=newer).values_list("topic", "unread"))


def tree_of(topic: Topic) -> tuple[Placed[int], ...]:
    """Return the messages of a topic in reading order, by their keys."""
    rows = list(topic.conversation.messages.values_list("pk", "uri", "parent_uri", "sent_at"))
    keys = {uri: pk for pk, uri, _, _ in rows}
    return preorder([(pk, keys.get(parent) if parent else None, at) for pk, _, parent, at in rows])


def lines_of(placed: Sequence[Placed[int]], participant: Participant | None) -> list[Line]:
    """Return the messages of a page of a topic, with what stands behind them: four queries, however many."""
    keys = [one.id for one in placed]
    above = {one.parent_id for one in placed if one.parent_id is not None}
    messages = Message.objects.select_related("author").in_bulk({*keys, *above})
    writings = {one.message_id: one for one in Writing.objects.filter(message__in=keys).select_related("author")}
    kept = set(Bookmark.objects.filter(participant=participant, message__in=keys).values_list("message", flat=True))
    return [
        Line(
            messages[one.id],
            writings.get(one.id),
            one,
            messages.get(one.parent_id) if one.parent_id is not None else None,
            one.id in kept,
        )
        for one in placed
    ]
