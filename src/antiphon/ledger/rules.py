"""The verbs of the ledger and which way an act goes."""

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
    BOUNCE = "bounce"


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
#: Acts upon a message that was already there.
REACTIONS = frozenset({Verb.LIKE})


def direction(*, by_us: bool, to_us: bool | None) -> Direction:
    """Return which way an act goes; `to_us` is None where it is addressed to nobody in particular."""
    if by_us:
        return Direction.WITHIN if to_us else Direction.OUT
    return Direction.IN if to_us else Direction.BETWEEN
