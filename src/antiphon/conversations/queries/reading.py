"""A conversation in its tree, and what stands beside it."""

from collections.abc import Collection
from dataclasses import dataclass

from antiphon.channels.connector import Act
from antiphon.conversations.models import Conversation, Message
from antiphon.ledger.rules import carried_on
from antiphon.lib.trees import preorder
from antiphon.organizations.models import Brand


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


def words_told(brand: Brand, uris: Collection[str]) -> dict[str, str]:
    """Return what messages say, by their address. One query for each thousand addresses."""
    wanted = list(uris)
    found: dict[str, str] = {}
    for begin in range(0, len(wanted), _AT_ONCE):
        said = Message.objects.filter(brand=brand, uri__in=wanted[begin : begin + _AT_ONCE])
        found |= dict(said.values_list("uri", "text"))
    return found


_AT_ONCE = 1000
