"""How long people wait for an answer, those who still wait included."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from .business_time import wall_seconds
from .calls import Call

#: Rounding of the products of survival: far below one person in any number of calls.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Wait:
    """How many seconds somebody waited; until the answer, or until now if there is none yet."""

    seconds: float
    answered: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the curve: after `seconds`, the share that still waits, in [0, 1].

    `at_risk` waited at least so long; `answered` of them were answered just then.
    """

    seconds: float
    at_risk: int
    answered: int
    still_waiting: float


@dataclass(frozen=True, slots=True)
class MedianWait:
    """The median wait in seconds; None where less than half is answered: longer than `longest`.

    `longest` is the longest wait seen, None without any; `n` the number of calls, `answered` of
    which are answered.
    """

    value: float | None
    longest: float | None
    n: int
    answered: int


def waits(
    found: Iterable[Call], as_of: datetime, measure: Callable[[datetime, datetime], float] = wall_seconds
) -> tuple[Wait, ...]:
    """Return how long each call opened by `as_of` waited; what was answered later counts as open.

    What a member closed without an answer is seen waiting until then. `measure` gives the seconds between two
    moments; business time is that of `Office.seconds`.
    """
    return tuple(_wait(call, as_of, measure) for call in found if call.opened_at <= as_of)


def survival(observed: Iterable[Wait]) -> tuple[Step, ...]:
    """Return the Kaplan–Meier curve Ŝ(t) = Π(1 − d/n) over the moments of answering.

    Open calls are censored: they count among those who wait as long as they were seen waiting,
    also at the moment of an answer at that very second.

    Answered after 1, 2 and 4, open since 3 and 8: .8, .6, .3.

    >>> seen = [Wait(1, True), Wait(2, True), Wait(4, True), Wait(3, False), Wait(8, False)]
    >>> [round(step.still_waiting, 6) for step in survival(seen)]
    [0.8, 0.6, 0.3]
    """
    known = list(observed)
    leaving = Counter(one.seconds for one in known)
    answered = Counter(one.seconds for one in known if one.answered)
    at_risk, share, steps = len(known), 1.0, list[Step]()
    for seconds in sorted(leaving):
        if answered[seconds]:
            share *= 1 - answered[seconds] / at_risk
            steps.append(Step(seconds, at_risk, answered[seconds], share))
        at_risk -= leaving[seconds]
    return tuple(steps)


def median_wait(observed: Iterable[Wait]) -> MedianWait:
    """Return the shortest time after which at most half still waits, in seconds.

    >>> median_wait([Wait(1, True), Wait(2, True), Wait(4, True), Wait(3, False), Wait(8, False)]).value
    4
    """
    known = list(observed)
    reached = (step.seconds for step in survival(known) if step.still_waiting <= 0.5 + _ROUNDING)
    longest = max((one.seconds for one in known), default=None)
    return MedianWait(next(reached, None), longest, len(known), sum(one.answered for one in known))


def answered_within(observed: Iterable[Wait], seconds: float) -> float | None:
    """Return P(answered ≤ t) = 1 − Ŝ(t), in [0, 1]; None without a call.

    Beyond the longest wait seen it is what is known by then: no less than this.

    >>> seen = [Wait(1, True), Wait(2, True), Wait(4, True), Wait(3, False), Wait(8, False)]
    >>> round(answered_within(seen, 4) or 0, 6)
    0.7
    """
    known = list(observed)
    if not known:
        return None
    shares = [step.still_waiting for step in survival(known) if step.seconds <= seconds]
    return 1 - (shares[-1] if shares else 1.0)


def target_met(observed: Iterable[Wait], target: float) -> float | None:
    """Return calls answered within the target / (answered + open beyond it), in [0, 1].

    What is open within the target is not yet decided and left out; None if nothing is decided.

    >>> target_met([Wait(1, True), Wait(9, True), Wait(2, False), Wait(12, False)], 8)
    0.3333333333333333
    """
    decided = [one for one in observed if one.answered or one.seconds > target]
    met = sum(one.answered and one.seconds <= target for one in decided)
    return met / len(decided) if decided else None


def _wait(call: Call, as_of: datetime, measure: Callable[[datetime, datetime], float]) -> Wait:
    if call.answered_at is None or call.answered_at > as_of:
        seen_until = min(as_of, call.closed_at) if call.closed_at else as_of
        return Wait(measure(call.opened_at, seen_until), answered=False)
    return Wait(measure(call.opened_at, call.answered_at), answered=True)
