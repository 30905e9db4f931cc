"""A message of a reply tree, as the measures see it."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

from antiphon.lib.sortable import Sortable
from antiphon.lib.trees import preorder


@dataclass(frozen=True, slots=True)
class Message[K: Sortable]:
    """One message: what it answers, who wrote it, whether that is one of us.

    `author` stands for a person, not for an account; `flagged`: set aside by integrity. For
    influence a share is a message too, hung below what it shares.
    """

    id: K
    parent_id: K | None
    author: Hashable
    ours: bool
    at: datetime
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class ReplyTree[K: Sortable]:
    """Messages in reading order, the root first.

    `parents` holds the place of what each message answers (-1 for the root), `depths` how far it
    is from the root; `detached` counts the messages that hang below no part of the tree.
    """

    messages: tuple[Message[K], ...]
    parents: tuple[int, ...]
    depths: tuple[int, ...]
    detached: int

    @property
    def replies(self) -> list[tuple[Message[K], Message[K]]]:
        """Return each reply with the message it answers."""
        pairs = zip(self.messages, self.parents, strict=True)
        return [(reply, self.messages[parent]) for reply, parent in pairs if parent >= 0]


def by_id[K: Sortable](messages: Iterable[Message[K]]) -> dict[K, Message[K]]:
    """Return the messages by their identifier; of two with the same one the earlier."""
    said: dict[K, Message[K]] = {}
    for message in messages:
        if message.id not in said or message.at < said[message.id].at:
            said[message.id] = message
    return said


def reply_tree[K: Sortable](messages: Iterable[Message[K]]) -> ReplyTree[K]:
    """Return the tree of the earliest root, whatever the order of the messages.

    Where no root is there, the earliest message without its parent stands for it. Raises
    ValueError without a message.
    """
    said = by_id(messages)
    placed = preorder((one.id, one.parent_id, one.at) for one in said.values())
    if not placed:
        raise ValueError("a reply tree holds at least its root")
    size = next((end for end, one in enumerate(placed) if end and one.depth == 0), len(placed))
    tree = placed[:size]
    index = {one.id: number for number, one in enumerate(tree)}
    return ReplyTree(
        messages=tuple(said[one.id] for one in tree),
        parents=tuple(-1 if one.parent_id is None else index[one.parent_id] for one in tree),
        depths=tuple(one.depth for one in tree),
        detached=len(placed) - size,
    )
