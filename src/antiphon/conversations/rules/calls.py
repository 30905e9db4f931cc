"""Who waits for whom: calls to answer, worked out from the messages alone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

type Side = Literal["us", "them"]
type WaitingOn = Literal["us", "them", "nobody"]


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message of a conversation. `automated`: sent by a machine; it neither asks nor answers."""

    at: datetime
    by: Side
    automated: bool
    needs_answer: bool
    id: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call to answer: by which message it was opened, and by which it was answered, if it was."""

    opened_at: datetime
    opened_by: int
    answered_at: datetime | None = None
    answered_by: int | None = None


def calls(utterances: Iterable[Utterance]) -> tuple[Call, ...]:
    """Return the calls to answer of one conversation, in order of time; the first is the first response.

    A call is a run of consecutive messages of theirs that waits for us. Its clock starts at the
    first of them that needs an answer and stops at the first message of a human of ours; whatever
    machines send is passed over, a lone thanks opens nothing, and a question after our answer
    opens a new call.

    Them 10:00, them 10:20, a bot 10:21, us 11:00, them "grazie!" 11:05: one call of 60 minutes.
    """
    found: list[Call] = []
    for one in _by_humans(utterances):
        is_open = bool(found) and found[-1].answered_at is None
        if one.by == "us" and is_open:
            found[-1] = replace(found[-1], answered_at=one.at, answered_by=one.id)
        elif one.by == "them" and one.needs_answer and not is_open:
            found.append(Call(one.at, one.id))
    return tuple(found)


def waiting_on(utterances: Iterable[Utterance]) -> WaitingOn:
    """Return whose turn it is: "us" while a call is open, "them" while our last word asks for theirs."""
    spoken = _by_humans(utterances)
    if open_since(calls(spoken)) is not None:
        return "us"
    asked = bool(spoken) and spoken[-1].by == "us" and spoken[-1].needs_answer
    return "them" if asked else "nobody"


def open_since(found: Iterable[Call]) -> datetime | None:
    """Return when the open call was opened; None if none is open."""
    return min((call.opened_at for call in found if call.answered_at is None), default=None)


def _by_humans(utterances: Iterable[Utterance]) -> list[Utterance]:
    spoken = [one for one in utterances if not one.automated]
    return sorted(spoken, key=lambda one: (one.at, one.id))
