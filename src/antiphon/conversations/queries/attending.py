"""Who else is at a conversation now, and what nobody of the team has opened yet."""

from dataclasses import dataclass
from datetime import timedelta

from antiphon.conversations.models import Conversation, Message, Note, Presence, SavedReply
from antiphon.conversations.rules import filled
from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.people.models import Side

#: The page tells every five seconds that it is looked at; after three times without, nobody is there.
THERE = timedelta(seconds=16)
WRITING = timedelta(seconds=12)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the team who looks at the same conversation now; `writes`: an answer is being written."""

    member: Member
    writes: bool


def others_at(conversation: Conversation, member: Member) -> list[Colleague]:
    """Return who else is at a conversation, in the order of their names. One query."""
    now = clock.now()
    rows = Presence.objects.filter(conversation=conversation, seen_at__gte=now - THERE, member__left_at=None)
    found = rows.exclude(member=member).select_related("member__user").order_by("member__user__name", "pk")
    return [Colleague(one.member, one.wrote_at is not None and one.wrote_at >= now - WRITING) for one in found]


def unheard(conversation: Conversation) -> list[Message]:
    """Return the messages of others that no member has opened yet. One query."""
    rows = conversation.messages.filter(author__side=Side.THEM, heard=None)
    return list(rows.only("pk"))


def notes_of(conversation: Conversation) -> list[Note]:
    """Return the notes beside a conversation, the oldest first. Two queries."""
    return list(conversation.notes.select_related("author__user").prefetch_related("told__user").order_by("at", "pk"))


def replies_for(message: Message) -> list[SavedReply]:
    """Return the saved replies of the brand: those in the language of a message first, each in order of names."""
    rows = SavedReply.objects.filter(brand=message.brand_id).order_by("name", "language")
    return sorted(rows, key=lambda one: one.language != message.language[:2])


def words_of(reply: SavedReply, by: Member, message: Message, network: str) -> str:
    """Return a saved reply as it is put into the field: filled in for whom we answer. Nothing is sent."""
    author = message.author
    known = "" if author.anonymized_at else author.name or author.handle
    values = {
        "name": known,
        "handle": "" if author.anonymized_at else author.handle,
        "brand": by.brand.name,
        "agent": str(by.user),
        "network": network,
    }
    return filled(reply.text, values)
