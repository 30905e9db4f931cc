"""How people were answered in some days: definition 3.4, by who answers and whom they answer. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .business_time import wall_seconds
from .calls import Call
from .waits import MedianWait, Step, Wait, median_wait, survival, waits

type Seconds = Callable[[datetime, datetime], float]


class Answerer(StrEnum):
    """Who was the first to answer. Machines are told apart: they answer nobody."""

    TEAM = "team"
    COMMUNITY = "community"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Asked:
    """A call as far as figures need it: when it was opened and due, and when each kind of answer came.

    `closed_at` is when a member said, without an answer, that nobody waits any more: it is seen waiting until then.
    """

    opened_at: datetime
    answered_at: datetime | None
    person_at: datetime | None = None
    machine_at: datetime | None = None
    due_at: datetime | None = None
    closed_at: datetime | None = None

    def first(self, as_of: datetime) -> Answerer:
        """Return who of people had answered first by a moment."""
        by_team, by_person = (at if at and at <= as_of else None for at in (self.answered_at, self.person_at))
        if by_person and (by_team is None or by_person < by_team):
            return Answerer.COMMUNITY
        return Answerer.TEAM if by_team else Answerer.NOBODY


@dataclass(frozen=True, slots=True)
class Answers:
    """What became of calls by a moment.

    `business` and `wall` are waits for a human of the team in seconds, `anybody` those for any person on the wall
    clock. `met` is the share answered by when it was promised, of the `decided`: those answered and those that wait
    beyond; None without any. `first` counts who of people answered first, `machines` the calls to which a machine
    spoke before anybody of the team.
    """

    n: int
    still_open: int
    beyond: int
    business: MedianWait
    wall: MedianWait
    anybody: MedianWait
    met: float | None
    decided: int
    first: dict[Answerer, int]
    machines: int


def answers(found: Iterable[Asked], as_of: datetime, business: Seconds) -> Answers:
    """Return what became of the calls that were opened by a moment; what was answered later counts as open.

    Each call is judged by what was promised as it was opened; one without a promise is in no share.
    """
    asked = [one for one in found if one.opened_at <= as_of]
    promised = [one for one in asked if one.due_at is not None]
    met = sum(_answered(one, as_of) and _in_time(one, as_of) for one in promised)
    decided = sum(_answered(one, as_of) or not _in_time(one, as_of) for one in promised)
    firsts = [one.first(as_of) for one in asked]
    return Answers(
        n=len(asked),
        still_open=sum(_is_open(one, as_of) for one in asked),
        beyond=sum(_is_open(one, as_of) and not _in_time(one, as_of) for one in promised),
        business=median_wait(team_waits(asked, as_of, business)),
        wall=median_wait(team_waits(asked, as_of)),
        anybody=median_wait(waits([_by_anybody(one) for one in asked], as_of)),
        met=met / decided if decided else None,
        decided=decided,
        first={who: firsts.count(who) for who in Answerer},
        machines=sum(one.machine_at is not None and one.machine_at <= as_of for one in asked),
    )


def team_waits(found: Iterable[Asked], as_of: datetime, measure: Seconds = wall_seconds) -> tuple[Wait, ...]:
    """Return how long each waited for a human of the team."""
    return waits([Call(one.opened_at, 0, one.answered_at, closed_at=one.closed_at) for one in found], as_of, measure)


def still_waiting(found: Iterable[Asked], as_of: datetime, measure: Seconds) -> tuple[Step, ...]:
    """Return the curve of the share that still waits for the team, those without an answer included."""
    return survival(team_waits(found, as_of, measure))


def _by_anybody(one: Asked) -> Call:
    answered_at = min(filter(None, (one.answered_at, one.person_at)), default=None)
    return Call(one.opened_at, 0, answered_at, closed_at=one.closed_at)


def _answered(one: Asked, as_of: datetime) -> bool:
    return one.answered_at is not None and one.answered_at <= as_of


def _is_open(one: Asked, as_of: datetime) -> bool:
    return not _answered(one, as_of) and (one.closed_at is None or one.closed_at > as_of)


def _in_time(one: Asked, as_of: datetime) -> bool:
    ends = [at for at in (one.answered_at, one.closed_at) if at is not None and at <= as_of]
    ended = min(ends, default=as_of)
    return one.due_at is not None and ended <= one.due_at
