"""Moderators let held writings through, or turn them back."""

from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.community.actions.ideas import put_forward
from antiphon.community.actions.noting import note
from antiphon.community.actions.writing import Words, open_topic, reply
from antiphon.community.models import Ask, Deed, HeldWriting, Kind, Participant
from antiphon.community.permissions import Viewer, require_moderator, suspension_of
from antiphon.community.queries.participants import viewer_of
from antiphon.conversations.models import Message
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.markup import clean_text


@transaction.atomic
def let_through(viewer: Viewer, held: HeldWriting) -> Message:
    """Let a held writing stand, as a message of this moment; raise Refusal if it cannot stand any more."""
    keeper, found = _decidable(viewer, held)
    author = found.author
    if author.user is None or not author.takes_part or suspension_of(author, found.group):
        raise Conflict(_("Who wrote this takes part no longer, or is suspended. Turn it back."))
    message = _stand(viewer_of(viewer.community, author.user), found)
    found.message, found.decided_at, found.decided_by = message, clock.now(), keeper
    found.save(update_fields=["message", "decided_at", "decided_by"])
    return message


@transaction.atomic
def turn_back(viewer: Viewer, held: HeldWriting, why: str) -> None:
    """Do not let a held writing through; its author reads why."""
    keeper, found = _decidable(viewer, held)
    text = clean_text(why).strip()
    if not text:
        raise Refusal(_("Say why: who wrote it will read it."), field="why")
    found.decided_at, found.decided_by, found.why_not = clock.now(), keeper, text[:300]
    found.save(update_fields=["decided_at", "decided_by", "why_not"])
    note(keeper, Deed.NOT_LET_THROUGH, found.group, topic=found.topic, about=found.author)


@transaction.atomic
def withdraw(viewer: Viewer, held: HeldWriting) -> None:
    """Take back words of one's own that still wait."""
    own = viewer.participant is not None and held.author_id == viewer.participant.pk
    if not own or not HeldWriting.objects.waiting().filter(pk=held.pk).delete()[0]:
        raise Conflict(_("These words do not wait any more."))


def _decidable(viewer: Viewer, held: HeldWriting) -> tuple[Participant, HeldWriting]:
    waiting = HeldWriting.objects.waiting().select_for_update(of=("self",)).filter(group__brand=viewer.brand)
    found = waiting.select_related("group", "author__user").filter(pk=held.pk).first()
    if found is None:
        raise Conflict(_("Somebody else decided this already."))
    keeper = require_moderator(viewer, found.group)
    if found.author_id == keeper.pk:
        raise NotAllowed(_("Somebody else looks at your words."))
    return keeper, found


def _stand(author: Viewer, held: HeldWriting) -> Message:
    words = Words(source=held.source, warning=held.warning, key=held.key)
    if held.topic is not None:
        if held.answered is None:
            raise Conflict(_("The message that it answers is gone. Turn it back."))
        ask = Ask.objects.select_related("topic__group", "topic__conversation").filter(topic=held.topic).first()
        if held.title and ask is not None:
            return put_forward(author, ask, held.title, words).message
        return reply(author, held.topic, held.answered, words).message
    topic = open_topic(author, held.group, held.title, words, Kind(held.kind))
    return topic.conversation.messages.get(parent_uri="")
