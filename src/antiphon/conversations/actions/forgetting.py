"""The words of somebody who asked to be forgotten are taken out; that something was said stays."""

from django.db import transaction

from antiphon.conversations.models import CallToAnswer, Conversation, Message, Note, Waiting
from antiphon.people.models import Identity, Side


@transaction.atomic
def forget_words(identity: Identity) -> int:
    """Take the words, pictures and links out of all that an account said; return how many messages that were.

    Each message stays in its place, so that answers can be followed. Nobody is answered who is not there any more:
    what waited for us waits no more, and calls that were answered stay on record. Notes of colleagues go where
    nobody else spoke with us: they are about them.
    """
    said = Message.objects.filter(author=identity)
    talks = set(said.values_list("conversation", flat=True))
    CallToAnswer.objects.filter(opened_by__author=identity, answered_at=None).delete()
    for conversation in Conversation.objects.filter(pk__in=talks, waiting_on=Waiting.US):
        _wait_no_more(conversation)
    others = Message.objects.filter(conversation__in=talks, author__side=Side.THEM).exclude(author=identity)
    Note.objects.filter(conversation__in=talks - set(others.values_list("conversation", flat=True))).delete()
    return said.update(text="", html="", pictures=[], url="", language="")


def _wait_no_more(conversation: Conversation) -> None:
    still = conversation.calls_to_answer.filter(answered_at=None, closed_at=None).order_by("opened_at").first()
    conversation.waiting_since = still.opened_at if still else None
    conversation.answer_due_at = still.due_at if still else None
    conversation.waiting_on = Waiting.US if still else Waiting.NOBODY
    conversation.save(update_fields=["waiting_on", "waiting_since", "answer_due_at"])
