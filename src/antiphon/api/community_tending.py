"""What moderators do with a topic, for programs: close, pin, move, split, merge."""

from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from antiphon.api.access import Asked
from antiphon.api.answers import Created
from antiphon.api.community import TopicShownJson, group_of, topic_of, topic_shown, viewer_in
from antiphon.community.actions import reshaping, tending
from antiphon.community.permissions import require_moderator
from antiphon.conversations.models import Message

router = Router(tags=["community"])

_TOPIC = "/communities/{brand}/topics/{topic_id}"


class CloseTopicBody(Schema):
    """Whether a topic is closed, so that it can only be read."""

    closed: bool = True


class PinBody(Schema):
    """Whether a topic stays on top of its group."""

    pinned: bool = True


class MoveTopicBody(Schema):
    """To which group a topic goes, by its short name."""

    group: str


class SplitBody(Schema):
    """What the branch is called that becomes a topic."""

    title: str


class MergeTopicBody(Schema):
    """Into which topic another goes."""

    into: int


@router.post(_TOPIC + "/close")
def close_topic(request: Asked, brand: str, topic_id: int, body: CloseTopicBody) -> TopicShownJson:
    """Close a topic, so that it can only be read, or open it again."""
    viewer = viewer_in(request, brand)
    found = topic_of(viewer, topic_id)
    tending.close_topic(viewer, found, closed=body.closed)
    return topic_shown(viewer, found)


@router.post(_TOPIC + "/pin")
def pin_topic(request: Asked, brand: str, topic_id: int, body: PinBody) -> TopicShownJson:
    """Keep a topic on top of its group, or let it go."""
    viewer = viewer_in(request, brand)
    found = topic_of(viewer, topic_id)
    tending.pin_topic(viewer, found, pinned=body.pinned)
    return topic_shown(viewer, found)


@router.post(_TOPIC + "/move")
def move_topic(request: Asked, brand: str, topic_id: int, body: MoveTopicBody) -> TopicShownJson:
    """Move a topic to another group, as who keeps order in both; out of private groups nothing is moved."""
    viewer = viewer_in(request, brand)
    found = topic_of(viewer, topic_id)
    require_moderator(viewer, found.group)
    tending.move_topic(viewer, found, group_of(viewer, body.group))
    return topic_shown(viewer, found)


@router.post(_TOPIC + "/messages/{message_id}/split")
def split_topic(
    request: Asked, brand: str, topic_id: int, message_id: int, body: SplitBody
) -> Created[TopicShownJson]:
    """Take a message and all below it out into a topic of its own; their addresses stay."""
    viewer = viewer_in(request, brand)
    found = topic_of(viewer, topic_id)
    message = get_object_or_404(Message, conversation=found.conversation_id, pk=message_id)
    made = reshaping.split(viewer, found, message, body.title)
    return Created(topic_shown(viewer, topic_of(viewer, made.pk)))


@router.post(_TOPIC + "/merge")
def merge_topic(request: Asked, brand: str, topic_id: int, body: MergeTopicBody) -> TopicShownJson:
    """Put a topic below the opening post of another, which is shown; its address on the pages leads there."""
    viewer = viewer_in(request, brand)
    found = topic_of(viewer, topic_id)
    require_moderator(viewer, found.group)
    into = reshaping.merge(viewer, found, topic_of(viewer, body.into))
    return topic_shown(viewer, topic_of(viewer, into.pk))
