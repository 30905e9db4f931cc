"""What each role may do. Pure: a table and two questions."""

from enum import StrEnum


class Duty(StrEnum):
    """Something that one may be allowed to do for a brand.

    SEE is to look at everything of the brand; REVIEW is to look at what is given for review, to say
    something about it and to decide where one is asked. Who reviews without seeing finds nothing else.
    HOST is to look after the community: to open it, let people in, and keep the peace.
    """

    SEE = "see"
    REVIEW = "review"
    WRITE = "write"
    PUBLISH = "publish"
    ANSWER = "answer"
    CONNECT = "connect"
    HOST = "host"
    MANAGE = "manage"


_EVERYTHING = frozenset(Duty)
_DUTIES: dict[str, frozenset[Duty]] = {
    "owner": _EVERYTHING,
    "editor": _EVERYTHING - {Duty.MANAGE},
    "author": frozenset({Duty.SEE, Duty.WRITE}),
    "approver": frozenset({Duty.SEE, Duty.REVIEW}),
    "analyst": frozenset({Duty.SEE}),
    "client": frozenset({Duty.REVIEW}),
}


def may(role: str, duty: Duty) -> bool:
    """Whether the role carries the duty; an unknown role carries none."""
    return duty in _DUTIES.get(role, frozenset())


def roles_with(duty: Duty) -> frozenset[str]:
    """Return the roles that carry the duty."""
    return frozenset(role for role, duties in _DUTIES.items() if duty in duties)
