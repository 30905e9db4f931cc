"""Who waits after one more message: worked out from it and the last call, however long the conversation is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from antiphon.conversations.actions.waiting import (
    SUMMED,
    TOLD,
    keep_call,
    open_call,
    soon,
    tell_who_waits,
    utterance,
    withdrawn_not,
)
from antiphon.conversations.models import CallToAnswer, Conversation, Message, Waiting
from antiphon.conversations.rules import Call, Others, Utterance, calls, others, waiting_on
from antiphon.people.models import Side


@transaction.atomic
def tell_who_waits_after(message: Message) -> None:
    """Tell who waits now that a message came: as `tell_who_waits` does, and without reading what was said before.

    What came out of its order, or is what an earlier message answers, has everything worked out anew.
    """
    others_there = Message.objects.filter(conversation=message.conversation_id).exclude(pk=message.pk)
    later = Q(sent_at__gt=message.sent_at) | Q(sent_at=message.sent_at, pk__gt=message.pk)
    held = Conversation.objects.select_for_update().get(pk=message.conversation_id)
    if held.last_message_id is None or others_there.filter(later | Q(parent_uri=message.uri)).exists():
        tell_who_waits(held)
    else:
        _go_on(held, message)
    for name in (*TOLD, *SUMMED):
        setattr(message.conversation, name, getattr(held, name))


def _go_on(conversation: Conversation, message: Message) -> None:
    closings = withdrawn_not(conversation)
    rows = conversation.calls_to_answer.select_related("opened_by__author")
    last = rows.order_by("-opened_at", "-opened_by_id").first()
    heard = (
        Message.objects.filter(brand=conversation.brand_id, uri=message.parent_uri) if message.parent_uri else None
    )
    upon = heard.select_related("author").filter(conversation=conversation).first() if heard is not None else None
    new = utterance(message, upon.author if upon else None, closings)
    spoken = [new]
    if last is not None and last.answered_at is None:  # all between it and the new message changed nothing
        spoken = [replace(utterance(last.opened_by, None, closings), needs_answer=True), new]
    waiting = _keep(conversation, message, spoken, last)
    _hear_others(conversation, last, new)
    if not message.author.automated:
        conversation.waiting_on = Waiting(waiting_on(spoken))
    conversation.waiting_since = waiting.opened_at if waiting else None
    conversation.answer_due_at = waiting.due_at if waiting else None
    _summarize(conversation, message, closings)
    conversation.save(update_fields=[*TOLD, *SUMMED])


def _keep(
    conversation: Conversation, message: Message, spoken: Sequence[Utterance], last: CallToAnswer | None
) -> CallToAnswer | None:
    """Keep the last call, and one that the message opens; return the one that is open."""
    waiting: CallToAnswer | None = None
    for found in calls(spoken):
        if last is not None and found.opened_by == last.opened_by_id:
            row, is_first = last, last.is_first
        else:
            row, is_first = open_call(conversation, message), last is None
        keep_call(row, found, _also(row, spoken, found), is_first=is_first)
        waiting = row if found.is_open else waiting
    return waiting


def _hear_others(conversation: Conversation, last: CallToAnswer | None, new: Utterance) -> None:
    """Note who spoke to those whose calls a member closed: such a call hears others until it is answered."""
    closed = conversation.calls_to_answer.filter(answered_at=None, closed_at__isnull=False)
    for row in closed.exclude(pk=last.pk if last and last.pk else 0).select_related("opened_by__author"):
        call = Call(row.opened_at, row.opened_by_id, closed_at=row.closed_at)
        also = _also(row, [utterance(row.opened_by, None, []), new], call)
        keep_call(row, call, also, is_first=row.is_first)


def _also(row: CallToAnswer, spoken: Sequence[Utterance], call: Call) -> Others:
    also = others(spoken, call)
    return Others(_first(row.person_at, also.person_at), _first(row.machine_at, also.machine_at))


def _first(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((at for at in (one, other) if at), default=None)


def _summarize(conversation: Conversation, message: Message, closings: Sequence[datetime]) -> None:
    theirs, automated = message.author.side != Side.US, message.author.automated
    conversation.last_at = max(conversation.last_at, message.sent_at)
    conversation.opened_at = min(conversation.opened_at, message.sent_at)
    if theirs:
        conversation.last_message, conversation.heard_at = message, message.sent_at
        conversation.kind, conversation.language = message.act, message.language
    elif conversation.heard_at is None:
        conversation.last_message = message
    if not automated:
        closed = closings[-1] if closings and message.received_at <= closings[-1] else None
        conversation.closed_at = closed
    asleep = conversation.snoozed_at
    if theirs and not automated and asleep is not None and message.received_at > asleep:
        conversation.snoozed_until = None
    conversation.refresh_due_at = soon(conversation.refresh_due_at)
