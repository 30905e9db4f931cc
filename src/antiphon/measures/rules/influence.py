"""Whom a post, or a person, moved to speak."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import fsum
from typing import Any

from antiphon.lib.sortable import Sortable
from antiphon.lib.trees import preorder

from .message import Message, by_id


@dataclass(frozen=True, slots=True)
class InfluenceParams:
    """The constants of influence. `decay` γ in (0, 1] per step, `window` after the cause. Choices."""

    decay: float = 0.5
    window: timedelta = timedelta(days=14)
    version: str = "1"


@dataclass(frozen=True, slots=True)
class Moved[K: Sortable]:
    """One person who was moved: by what message, how many steps from the cause, for what credit."""

    person: Hashable
    message_id: K
    distance: int
    credit: float


@dataclass(frozen=True, slots=True)
class Influence[K: Sortable]:
    """Influence, open to the people who make it. `value` ≥ 0 in people; 1 is a direct answer."""

    value: float
    because: tuple[Moved[K], ...]
    params_version: str

    @property
    def n(self) -> int:
        """Return the number of people moved."""
        return len(self.because)


def influence_of_post[K: Sortable](
    messages: Iterable[Message[K]], post_id: K, params: InfluenceParams | None = None
) -> Influence[K]:
    """Return Σ over distinct people of γ^(d − 1), d being their nearest message below the post.

    Replies and shares within 14 days of the post count; its author, we and what is flagged do
    not. Raises KeyError if the post is not among the messages.

    Anna, Bea and Carlo answer our post: 1 + 1 + 1 = 3.
    """
    said = by_id(messages)
    author = said[post_id].author
    return _influence(said, author, lambda message: message.id == post_id, params or InfluenceParams())


def influence_of_person[K: Sortable](
    messages: Iterable[Message[K]], person: Hashable, params: InfluenceParams | None = None
) -> Influence[K]:
    """Return the influence of one person in a thread, over all their messages.

    Each person moved counts once, at the best credit, reckoned from the nearest message of the
    mover above theirs.

    We answer Anna below our post, and Anna answers Bea: we moved 3, Bea moved Anna, 1; Anna moved
    only us and Carlo nobody, 0.
    """
    said = by_id(messages)
    return _influence(said, person, lambda message: message.author == person, params or InfluenceParams())


def influence_of_people[K: Sortable](
    messages: Iterable[Message[K]], params: InfluenceParams | None = None
) -> dict[Hashable, Influence[K]]:
    """Return the influence of everybody who wrote in a thread, us included."""
    thread = list(messages)
    authors = dict.fromkeys(message.author for message in thread)
    return {author: influence_of_person(thread, author, params) for author in authors}


def _influence[K: Sortable](
    said: dict[K, Message[K]],
    mover: Hashable,
    causes: Callable[[Message[Any]], bool],
    params: InfluenceParams,
) -> Influence[K]:
    best: dict[Hashable, Moved[K]] = {}
    for message, distance, since in _below(said, causes):
        if _counts(message, mover) and message.at - since <= params.window:
            credit = params.decay ** (distance - 1)
            if message.author not in best or distance < best[message.author].distance:
                best[message.author] = Moved(message.author, message.id, distance, credit)
    value = fsum(moved.credit for moved in best.values())
    return Influence(value, tuple(best.values()), params.version)


def _counts(message: Message[Any], mover: Hashable) -> bool:
    return not message.ours and not message.flagged and message.author != mover


def _below[K: Sortable](
    said: dict[K, Message[K]], causes: Callable[[Message[Any]], bool]
) -> Iterable[tuple[Message[K], int, datetime]]:
    """Yield each message below a cause, its distance to the nearest one and the time of that."""
    nearest: dict[K, tuple[int, datetime]] = {}
    for placed in preorder((one.id, one.parent_id, one.at) for one in said.values()):
        if placed.parent_id is None:
            continue
        above = said[placed.parent_id]
        if causes(above):
            nearest[placed.id] = (1, above.at)
        elif above.id in nearest:
            nearest[placed.id] = (nearest[above.id][0] + 1, nearest[above.id][1])
        if placed.id in nearest:
            yield (said[placed.id], *nearest[placed.id])
