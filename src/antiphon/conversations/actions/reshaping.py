"""How a conversation is parted, and put below another."""

from collections.abc import Collection

from django.db import transaction

from antiphon.conversations.actions.waiting import tell_who_waits
from antiphon.conversations.models import Closing, Conversation, Message, Waiting


@transaction.atomic
def part(conversation: Conversation, message: Message, keys: Collection[int]) -> Conversation:
    """Take messages out into a conversation of their own, of which one is the root; their addresses stay.

    The calls to answer go along, and what was closed stays closed; the ledger keeps what was done as it was done.
    """
    opened = {"channel_id": conversation.channel_id, "opened_at": message.sent_at, "last_at": message.sent_at}
    found, is_new = Conversation.objects.get_or_create(
        brand_id=conversation.brand_id, root_uri=message.uri, defaults=opened | {"assignee": conversation.assignee}
    )
    if is_new:
        closings = conversation.closings.filter(withdrawn_at=None)
        Closing.objects.bulk_create([Closing(conversation=found, by=one.by, at=one.at) for one in closings])
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
            each.last_message, each.heard_at = None, None
        each.refresh_due_at = due[each.pk]
        each.save(update_fields=["waiting_on", "waiting_since", "last_message", "heard_at", "refresh_due_at"])
