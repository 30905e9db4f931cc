"""Of which kind a call to answer is: each has a target of its own."""

from enum import StrEnum


class CallKind(StrEnum):
    """How somebody called."""

    DIRECT = "direct"
    MENTION = "mention"
    COMMENT = "comment"
    QUESTION = "question"
    MAIL = "mail"


_BY_ACT = {"direct": CallKind.DIRECT, "mention": CallKind.MENTION, "quote": CallKind.MENTION}


def call_kind(act: str, network: str) -> CallKind:
    """Return the kind of a call by the act that opened it and where it was said.

    >>> [call_kind(*said).value for said in (("reply", "bluesky"), ("post", "community"), ("direct", "mail"))]
    ['comment', 'question', 'mail']
    """
    if network == "mail":
        return CallKind.MAIL
    if network == "community":
        return CallKind.QUESTION
    return _BY_ACT.get(act, CallKind.COMMENT)
