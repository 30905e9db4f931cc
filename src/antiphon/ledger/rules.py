"""The verbs of the ledger and which way an act goes."""

from collections.abc import Iterable
from enum import StrEnum


class Verb(StrEnum):
    """What somebody did, in the words of ActivityStreams 2.0 where it has one."""

    POST = "post"
    REPLY = "reply"
    MENTION = "mention"
    QUOTE = "quote"
    LIKE = "like"
    SHARE = "share"
    FOLLOW = "follow"
    DIRECT = "direct"
    SUBSCRIBE = "subscribe"
    LEAVE = "leave"
    JOIN = "join"
    INVITE = "invite"
    VOTE = "vote"
    DECIDE = "decide"
    ATTEND = "attend"
    PLAN = "plan"
    WELCOME = "welcome"
    SETTLE = "settle"
    ADD = "add"
    BOUNCE = "bounce"
    MEET = "meeting"


class Direction(StrEnum):
    """Between which sides an act goes. Never lost: talking *at* people is not talking *with* them."""

    IN = "in"
    """They did it to us."""
    OUT = "out"
    """We did it to them, or to nobody in particular."""
    BETWEEN = "between"
    """They did it to one another."""
    WITHIN = "within"
    """We did it to ourselves."""


#: Acts that made words of their own; their subject is the message they made.
MESSAGES = frozenset({Verb.POST, Verb.REPLY, Verb.MENTION, Verb.QUOTE, Verb.DIRECT})
#: Public words that stand in a reply tree. What is said directly is nobody's figure.
SAID = frozenset({Verb.POST, Verb.REPLY, Verb.MENTION, Verb.QUOTE})


def direction(*, by_us: bool, to_us: bool | None) -> Direction:
    """Return which way an act goes; `to_us` is None where it is addressed to nobody in particular."""
    if by_us:
        return Direction.WITHIN if to_us else Direction.OUT
    return Direction.IN if to_us else Direction.BETWEEN


def carried_on(root: str, own: Iterable[tuple[str, str]]) -> list[str]:
    """Return the later parts of a post: what its own account said below it with nobody's words between, in order.

    `own` are (address, address of what it answers) of that account's messages, the oldest first. So a thread and
    its first comment are one post; an answer to somebody is none of it.

    >>> carried_on("R", [("R", ""), ("2", "R"), ("3", "2"), ("to Anna", "a1"), ("comment", "R")])
    ['2', '3', 'comment']
    """
    parts: dict[str, None] = {root: None}
    waiting = list(own)
    while found := [uri for uri, upon in waiting if upon in parts and uri not in parts]:
        parts.update(dict.fromkeys(found))
    place = {uri: n for n, (uri, _upon) in enumerate(waiting)}
    return sorted((uri for uri in parts if uri != root), key=lambda uri: place[uri])
