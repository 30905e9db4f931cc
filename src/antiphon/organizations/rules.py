"""What each role may do. Pure: a table and a question."""

from enum import StrEnum


class Duty(StrEnum):
    """Something that one may be allowed to do for a brand."""

    SEE = "see"
    WRITE = "write"
    PUBLISH = "publish"
    ANSWER = "answer"
    CONNECT = "connect"
    MANAGE = "manage"


_EVERYTHING = frozenset(Duty)
_DUTIES: dict[str, frozenset[Duty]] = {
    "owner": _EVERYTHING,
    "editor": _EVERYTHING - {Duty.MANAGE},
    "author": frozenset({Duty.SEE, Duty.WRITE}),
    "analyst": frozenset({Duty.SEE}),
}


def may(role: str, duty: Duty) -> bool:
    """Whether the role carries the duty; an unknown role carries none."""
    return duty in _DUTIES.get(role, frozenset())
