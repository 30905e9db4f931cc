"""How a delivery moves, when it is late, and what to do with an unknown outcome. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from antiphon.channels.connector import Outgoing, RetrySafety


class State(StrEnum):
    """Where a delivery stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PROCESSING = "processing"
    LIVE = "live"
    REMOVING = "removing"
    NOT_REMOVED = "not_removed"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    MISSED = "missed"
    HELD = "held"
    CANCELLED = "cancelled"
    REMOVED = "removed"


_MOVES: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.IN_REVIEW, State.SCHEDULED, State.CANCELLED}),
    State.IN_REVIEW: frozenset({State.DRAFT, State.APPROVED, State.HELD, State.CANCELLED}),
    State.APPROVED: frozenset({State.SCHEDULED, State.IN_REVIEW, State.DRAFT, State.HELD, State.CANCELLED}),
    State.SCHEDULED: frozenset(
        {
            State.SENDING,
            State.REFUSED,
            State.MISSED,
            State.HELD,
            State.IN_REVIEW,
            State.DRAFT,
            State.CANCELLED,
        }
    ),
    State.SENDING: frozenset(
        {State.PROCESSING, State.LIVE, State.REFUSED, State.UNKNOWN, State.SCHEDULED, State.HELD}
    ),
    State.PROCESSING: frozenset({State.LIVE, State.REFUSED, State.UNKNOWN}),
    State.UNKNOWN: frozenset({State.SENDING, State.LIVE, State.SCHEDULED, State.MISSED, State.CANCELLED}),
    State.REFUSED: frozenset({State.SCHEDULED, State.IN_REVIEW, State.DRAFT, State.CANCELLED}),
    State.MISSED: frozenset({State.SCHEDULED, State.IN_REVIEW, State.DRAFT, State.CANCELLED}),
    State.HELD: frozenset({State.SCHEDULED, State.IN_REVIEW, State.DRAFT, State.CANCELLED}),
    State.LIVE: frozenset({State.REMOVING, State.NOT_REMOVED}),
    State.REMOVING: frozenset({State.REMOVED, State.NOT_REMOVED}),
    State.NOT_REMOVED: frozenset({State.REMOVING, State.REMOVED, State.LIVE}),
    State.CANCELLED: frozenset({State.DRAFT}),
    State.REMOVED: frozenset(),
}

#: States that wait for a person: nothing goes on by itself.
NEEDS_A_PERSON = frozenset({State.REFUSED, State.UNKNOWN, State.MISSED, State.HELD, State.NOT_REMOVED})
#: States in which a network is being asked, or is at work on what it took.
UNDER_WAY = frozenset({State.SENDING, State.PROCESSING})
#: States of what certainly has not gone out, and need not.
NOT_OUT_YET = frozenset(start for start, ends in _MOVES.items() if State.CANCELLED in ends) - {State.UNKNOWN}
#: States of what stands, or stood until it was taken down: people may have seen it.
HAS_STOOD = frozenset({State.LIVE, State.REMOVING, State.NOT_REMOVED, State.REMOVED})
#: How long a network is asked again and again to take something down before somebody is told.
TOLD_AFTER = timedelta(minutes=15)
#: How long it is asked at all, unless somebody asks anew.
ASKED_FOR = timedelta(days=1)
#: States in which the text may still be changed without anybody having seen it.
EDITABLE = frozenset(
    {
        State.DRAFT,
        State.IN_REVIEW,
        State.APPROVED,
        State.SCHEDULED,
        State.REFUSED,
        State.MISSED,
        State.HELD,
    }
)
#: States in which a delivery goes nowhere unless somebody says so.
UNDECIDED = frozenset({State.DRAFT, State.CANCELLED})
#: States of deliveries that do not keep a post from being rewritten: what was dropped was not seen either.
REWRITABLE = EDITABLE | UNDECIDED


def may_move(start: State, end: State) -> bool:
    """Whether a delivery may go from one state to the other."""
    return end in _MOVES[start]


def sources_of(end: State) -> frozenset[State]:
    """Return the states from which one may come into `end`."""
    return frozenset(start for start, ends in _MOVES.items() if end in ends)


class FenceState(StrEnum):
    """How far an attempt got. What is not `sending` or `ambiguous` is certain."""

    PREPARED = "prepared"
    SENDING = "sending"
    ACCEPTED = "accepted"
    FAILED = "definite_failure"
    AMBIGUOUS = "ambiguous"


class Remedy(StrEnum):
    """What may be done about a post of which nobody knows whether it is live."""

    REPLAY = "replay"
    LOOK_THEN_REPLAY = "look_then_replay"
    LOOK = "look"
    ASK_A_PERSON = "ask_a_person"


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is known about an attempt whose outcome is not."""

    sent_at: datetime
    safety: RetrySafety
    idempotency_lasts: timedelta | None
    can_look: bool
    too_late: bool


def remedy(doubt: Doubt, now: datetime) -> Remedy:
    """Return what may be done by itself; a replay is chosen only where it cannot make a second post."""
    look = Remedy.LOOK if doubt.can_look else Remedy.ASK_A_PERSON
    if doubt.safety == RetrySafety.NEVER_REPLAY:
        return Remedy.ASK_A_PERSON
    if doubt.too_late:
        return look
    if doubt.safety == RetrySafety.IDEMPOTENT:
        lasts = doubt.idempotency_lasts or timedelta(0)
        return Remedy.REPLAY if now < doubt.sent_at + lasts * 0.9 else look
    return Remedy.LOOK_THEN_REPLAY if doubt.can_look else Remedy.ASK_A_PERSON


def too_late(due_at: datetime, late_minutes: int, now: datetime) -> bool:
    """Whether the hour has passed by more than the post allows."""
    return now > due_at + timedelta(minutes=late_minutes)


def wait_before_try(tries: int, first: timedelta) -> timedelta:
    """Return how long to wait after the nth try that failed for a passing reason: doubling, ≤ 64 times the first."""
    doublings: int = min(max(0, tries - 1), 6)
    return first * (1 << doublings)


def fingerprint(outgoing: Outgoing) -> str:
    """Return a digest of what is to be said: two attempts with the same say the same."""
    said = [outgoing.text, outgoing.language, outgoing.reply_to.uri if outgoing.reply_to else ""]
    said += [f"{media.path.name}|{media.alt_text}" for media in outgoing.media]
    beside = [outgoing.title, outgoing.card, outgoing.poll, outgoing.settings]
    said += [repr(one) for one in beside] if any(beside) else []
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


def overall(states: list[State]) -> State:
    """Return the state of a post from those of its deliveries: the one that most needs attention."""
    order = [
        State.UNKNOWN,
        State.NOT_REMOVED,
        State.REFUSED,
        State.MISSED,
        State.HELD,
        State.REMOVING,
        State.SENDING,
        State.PROCESSING,
        State.SCHEDULED,
        State.IN_REVIEW,
        State.APPROVED,
        State.DRAFT,
        State.LIVE,
        State.REMOVED,
        State.CANCELLED,
    ]
    return min(states, key=order.index, default=State.DRAFT)
