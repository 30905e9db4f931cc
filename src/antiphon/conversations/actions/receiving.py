"""How words are received and kept, theirs and ours."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from antiphon.channels.connector import Act, Did, Profile, Reference, Said
from antiphon.channels.models import Channel
from antiphon.conversations.actions.waiting import tell_who_waits
from antiphon.conversations.actions.waiting_after import tell_who_waits_after
from antiphon.conversations.models import Conversation, Message
from antiphon.conversations.rules import SCHEDULE
from antiphon.ledger.actions import Happened, record
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.lib.markup import clean_text, plain_text, safe_html, word_count
from antiphon.people.actions import meet, web_address
from antiphon.people.models import Identity, Side

#: What the columns of a message hold.
_LONGEST_NAME, _LONGEST_VERSION = 700, 200


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message of ours that stands on a network."""

    reference: Reference
    at: datetime
    text: str
    language: str
    answers: Message | None = None
    pictures: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def receive(channel: Channel, said: Said, *, one_of_many: bool = False, overheard: bool = False) -> Message | None:
    """Keep a message that was heard, with its line in the ledger; None if it was kept before or cannot be kept.

    Who receives many at once calls `tell_who_waits` for each conversation afterwards. What is `overheard` was said to
    nobody of us: it is no call to answer, and in the ledger it goes to nobody.
    """
    if not _can_be_kept(said):
        return None
    if Message.objects.filter(brand_id=channel.brand_id, uri=said.reference.uri).exists():
        return None
    author = met(channel, said.actor, said.at)
    parent = _message(channel, said.parent_uri)
    conversation = _conversation(channel, said, parent)
    text = clean_text(said.text) if not said.html else plain_text(said.html)
    message = Message.objects.create(
        brand_id=channel.brand_id,
        conversation=conversation,
        author=author,
        act=said.act,
        uri=said.reference.uri,
        network_id=said.reference.id,
        version=said.reference.version,
        url=web_address(said.reference.url),
        parent_uri=said.parent_uri,
        text=text,
        html=safe_html(said.html),
        language=said.language[:16],
        pictures=[list(picture) for picture in said.pictures],
        sent_at=said.at,
        is_question=said.is_question,
        received_at=clock.now(),
        overheard=overheard,
    )
    target = None if overheard and parent is None else _spoken_to(channel, said, parent)
    record(_happened(channel, message, said.act, target))
    if not one_of_many:
        tell_who_waits_after(message)
    return message


@transaction.atomic
def reword(message: Message, text: str, html: str) -> None:
    """Let a message say something else, as its author changed it; the ledger keeps what was done."""
    message.text, message.html = clean_text(text), safe_html(html)
    message.save(update_fields=["text", "html"])
    tell_who_waits(message.conversation)


@transaction.atomic
def keep_ours(channel: Channel, spoken: Spoken) -> Message:
    """Keep a message that we sent, with its line in the ledger; the same one if it was kept before."""
    found = _message(channel, spoken.reference.uri)
    if found:
        return found
    answered = spoken.answers
    conversation = answered.conversation if answered else _opened(channel, spoken.reference.uri, spoken.at)
    act = Act.REPLY if answered else Act.POST
    message = Message.objects.create(
        brand_id=channel.brand_id,
        conversation=conversation,
        author=channel.identity,
        act=act,
        uri=spoken.reference.uri,
        network_id=spoken.reference.id,
        version=spoken.reference.version,
        url=spoken.reference.url,
        parent_uri=answered.uri if answered else "",
        text=spoken.text,
        language=spoken.language,
        pictures=[list(picture) for picture in spoken.pictures],
        sent_at=spoken.at,
        received_at=clock.now(),
    )
    record(_happened(channel, message, act, answered.author if answered else None))
    tell_who_waits_after(message)
    return message


@transaction.atomic
def note_taken_down(channel: Channel, uri: str, at: datetime) -> None:
    """Note that a message of ours stands no more; what it opened is kept, and looked after no more."""
    Message.objects.filter(brand_id=channel.brand_id, uri=uri, taken_down_at=None).update(taken_down_at=at)
    Conversation.objects.filter(brand_id=channel.brand_id, root_uri=uri).update(refresh_due_at=None)


@transaction.atomic
def note_act(channel: Channel, did: Did) -> bool:
    """Record a like, a share or a follow; False if it was recorded before."""
    subject = _message(channel, did.subject_uri)
    return record(
        Happened(
            verb=Verb(did.act),
            at=did.at,
            actor=met(channel, did.actor, did.at),
            target=subject.author if subject else channel.identity,
            channel=channel,
            subject=did.subject_uri or channel.identity.stable_id,
            parent=did.subject_uri,
            root=subject.conversation.root_uri if subject else did.subject_uri,
            source=f"{channel.kind}:{did.source}",
        )
    )


def met(channel: Channel, who: Profile, at: datetime) -> Identity:
    """Return the identity behind an account of this channel's network; ourselves stay ourselves."""
    ours = who.stable_id == channel.identity.stable_id
    return meet(
        channel.brand,
        network=channel.kind,
        stable_id=who.stable_id,
        at=at,
        handle=who.handle,
        name=clean_text(who.name),
        url=who.url,
        avatar_url=who.avatar_url,
        automated=who.automated,
        side=Side.US if ours else Side.THEM,
        pages=who.pages,
        aliases=who.aliases,
    )


def _can_be_kept(said: Said) -> bool:
    """Whether the names that a stranger's server gives fit: one message must not keep all others from being heard."""
    where = said.reference
    names = (where.uri, where.id, said.parent_uri, said.root_uri)
    return all(len(name) <= _LONGEST_NAME for name in names) and len(where.version) <= _LONGEST_VERSION


def _conversation(channel: Channel, said: Said, parent: Message | None) -> Conversation:
    if parent:
        return parent.conversation
    return _opened(channel, said.root_uri or said.parent_uri or said.reference.uri, said.at)


def _opened(channel: Channel, root_uri: str, at: datetime) -> Conversation:
    conversation, _ = Conversation.objects.get_or_create(
        brand_id=channel.brand_id,
        root_uri=root_uri,
        defaults={"channel": channel, "opened_at": at, "last_at": at, "refresh_due_at": clock.now() + SCHEDULE[0][1]},
    )
    return conversation


def _message(channel: Channel, uri: str) -> Message | None:
    found = Message.objects.select_related("conversation", "author")
    return found.filter(brand_id=channel.brand_id, uri=uri).first() if uri else None


def _spoken_to(channel: Channel, said: Said, parent: Message | None) -> Identity | None:
    """Return whom the words are for: the author of what they answer, else us who heard them."""
    if parent:
        return parent.author
    return channel.identity if said.act in {Act.MENTION, Act.DIRECT, Act.QUOTE} or not said.parent_uri else None


def _happened(channel: Channel, message: Message, act: Act, target: Identity | None) -> Happened:
    return Happened(
        verb=Verb(act),
        at=message.sent_at,
        actor=message.author,
        target=target,
        channel=channel,
        subject=message.uri,
        parent=message.parent_uri,
        root=message.conversation.root_uri,
        words=word_count(message.text),
        source=f"{channel.kind}:{message.uri}",
    )
