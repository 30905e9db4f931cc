"""What participants write: topics, replies, and what becomes of them later."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from antiphon.channels.connector import Act, Profile, Reference, Said
from antiphon.community.actions.confining import confine
from antiphon.community.actions.following import tag
from antiphon.community.actions.indexing import index_messages, index_topics
from antiphon.community.actions.notices import tell_of_names, tell_of_taking, tell_of_words
from antiphon.community.actions.noting import note
from antiphon.community.actions.sketching import send_sketch
from antiphon.community.actions.withholding import show_in_sessions, withhold_title
from antiphon.community.models import Community, Deed, FlagKind, Group, Kind, Participant, Revision, Topic, Writing
from antiphon.community.permissions import Viewer, moderates, require_part, require_unsuspended, require_writer
from antiphon.community.queries.naming import names_in
from antiphon.conversations.actions import receive, reword
from antiphon.conversations.models import Conversation, Message
from antiphon.lib import clock, ids
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.markdown import Read, read_markdown
from antiphon.lib.markup import plain_text, typed_text

LONGEST, LONGEST_TITLE, LONGEST_WARNING = 50_000, 200, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is typed: Markdown, and what readers are to be warned of, if anything. `key` names the form it is from."""

    source: str
    warning: str = ""
    key: str = ""


@transaction.atomic
def open_topic(viewer: Viewer, group: Group, title: str, words: Words, kind: Kind = Kind.DISCUSSION) -> Topic:
    """Open a topic in a group: a conversation with a title, and its first message.

    What a person sends goes through `submitting`, which asks lists, limits and approval first.
    """
    participant = require_writer(viewer, group)
    title = checked_title(title)
    writing = _write(viewer.community, participant, words, None, asks=kind == Kind.QUESTION)
    message = writing.message
    topic = Topic.objects.create(
        brand=viewer.brand,
        group=group,
        conversation=message.conversation,
        title=title,
        kind=kind,
        opened_by=participant,
        opened_at=message.sent_at,
        last_at=message.sent_at,
    )
    Group.objects.filter(pk=group.pk).update(last_at=message.sent_at)
    confine(topic)
    index_topics([topic])
    index_messages([message.pk])
    tell_of_words(topic, message, writing)
    return topic


@transaction.atomic
def reply(viewer: Viewer, topic: Topic, answered: Message, words: Words) -> Writing:
    """Answer a message of a topic; raise Refusal if the topic is closed or the message is not in it.

    What a person sends goes through `submitting`, which asks lists, limits and approval first.
    """
    participant = require_reply(viewer, topic, answered)
    writing = _write(viewer.community, participant, words, answered)
    index_messages([writing.message_id])
    at = writing.message.sent_at
    Topic.objects.filter(pk=topic.pk).update(replies=F("replies") + 1, last_at=at)
    Group.objects.filter(pk=topic.group_id).update(last_at=at)
    tell_of_words(topic, writing.message, writing)
    return writing


def checked_title(typed: str) -> str:
    """Return a title as it is kept; raise Refusal if it is none."""
    title = " ".join(typed_text(typed).split())
    if not title:
        raise Refusal(_("Give it a title: it is what others see first."), field="title")
    if len(title) > LONGEST_TITLE:
        raise Refusal(_("A title has at most 200 characters."), field="title")
    return title


def require_reply(viewer: Viewer, topic: Topic, answered: Message) -> Participant:
    """Return the participant who may answer a message of a topic; raise Refusal if they may not or it is gone."""
    participant = require_writer(viewer, topic.group)
    if topic.closed_at and not moderates(viewer, topic.group):
        raise NotAllowed(_("This topic is closed. It can still be read."))
    if answered.conversation_id != topic.conversation_id:
        raise Conflict(_("The message that you answer is no longer in this topic. Look at it again."))
    return participant


