"""Who waits for whom: calls to answer, worked out from the messages alone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

type Side = Literal["us", "them"]
type WaitingOn = Literal["us", "them", "nobody"]


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message of a conversation. `automated`: sent by a machine; it neither asks nor answers.

    `author` is who said it, `upon` whose words it answers; 0 where that is not known.
    `closed_at`: when a member first said, having it before them, that nobody waits any more; None if nobody did.
    """

    at: datetime
    by: Side
    automated: bool
    needs_answer: bool
    id: int
    author: int = 0
    upon: int = 0
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call to answer: by which message it was opened, and by which it was answered, if it was.

    `closed_at` is when a member closed it without an answer; an answer that follows all the same is the answer.
    """

    opened_at: datetime
    opened_by: int
    answered_at: datetime | None = None
    answered_by: int | None = None
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits."""
        return self.answered_at is None and self.closed_at is None


@dataclass(frozen=True, slots=True)
class Others:
    """When somebody else spoke while a call was open: another of theirs, to who asked; and a machine, to anybody."""

    person_at: datetime | None = None
    machine_at: datetime | None = None


def calls(utterances: Iterable[Utterance]) -> tuple[Call, ...]:
    """Return the calls to answer of one conversation, in order of time; the first is the first response.

    A call is a run of consecutive messages of theirs that waits for us. Its clock starts at the
    first of them that needs an answer and stops at the first message of a human of ours; whatever
    machines send is passed over, a lone thanks opens nothing, and a question after our answer
    opens a new call. What comes in after a member closed a call opens a new one too.

    Them 10:00, them 10:20, a bot 10:21, us 11:00, them "grazie!" 11:05: one call of 60 minutes.
    """
    found: list[Call] = []
    for one in _by_humans(utterances):
        unanswered = bool(found) and found[-1].answered_at is None
        if one.by == "us" and unanswered:
            found[-1] = replace(found[-1], answered_at=one.at, answered_by=one.id, closed_at=None)
        elif one.by == "them" and one.needs_answer and not (unanswered and _same_run(found[-1], one)):
            found.append(Call(one.at, one.id, closed_at=one.closed_at))
    return tuple(found)


def others(utterances: Iterable[Utterance], call: Call) -> Others:
    """Return who else spoke first while a call was open. It stays open: only a human of ours closes it.

    Asked at 10:00; a machine at 10:01, another member to who asked at 10:20, us at 11:00: 10:20 and 10:01.
    """
    spoken = [one for one in utterances if _while_open(one, call)]
    asker = next((one.author for one in spoken if one.id == call.opened_by), 0)
    to_asker = [one for one in spoken if one.by == "them" and one.author != asker and asker and one.upon == asker]
    return Others(
        person_at=min((one.at for one in to_asker if not one.automated), default=None),
        machine_at=min((one.at for one in spoken if one.automated and one.author != asker), default=None),
    )


def waiting_on(utterances: Iterable[Utterance]) -> WaitingOn:
    """Return whose turn it is: "us" while a call is open, "them" while our last word asks for theirs."""
    spoken = _by_humans(utterances)
    if open_since(calls(spoken)) is not None:
        return "us"
    asked = bool(spoken) and spoken[-1].by == "us" and spoken[-1].needs_answer and spoken[-1].closed_at is None
    return "them" if asked else "nobody"


def open_since(found: Iterable[Call]) -> datetime | None:
    """Return when the open call was opened; None if none is open."""
    return min((call.opened_at for call in found if call.is_open), default=None)


def _same_run(call: Call, one: Utterance) -> bool:
    return call.closed_at is None or call.closed_at == one.closed_at


def _while_open(one: Utterance, call: Call) -> bool:
    return call.opened_at <= one.at and (call.answered_at is None or one.at <= call.answered_at)


def _by_humans(utterances: Iterable[Utterance]) -> list[Utterance]:
    spoken = [one for one in utterances if not one.automated]
    return sorted(spoken, key=lambda one: (one.at, one.id))
