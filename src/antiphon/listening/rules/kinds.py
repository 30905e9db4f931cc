"""What words can be about, how sure that is, and how far a need has come."""

from enum import StrEnum


class Kind(StrEnum):
    """What somebody does with their words."""

    QUESTION = "question"
    NEED = "need"
    WANT = "want"
    WORRY = "worry"


class Tier(StrEnum):
    """How it was found: by a question mark, by a phrase, or by what only hints at it."""

    CERTAIN = "certain"
    PHRASE = "phrase"
    MAYBE = "maybe"


class NeedState(StrEnum):
    """How far a need has come."""

    LOGGED = "logged"
    PLANNED = "planned"
    DONE = "done"
    TOLD = "told"
    DECLINED = "declined"


#: What follows what; a step back is a step as well, and stands in the history.
_NEXT: dict[NeedState, frozenset[NeedState]] = {
    NeedState.LOGGED: frozenset({NeedState.PLANNED, NeedState.DECLINED}),
    NeedState.PLANNED: frozenset({NeedState.DONE, NeedState.LOGGED, NeedState.DECLINED}),
    NeedState.DONE: frozenset({NeedState.TOLD, NeedState.PLANNED}),
    NeedState.TOLD: frozenset({NeedState.DONE}),
    NeedState.DECLINED: frozenset({NeedState.LOGGED}),
}


def next_states(state: str) -> frozenset[NeedState]:
    """Return the states that a need can come to from this one.

    >>> sorted(next_states("done"))
    [<NeedState.PLANNED: 'planned'>, <NeedState.TOLD: 'told'>]
    """
    return _NEXT[NeedState(state)]
