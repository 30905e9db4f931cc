"""What the brand says through its channel gets its place: a post opens a topic on the square, answers are counted."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from antiphon.community.actions.confining import confine
from antiphon.community.actions.indexing import index_messages, index_topics
from antiphon.community.actions.notices import tell_of_words
from antiphon.community.models import Community, Group, Topic
from antiphon.conversations.models import Conversation
from antiphon.lib import clock
from antiphon.lib.markup import first_line

#: What is said comes to a conversation at its end; what comes later than that waits for the next look at all of them.
LATELY = timedelta(days=1)


def adopt_lately() -> int:
    """Do as `adopt` does, for what was said within the last day: the look is short however much was said before."""
    return adopt(clock.now() - LATELY)


def adopt(since: datetime | None = None, most: int = 50) -> int:
    """Give posts of the brand a topic and count its answers; return how many conversations changed.

    Looked at are all conversations, or those of which the last words are from `since` on. What is behind is looked
    for before anything is held, and each conversation is a transaction of its own.
    """
    places = list(Community.objects.exclude(square=None).values_list("brand", "channel"))
    if not places:
        return 0
    brands, channels = zip(*places, strict=True)
    theirs = Conversation.objects.filter(brand__in=brands, channel__in=channels)
    theirs = theirs.filter(last_at__gte=since) if since else theirs
    behind = theirs.filter(Q(topic=None) | Q(last_at__gt=F("topic__last_at")))
    found = list(behind.select_related("channel__community", "topic").order_by("pk")[:most])
    return sum(_adopt(conversation) for conversation in found)


@transaction.atomic
def _adopt(conversation: Conversation) -> bool:
    if hasattr(conversation, "topic"):
        _count(conversation)
    elif not _open(conversation):
        return False
    index_messages(_unread_by_search(conversation))
    return True


def _open(conversation: Conversation) -> bool:
    square = conversation.channel.community.square
    root = conversation.messages.order_by("sent_at", "pk").first()
    if root is None or square is None:
        return False
    topic = Topic.objects.create(
        brand_id=conversation.brand_id,
        group=square,
        conversation=conversation,
        title=first_line(root.text, 120) or "…",
        opened_at=conversation.opened_at,
        last_at=conversation.last_at,
        replies=conversation.messages.count() - 1,
    )
    Group.objects.filter(pk=square.pk).update(last_at=conversation.last_at)
    confine(topic)
    index_topics([topic])
    tell_of_words(topic, root)
    return True


def _unread_by_search(conversation: Conversation) -> list[int]:
    return list(conversation.messages.filter(found_by=None, text__gt="").values_list("pk", flat=True))


def _count(conversation: Conversation) -> None:
    fresh = conversation.messages.filter(sent_at__gt=conversation.topic.last_at, writing=None)
    for message in fresh.order_by("pk"):
        tell_of_words(conversation.topic, message)
    replies = conversation.messages.count() - 1
    Topic.objects.filter(conversation=conversation).update(replies=replies, last_at=conversation.last_at)
