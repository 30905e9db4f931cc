"""Topics that change their shape: a branch becomes one of its own, or one goes below another."""

from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.community.actions.confining import confine
from antiphon.community.actions.indexing import index_messages, index_topics
from antiphon.community.actions.tending import keep_among_few
from antiphon.community.actions.writing import LONGEST_TITLE
from antiphon.community.models import (
    Ask,
    AskIdea,
    Case,
    HeldWriting,
    Kind,
    Outcome,
    Participant,
    Position,
    Reshaping,
    Topic,
    Writing,
)
from antiphon.community.permissions import Viewer, require_moderator
from antiphon.community.queries.topics import tree_of
from antiphon.community.rules import read_to
from antiphon.conversations.actions import part, put_below
from antiphon.conversations.models import Conversation, Message
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal

_AT_ONCE = 1_000


@transaction.atomic
def split(viewer: Viewer, topic: Topic, message: Message, title: str) -> Topic:
    """Take a message and all below it out into a topic of its own; their addresses stay. Both topics say so."""
    participant = require_moderator(viewer, topic.group)
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise Refusal(_("Give it a title of at most 200 characters."), field="title")
    keys, left = _branch(topic, message)
    if AskIdea.objects.filter(message__in=keys).exists() or Outcome.objects.filter(message__in=keys).exists():
        raise Refusal(_("Ideas and what came of them stay with their ask."))
    seen = _seen_in(topic, {*keys, *left})
    made = _topic_of(topic, message, title, part(topic.conversation, message, keys))
    if topic.answer_id in keys:
        topic.answer = None
        topic.save(update_fields=["answer"])
    _tell_positions(topic, seen, left)
    _tell_positions(made, seen, keys)
    index_topics([made])
    index_messages([message.pk])
    what = Reshaping(kind=Reshaping.Kind.SPLIT, source=topic, target=made, message=message)
    return _reshaped(participant, what, keys)


@transaction.atomic
def merge(viewer: Viewer, topic: Topic, into: Topic) -> Topic:
    """Put all messages of a topic below another's opening post; its address leads there from now on."""
    participant = require_moderator(viewer, topic.group)
    require_moderator(viewer, into.group)
    if into.brand_id != topic.brand_id:
        raise NotAllowed(_("There is no such topic."))
    keep_among_few(topic.group, into.group)
    if into.pk == topic.pk or into.merged_into_id or topic.merged_into_id:
        raise Conflict(_("Choose another topic: this one cannot take it in."))
    if topic.kind == Kind.EVENT:
        raise Refusal(_("An event keeps its own topic. Call it off if it does not take place."))
    if Ask.objects.filter(topic=topic).exists():
        raise Refusal(_("An ask keeps its own topic. Close it if nobody needs it any more."))
    keys, theirs = ([one.id for one in tree_of(one)] for one in (topic, into))
    spark = Message.objects.filter(pk=keys[0]).first() if keys else None
    gone = _seen_in(topic, keys)
    seen = {who: both | gone.get(who, frozenset()) for who, both in _seen_in(into, theirs).items()}
    put_below(topic.conversation, into.conversation)
    confine(into)
    Topic.objects.filter(merged_into=topic).update(merged_into=into)
    Topic.objects.filter(pk=topic.pk).update(merged_into=into, pinned_at=None, answer=None)
    topic.polls.update(topic=into)
    HeldWriting.objects.waiting().filter(topic=topic).update(topic=into, group=into.group)
    Case.objects.open().filter(message__conversation=into.conversation_id).update(group=into.group)
    index_messages(keys[:1])
    _tell_positions(into, seen, {*keys, *theirs})
    what = Reshaping(kind=Reshaping.Kind.MERGE, source=topic, target=into, message=spark)
    return _reshaped(participant, what, keys)


def _topic_of(topic: Topic, message: Message, title: str, conversation: Conversation) -> Topic:
    """Return the topic of a branch: the one that it had before, if it was a topic of its own once."""
    written = Writing.objects.filter(message=message).first()
    fields = {
        "brand": topic.brand,
        "group": topic.group,
        "title": title,
        "opened_by": written.author if written else None,
        "opened_at": message.sent_at,
        "last_at": conversation.last_at,
        "merged_into": None,
    }
    made = Topic.objects.update_or_create(conversation=conversation, defaults=fields)[0]
    confine(made)
    return made


def _branch(topic: Topic, message: Message) -> tuple[list[int], list[int]]:
    """Return the keys of a message and all below it, and of the others."""
    placed = tree_of(topic)
    place = next((place for place, one in enumerate(placed) if one.id == message.pk), None)
    if place is None:
        raise Conflict(_("This message is no longer in this topic. Look at it again."))
    if place == 0:
        raise Refusal(_("This message opens the topic: it cannot be taken out of it."))
    top = placed[place].depth
    end = next((n for n, one in enumerate(placed[place + 1 :], place + 1) if one.depth <= top), len(placed))
    keys = [one.id for one in placed]
    return keys[place:end], keys[:place] + keys[end:]


def _reshaped(participant: Participant, what: Reshaping, keys: Sequence[int]) -> Topic:
    what.by, what.at, what.number = participant, clock.now(), len(keys)
    what.save()
    for topic in (what.source, what.target):
        messages = topic.conversation.messages
        last = messages.order_by("-sent_at").values_list("sent_at", flat=True).first()
        topic.replies = max(0, messages.count() - 1)
        topic.last_at = last or topic.last_at
        topic.save(update_fields=["replies", "last_at"])
    return what.target


def _seen_in(topic: Topic, keys: Collection[int]) -> dict[int, frozenset[int]]:
    """Return which messages each participant has seen who has looked at the topic."""
    alike: dict[tuple[int, ...], frozenset[int]] = {}
    seen: dict[int, frozenset[int]] = {}
    found = Position.objects.filter(topic=topic).values_list("participant", "read_up_to", "beyond")
    for who, up_to, beyond in found:
        stands = (up_to, *beyond)
        if stands not in alike:
            alike[stands] = frozenset(key for key in keys if key <= up_to) | {*beyond}
        seen[who] = alike[stands]
    return seen


def _tell_positions(topic: Topic, seen: Mapping[int, frozenset[int]], keys: Collection[int]) -> None:
    """Say anew how far each has read a topic that holds other messages than before; most have read alike."""
    now = clock.now()
    places = {theirs: read_to(0, theirs, (), keys) for theirs in set(seen.values())}
    rows = [
        Position(participant_id=who, topic=topic, read_up_to=places[theirs][0], beyond=places[theirs][1], at=now)
        for who, theirs in seen.items()
    ]
    Position.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["participant", "topic"],
        update_fields=["read_up_to", "beyond"],
        batch_size=_AT_ONCE,
    )