@transaction.atomic
def edit(viewer: Viewer, writing: Writing, words: Words) -> None:
    """Write something else; how it stood before is kept where everybody who reads it can look."""
    group = _group_of(writing)
    participant = require_unsuspended(viewer, group)
    if writing.author_id != participant.pk:
        raise NotAllowed(_("Only who wrote this can change it."))
    known = Writing.objects.select_for_update().get(pk=writing.pk)  # of two at once each keeps what stood before it
    if known.removed_at:
        raise Conflict(_("This was taken away. It cannot be changed."))
    read = read_words(viewer.community, words)
    send_sketch(participant, words.key, writing)
    if (words.source, words.warning) == (known.source, known.warning):
        return
    Revision.objects.create(
        writing=writing, source=known.source, warning=known.warning, until=clock.now(), changed_by=participant
    )
    writing.source, writing.warning = words.source, words.warning.strip()
    writing.html, writing.edited_at = read.html, clock.now()
    writing.save(update_fields=["source", "warning", "html", "edited_at"])
    reword(writing.message, plain_text(read.html), read.html)
    index_messages([writing.message_id])
    tag(writing.message, read.tags)
    show_in_sessions(writing.message, words.source, read.html)
    tell_of_names(writing)


@transaction.atomic
def take_away(viewer: Viewer, writing: Writing, group: Group, why: str = "", rule: FlagKind | None = None) -> None:
    """Take words away: one's own, or, with a reason, as a moderator. Replies stay; the two who may, see what was."""
    participant = require_part(viewer)
    own = writing.author_id == participant.pk
    if not own and not moderates(viewer, group):
        raise NotAllowed(_("Only who wrote this and the moderators can take it away."))
    if not own:
        require_unsuspended(viewer, group)
    if not own and not why.strip():
        raise Refusal(_("Say why: who wrote it will read it."), field="why")
    now = clock.now()
    taken = Writing.objects.filter(pk=writing.pk, removed_at=None)
    if not taken.update(removed_at=now, removed_by=participant, removed_why=why.strip()[:300]):
        raise Conflict(_("This was taken away already."))
    reword(writing.message, "", "")
    index_messages([writing.message_id])
    tag(writing.message, ())
    topic = Topic.objects.select_related("brand").filter(conversation=writing.message.conversation_id).first()
    if topic is not None:
        withhold_title(topic, writing.message, by_moderator=not own)
    show_in_sessions(writing.message, "", "")
    if not own:
        tell_of_taking(writing, why)
        note(participant, Deed.TOOK_AWAY, group, topic=topic, rule=rule, why=why, about=writing.author)


@transaction.atomic
def keep_question(topic: Topic, community: Community, asker: Participant, words: Words, at: datetime) -> Writing:
    """Put what somebody asked elsewhere at that moment under the first message of a topic."""
    spark = topic.conversation.messages.earliest("sent_at", "pk")
    writing = _write(community, asker, words, spark, at, asks=True)
    Topic.objects.filter(pk=topic.pk).update(replies=F("replies") + 1)
    return writing


def _write(
    community: Community,
    author: Participant,
    words: Words,
    answered: Message | None,
    at: datetime | None = None,
    *,
    asks: bool = False,
) -> Writing:
    read = read_words(community, words)
    now = at or clock.now()
    name = ids.new_id(clock.now())
    identity = author.identity
    if identity is None:
        raise NotAllowed(_("Join the community first."))
    address = f"{community.channel.identity.stable_id}/messages/{name}/"
    said = Said(
        act=Act.REPLY if answered else Act.POST,
        reference=Reference(uri=address, id=name, url=address),
        actor=Profile(identity.stable_id, identity.handle, identity.name, identity.url, identity.avatar_url),
        at=now,
        text="",
        html=read.html,
        language=author.user.language if author.user else "",
        parent_uri=answered.uri if answered else "",
        root_uri=answered.conversation.root_uri if answered else address,
        is_question=asks,
    )
    message = receive(community.channel, said)
    if message is None:
        raise Conflict(_("This was written already."))
    Conversation.objects.filter(pk=message.conversation_id).update(refresh_due_at=None)  # all of it is here
    tag(message, read.tags)
    writing = Writing.objects.create(
        message=message, author=author, source=words.source, html=read.html, warning=words.warning.strip()
    )
    send_sketch(author, words.key, writing)
    return writing


def read_words(community: Community, words: Words) -> Read:
    """Return what was typed as it is understood; raise Refusal if it is nothing or too long."""
    if not words.source.strip():
        raise Refusal(_("Write something first."), field="source")
    if len(words.source) > LONGEST:
        raise Refusal(_("This is too long. At most 50,000 characters fit."), field="source")
    if len(words.warning) > LONGEST_WARNING:
        raise Refusal(_("A warning has at most 200 characters."), field="warning")
    return read_markdown(words.source, names_in(community, words.source))


def _group_of(writing: Writing) -> Group | None:
    return Group.objects.filter(topics__conversation=writing.message.conversation_id).first()
