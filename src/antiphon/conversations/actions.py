"""How words are received and kept: the only place that writes conversations."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from antiphon.channels.connector import Act, Did, Profile, Reference, Said
from antiphon.channels.models import Channel
from antiphon.conversations.models import CallToAnswer, Conversation, Message, Waiting
from antiphon.conversations.rules import (
    SCHEDULE,
    Utterance,
    calls,
    came_late,
    needs_answer,
    wait_for_look,
    waiting_on,
)
from antiphon.ledger.actions import Happened, record
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.lib.markup import clean_text, plain_text, safe_html, word_count
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
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
def receive(channel: Channel, said: Said, *, one_of_many: bool = False) -> Message | None:
    """Keep a message that was heard, with its line in the ledger; None if it was kept before or cannot be kept.

    Who receives many at once calls `tell_who_waits` for each conversation afterwards.
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
        received_at=clock.now(),
    )
    record(_happened(channel, message, said.act, _spoken_to(channel, said, parent)))
    if not one_of_many:
        tell_who_waits(conversation)
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
    tell_who_waits(conversation)
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
    )


@transaction.atomic
def assign(by: Member, conversation: Conversation, to: Member | None) -> None:
    """Say who takes care of a conversation."""
    require(by, Duty.ANSWER)
    conversation.assignee = to
    conversation.save(update_fields=["assignee"])


@transaction.atomic
def part(conversation: Conversation, message: Message, keys: Collection[int]) -> Conversation:
    """Take messages out into a conversation of their own, of which one is the root; their addresses stay.

    The calls to answer go along; the ledger keeps what was done as it was done.
    """
    opened = {"channel_id": conversation.channel_id, "opened_at": message.sent_at, "last_at": message.sent_at}
    found, _ = Conversation.objects.get_or_create(
        brand_id=conversation.brand_id, root_uri=message.uri, defaults=opened | {"assignee": conversation.assignee}
    )
    conversation.messages.filter(pk__in=keys).update(conversation=found)
    _tell_both(conversation, found)
    return found


@transaction.atomic
def put_below(conversation: Conversation, other: Conversation) -> None:
    """Put all messages of a conversation below the root of another, where they answer nothing that is there."""
    there = set(other.messages.values_list("uri", flat=True))
    roots = conversation.messages.filter(uri=conversation.root_uri).exclude(parent_uri__in=there)
    roots.update(parent_uri=other.root_uri)
    conversation.messages.update(conversation=other)
    _tell_both(conversation, other)


def _tell_both(one: Conversation, other: Conversation) -> None:
    due = {each.pk: each.refresh_due_at for each in (one, other)}
    for each in (one, other):
        each.calls_to_answer.all().delete()
    for each in (one, other):
        if each.messages.exists():
            tell_who_waits(each)
        else:
            each.waiting_on, each.waiting_since = Waiting.NOBODY, None
        each.refresh_due_at = due[each.pk]
        each.save(update_fields=["waiting_on", "waiting_since", "refresh_due_at"])


@transaction.atomic
def claim_refresh(lease: timedelta) -> Conversation | None:
    """Take the next conversation whose tree and figures are due for a look."""
    now = clock.now()
    free = Channel.objects.connected().not_quiet(now).with_requests_to_spare(now)
    gone = Message.objects.filter(brand=OuterRef("brand"), uri=OuterRef("root_uri"), taken_down_at__isnull=False)
    due = Conversation.objects.filter(~Exists(gone), refresh_due_at__lte=now, channel__in=free)
    for pk in due.order_by("refresh_due_at").values_list("pk", flat=True)[:5]:
        if Conversation.objects.filter(pk=pk, refresh_due_at__lte=now).update(refresh_due_at=now + lease):
            found = Conversation.objects.select_related("channel__brand", "channel__identity")
            return found.get(pk=pk)
    return None


@transaction.atomic
def finish_refresh(conversation: Conversation, *, failed: bool = False) -> None:
    """Set when the conversation is looked after next, and when it was; never again once it is a year old."""
    now = clock.now()
    wait = wait_for_look(now - conversation.last_at, failed=failed)
    fields = {"refresh_due_at": now + wait if wait else None} | ({} if failed else {"refreshed_at": now})
    Conversation.objects.filter(pk=conversation.pk).update(**fields)


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


@transaction.atomic
def tell_who_waits(conversation: Conversation) -> None:
    """Work out anew who waits for whom: the calls to answer follow from the messages alone."""
    messages = list(conversation.messages.select_related("author").order_by("sent_at", "pk"))
    ours = {message.uri for message in messages if message.author.side == Side.US}
    spoken = [_utterance(message, to_us=message.parent_uri in ours) for message in messages]
    found = calls(spoken)
    for call in found:
        CallToAnswer.objects.update_or_create(
            opened_by_id=call.opened_by,
            defaults={
                "conversation": conversation,
                "opened_at": call.opened_at,
                "answered_by_id": call.answered_by,
                "answered_at": call.answered_at,
            },
        )
    kept = [call.opened_by for call in found]
    conversation.calls_to_answer.exclude(opened_by_id__in=kept).delete()
    open_since = [call.opened_at for call in found if call.answered_at is None]
    conversation.waiting_on = Waiting(waiting_on(spoken))
    conversation.waiting_since = min(open_since, default=None)
    conversation.last_at = max(message.sent_at for message in messages)
    conversation.opened_at = min(message.sent_at for message in messages)
    conversation.refresh_due_at = _soon(conversation)
    fields = ["waiting_on", "waiting_since", "last_at", "opened_at", "refresh_due_at"]
    conversation.save(update_fields=fields)


def _soon(conversation: Conversation) -> datetime:
    """Return when to look after it next: within the minute, and no later than it was to be.

    Where words come every few seconds each would put the look off else, and its figures would never be asked for.
    """
    due = Conversation.objects.filter(pk=conversation.pk).values_list("refresh_due_at", flat=True).first()
    soon = clock.now() + SCHEDULE[0][1]
    return min(due, soon) if due else soon


def _brought_along(message: Message) -> bool:
    """Whether it was said long before it came into a community; what a network tells late is as it ever was."""
    return message.author.network == "community" and came_late(message.sent_at, message.received_at)


def _utterance(message: Message, *, to_us: bool) -> Utterance:
    kind = Act.POST if message.act == Act.REPLY and not to_us else message.act
    return Utterance(
        at=message.sent_at,
        by="us" if message.author.side == Side.US else "them",
        automated=message.author.automated,
        needs_answer=needs_answer(message.text, kind) and not _brought_along(message),
        id=message.pk,
    )
