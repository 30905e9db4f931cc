"""Reads about conversations with more than one caller."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Window
from django.db.models.functions import RowNumber

from antiphon.channels.connector import Act
from antiphon.conversations.models import Conversation, Message
from antiphon.ledger.rules import carried_on
from antiphon.lib.trees import preorder
from antiphon.organizations.models import Member
from antiphon.people.models import Side


@dataclass(frozen=True, slots=True)
class Branch:
    """A message at its place in the tree: `depth` 0 is the root; `ours` whether we said it."""

    message: Message
    depth: int
    ours: bool
    detached: bool


def root_of(conversation: Conversation) -> Message | None:
    """Return the message that opened the conversation, or None if it was never heard."""
    found = conversation.messages.filter(uri=conversation.root_uri)
    return found.select_related("author", "conversation__channel").first()


def parts_below(message: Message) -> list[Message]:
    """Return the later parts and first comments of a post, in order: a thread is one post. One query."""
    rows = message.conversation.messages.filter(author=message.author).exclude(act=Act.DIRECT)
    own = {one.uri: one for one in rows.select_related("conversation__channel").order_by("sent_at", "pk")}
    return [own[uri] for uri in carried_on(message.uri, [(one.uri, one.parent_uri) for one in own.values()])]


def tree(conversation: Conversation) -> list[Branch]:
    """Return the conversation in reading order: each message before its answers, siblings by time."""
    messages = {message.uri: message for message in conversation.messages.select_related("author__person")}
    rows = [(one.uri, one.parent_uri or None, one.sent_at) for one in messages.values()]
    return [
        Branch(messages[placed.id], placed.depth, messages[placed.id].author.side == "us", placed.detached)
        for placed in preorder(rows)
    ]


def inbox(
    member: Member, *, waiting_only: bool = True, limit: int = 30, before: int | None = None
) -> list[Conversation]:
    """Return a page of what a member may read, with what was said last: the longest wait, or the newest, first.

    Posts of ours that nobody has answered are no conversations yet and are left out. Two queries
    however many there are: the rows, and the last message of each.
    """
    rows = member.brand.conversations.told_to(member).select_related("channel__identity", "assignee__user")
    others = Message.objects.filter(conversation=OuterRef("pk"), author__side=Side.THEM)
    rows = rows.waiting_for_us() if waiting_only else rows.filter(Exists(others)).order_by("-last_at")
    page = list(rows[(before or 0) : (before or 0) + limit])
    newest = _last_words([one.pk for one in page])
    for one in page:
        one.last_message = newest.get(one.pk)  # type: ignore[attr-defined]
    return page


def _last_words(conversations: list[int]) -> dict[int, Message]:
    """Return the last message of others in each conversation, or our own where nobody else spoke."""

    ranked = Message.objects.filter(conversation__in=conversations).annotate(
        place=Window(
            RowNumber(), partition_by=F("conversation"), order_by=[F("author__side").asc(), F("sent_at").desc()]
        )
    )
    found = ranked.filter(place=1).select_related("author__person")
    return {message.conversation_id: message for message in found}
