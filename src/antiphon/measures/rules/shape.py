"""The shape of a conversation: how deep, how broad, between how many, and how good."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import fsum, isclose, log
from typing import Any

from antiphon.lib.sortable import Sortable

from .message import Message, reply_tree

type Reply = tuple[Message[Any], Message[Any]]
"""A reply and what it answers."""


@dataclass(frozen=True, slots=True)
class QualityParams:
    """The weights of the quality Q. They are choices; a brand may set its own.

    The first four sum to 1; `h_half` and `people_half` are the values at which height and people
    count half; `resolved_weight` is what an answered question takes from the rest.
    """

    h_weight: float = 0.3
    people_weight: float = 0.2
    evenness_weight: float = 0.2
    mutual_weight: float = 0.3
    h_half: float = 2.0
    people_half: float = 3.0
    resolved_weight: float = 0.25
    version: str = "1"

    def __post_init__(self) -> None:
        if not isclose(self.h_weight + self.people_weight + self.evenness_weight + self.mutual_weight, 1.0):
            raise ValueError("the weights of height, people, evenness and mutuality must sum to 1")


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of one reply tree; None where there is nothing to divide by.

    `n` messages with the root; `depth` of the deepest reply; `mean_depth` of the replies;
    `width`: messages on the largest level; `people`: distinct people who are not us;
    `virality` ≥ 1: mean distance between two messages; `h`: the levels 1…h hold at least 1…h
    messages each; `evenness` [0, 1] of the replies per author; `mutual` [0, 1]: pairs of authors
    who answered each other, of those with any answer; `self_standing` [0, 1]: replies from them
    to another of them, of all replies; `quality` [0, 100]; `flagged` messages; `levels`: messages
    per depth from the root on; `detached`: messages left out, as what they answer is missing.
    """

    n: int
    depth: int
    mean_depth: float | None
    width: int
    people: int
    virality: float | None
    h: int
    evenness: float | None
    mutual: float | None
    self_standing: float | None
    quality: float | None
    flagged: int
    levels: tuple[int, ...]
    detached: int
    params_version: str


def shape[K: Sortable](
    messages: Iterable[Message[K]], *, resolved: bool | None = None, params: QualityParams | None = None
) -> Shape:
    """Return the shape of a reply tree: the tree of the earliest root among the messages.

    `resolved`: whether the question of the root was answered; None if it asks none. A high `h`
    also means controversy: show it with the flagged share. Raises ValueError without a message.

    Sources: Goel et al. 2015 (structural virality); Gómez, Kaltenbrunner & López 2008 (h);
    dyadic motifs of ConvoKit (mutual). The weights of the quality are ours.

    Our root; Anna, Bea, Carlo answer it, we Anna, Anna us, Anna Bea: n 7, levels 1/3/2/1, virality
    100/42 = 2.380952, h 2, people 3, evenness .896241, mutual 1/4, self-standing 1/6, Q 50.424813.
    """
    tree, params = reply_tree(messages), params or QualityParams()
    levels, replies = _levels(tree.depths), tree.replies
    people = {message.author for message in tree.messages if not message.ours}
    found = Shape(
        n=len(tree.messages),
        depth=len(levels) - 1,
        mean_depth=sum(tree.depths) / len(replies) if replies else None,
        width=max(levels),
        people=len(people),
        virality=structural_virality(tree.parents),
        h=conversation_h(levels),
        evenness=evenness(reply.author for reply, _ in replies),
        mutual=mutuality(replies),
        self_standing=self_standing(replies),
        quality=None,
        flagged=sum(message.flagged for message in tree.messages),
        levels=levels,
        detached=tree.detached,
        params_version=params.version,
    )
    return replace(found, quality=_quality(found, params, resolved=resolved))


def structural_virality(parents: Sequence[int]) -> float | None:
    """Return the mean distance between two messages of a tree, ≥ 1; None for fewer than two.

    `parents[i] < i` is the place of what message i answers, -1 for the root. Linear: an edge with
    s messages below it lies on s·(n − s) of the paths (their sum is the Wiener index).

    >>> structural_virality([-1, 0, 0, 0, 0, 0, 0]) == 2 * 36 / (7 * 6)
    True
    """
    n = len(parents)
    if n < 2:
        return None
    below = [1] * n
    wiener = 0
    for place in range(n - 1, 0, -1):
        below[parents[place]] += below[place]
        wiener += below[place] * (n - below[place])
    return 2 * wiener / (n * (n - 1))


def conversation_h(levels: Sequence[int]) -> int:
    """Return the largest h such that each level i of 1…h holds at least i messages.

    `levels[0]` is the root.

    >>> conversation_h([1, 3, 2, 1])
    2
    """
    return next((depth - 1 for depth in range(1, len(levels)) if levels[depth] < depth), len(levels) - 1)


def evenness(authors: Iterable[Hashable]) -> float | None:
    """Return the entropy of the replies per author over its maximum ln(m), in [0, 1].

    0 with a single author, None without a reply.

    >>> round(evenness(["Anna", "Anna", "Anna", "Bea", "Carlo", "us"]) or 0, 6)
    0.896241
    """
    replies = sorted(Counter(authors).values())
    if len(replies) < 2:
        return 0.0 if replies else None
    total = sum(replies)
    entropy = -fsum(one / total * log(one / total) for one in replies)
    return min(1.0, entropy / log(len(replies)))


def mutuality(replies: Iterable[Reply]) -> float | None:
    """Return the share of answering pairs of authors that answered each other, in [0, 1].

    Answers to oneself make no pair. None where nobody answered anybody.
    """
    answered = {(reply.author, to.author) for reply, to in replies if reply.author != to.author}
    pairs = {frozenset(pair) for pair in answered}
    both = sum((other, one) in answered for one, other in answered) / 2
    return both / len(pairs) if pairs else None


def self_standing(replies: Collection[Reply]) -> float | None:
    """Return the share of replies from one of them to another of them, in [0, 1].

    Answers to oneself do not count as such. None without a reply.
    """
    if not replies:
        return None
    among_them = sum(not reply.ours and not to.ours and reply.author != to.author for reply, to in replies)
    return among_them / len(replies)


def _levels(depths: Iterable[int]) -> tuple[int, ...]:
    per_depth = Counter(depths)
    return tuple(per_depth[depth] for depth in range(len(per_depth)))


def _quality(found: Shape, params: QualityParams, *, resolved: bool | None) -> float | None:
    """Return Q in [0, 100]; None where nobody answered anybody: there is no conversation."""
    if found.mutual is None or found.evenness is None:
        return None
    good = (
        params.h_weight * found.h / (found.h + params.h_half)
        + params.people_weight * found.people / (found.people + params.people_half)
        + params.evenness_weight * found.evenness
        + params.mutual_weight * found.mutual
    )
    if resolved is not None:
        good = (1 - params.resolved_weight) * good + params.resolved_weight * resolved
    return 100 * (1 - found.flagged / found.n) * good
