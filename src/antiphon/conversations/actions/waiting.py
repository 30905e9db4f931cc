"""Who waits for whom: worked out anew from the messages whenever one comes."""

from datetime import datetime

from django.db import transaction

from antiphon.channels.connector import Act
from antiphon.conversations.models import CallToAnswer, Conversation, Message, Waiting
from antiphon.conversations.rules import SCHEDULE, Utterance, calls, came_late, needs_answer, waiting_on
from antiphon.lib import clock
from antiphon.people.models import Side


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
