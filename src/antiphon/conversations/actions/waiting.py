"""Who waits for whom: worked out anew from the messages whenever one comes."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from antiphon.channels.connector import Act
from antiphon.conversations.models import CallToAnswer, Conversation, Message, Waiting
from antiphon.conversations.queries.answering import due_of
from antiphon.conversations.rules import (
    SCHEDULE,
    Call,
    Others,
    Utterance,
    call_kind,
    calls,
    came_late,
    needs_answer,
    others,
    waiting_on,
)
from antiphon.lib import clock
from antiphon.people.models import Identity, Side

TOLD = ("waiting_on", "waiting_since", "answer_due_at", "last_at", "opened_at", "refresh_due_at")
SUMMED = ("last_message", "heard_at", "kind", "language", "closed_at", "snoozed_until")


@transaction.atomic
def tell_who_waits(conversation: Conversation) -> None:
    """Work out anew who waits for whom: the calls to answer follow from the messages, and from what was closed."""
    messages = list(conversation.messages.select_related("author").order_by("sent_at", "pk"))
    authors = {message.uri: message.author for message in messages}
    closings = withdrawn_not(conversation)
    spoken = [utterance(message, authors.get(message.parent_uri), closings) for message in messages]
    waiting = _keep_calls(conversation, messages, spoken)
    conversation.waiting_on = Waiting(waiting_on(spoken))
    conversation.waiting_since = waiting.opened_at if waiting else None
    conversation.answer_due_at = waiting.due_at if waiting else None
    _summarize(conversation, messages, closings)
    conversation.save(update_fields=[*TOLD, *SUMMED])


def _keep_calls(
    conversation: Conversation, messages: Sequence[Message], spoken: Sequence[Utterance]
) -> CallToAnswer | None:
    """Keep the calls to answer as they follow from what was said; return the one that is open."""
    known = {call.opened_by_id: call for call in conversation.calls_to_answer.all()}
    by_key = {message.pk: message for message in messages}
    waiting: CallToAnswer | None = None
    for place, found in enumerate(calls(spoken)):
        row = known.pop(found.opened_by, None) or open_call(conversation, by_key[found.opened_by])
        keep_call(row, found, others(spoken, found), is_first=place == 0)
        waiting = row if found.is_open else waiting
    conversation.calls_to_answer.filter(pk__in=[call.pk for call in known.values()]).delete()
    return waiting


def open_call(conversation: Conversation, message: Message) -> CallToAnswer:
    """Return a call that a message opens, not kept yet."""
    kind = call_kind(message.act, message.author.network)
    before = Message.objects.filter(brand=conversation.brand_id, sent_at__lt=message.sent_at)
    person = message.author.person_id
    known = before.filter(author__person=person) if person else before.filter(author=message.author_id)
    return CallToAnswer(
        conversation=conversation,
        opened_by=message,
        kind=kind,
        first_timer=not known.exists(),
        due_at=due_of(conversation.brand, kind, message.sent_at),
    )


def keep_call(row: CallToAnswer, found: Call, also: Others, *, is_first: bool) -> None:
    """Keep a call as it follows from what was said, if that is otherwise than it is kept."""
    facts = {
        "is_first": is_first,
        "opened_at": found.opened_at,
        "answered_by_id": found.answered_by,
        "answered_at": found.answered_at,
        "closed_at": found.closed_at,
        "person_at": also.person_at,
        "machine_at": also.machine_at,
    }
    if row.pk and all(getattr(row, name) == value for name, value in facts.items()):
        return
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()


def _summarize(conversation: Conversation, messages: Sequence[Message], closings: Sequence[datetime]) -> None:
    """Put down what the inbox shows and filters by."""
    theirs = [one for one in messages if one.author.side != Side.US]
    by_people = [one for one in theirs if not one.author.automated]
    last = theirs[-1] if theirs else None
    conversation.last_at = max(message.sent_at for message in messages)
    conversation.opened_at = min(message.sent_at for message in messages)
    conversation.last_message = last or messages[-1]
    conversation.heard_at = last.sent_at if last else None
    conversation.kind, conversation.language = (last.act, last.language) if last else ("", "")
    said_until = max((one.received_at for one in messages if not one.author.automated), default=None)
    closed = closings[-1] if closings and (said_until is None or said_until <= closings[-1]) else None
    conversation.closed_at = closed
    due, snoozed_until, snoozed_at = _stored(conversation)
    conversation.refresh_due_at = soon(due)
    woken = snoozed_at is not None and any(one.received_at > snoozed_at for one in by_people)
    conversation.snoozed_until = None if woken else snoozed_until


def _stored(conversation: Conversation) -> tuple[datetime | None, datetime | None, datetime | None]:
    """Return what others may have written meanwhile: when it is looked after, and until and since when it rests."""
    row = Conversation.objects.filter(pk=conversation.pk)
    return row.values_list("refresh_due_at", "snoozed_until", "snoozed_at").get()


def soon(due: datetime | None) -> datetime:
    """Return when to look after it next: within the minute, and no later than it was to be.

    Where words come every few seconds each would put the look off else, and its figures would never be asked for.
    """
    soon = clock.now() + SCHEDULE[0][1]
    return min(due, soon) if due else soon


def _brought_along(message: Message) -> bool:
    """Whether it was said long before it came into a community; what a network tells late is as it ever was."""
    return message.author.network == "community" and came_late(message.sent_at, message.received_at)


def withdrawn_not(conversation: Conversation) -> list[datetime]:
    """Return when members said that nobody waits any more, the earliest first; what was taken back is left out."""
    return list(conversation.closings.filter(withdrawn_at=None).order_by("at").values_list("at", flat=True))


def utterance(message: Message, upon: Identity | None, closings: Sequence[datetime]) -> Utterance:
    """Return a message as the rules of waiting read it; `upon` is who said what it answers, where that is known."""
    to_us = upon is not None and upon.side == Side.US
    kind = Act.POST if message.act == Act.REPLY and not to_us else message.act
    asks = needs_answer(message.text, "question" if message.is_question and message.text else kind)
    return Utterance(
        at=message.sent_at,
        by="us" if message.author.side == Side.US else "them",
        automated=message.author.automated,
        needs_answer=asks and not (message.overheard or _brought_along(message)),
        id=message.pk,
        author=message.author_id,
        upon=upon.pk if upon else 0,
        closed_at=next((at for at in closings if at >= message.received_at), None),
    )
