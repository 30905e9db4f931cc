"""Whom to get back to first: follow-up urgency, from what is owed, how long it is silent, what is due.

The product ranks and prepares; it never writes to a person by itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from antiphon.lib.sortable import Sortable

from .effort import EFFORT, Touch
from .rhythm import contact_days
from .strength import StrengthParams, strength


@dataclass(frozen=True, slots=True)
class UrgencyParams:
    """The constants of `urgency`, in days but for the two factors. All are choices.

    `silent_at` is the multiple of the pair's rhythm at which silence counts in full: beyond 8
    times the tie has most likely ended (Navarro et al. 2017).
    """

    silent_at: float = 8.0
    occasion_days: int = 7
    their_turn_days: int = 30
    their_turn_factor: float = 0.25
    after_follow_up_days: int = 14
    after_dismissal_days: int = 30
    version: str = "1"


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand with one person on one day: all that `urgency` looks at.

    `waited` and `target` in the same unit of business time (None: no call is open); `gap` and
    `rhythm` in days; `stake` in points [0, 100], the strength on the day of the last contact;
    `occasion_in` days until a dated occasion, negative once past; `our_last_unanswered`,
    `last_follow_up` and `dismissed_by_human` in days ago (None: never). A dismissal by the system
    is not passed on: it must not lock anybody out.
    """

    waited: float | None = None
    target: float | None = None
    gap: float | None = None
    rhythm: float | None = None
    stake: float | None = None
    occasion_in: int | None = None
    our_last_unanswered: int | None = None
    last_follow_up: int | None = None
    dismissed_by_human: int | None = None
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class Urgency:
    """How much a person waits for our attention, open to its parts.

    `value` in points [0, 100], None if the person does not want it; `owed` (o), `silence` (s),
    `stake` (v) and `occasion` (e) in [0, 1]; `overdue` ≥ 0 is by how many targets an open call is
    late: it sorts those of equal value; `times_rhythm` (ρ) is the silence in rhythms.
    """

    value: float | None
    owed: float
    silence: float
    stake: float
    occasion: float
    overdue: float
    times_rhythm: float | None
    params_version: str


def urgency(standing: Standing, params: UrgencyParams | None = None) -> Urgency:
    """Return the urgency of a follow-up, in points [0, 100].

    U = 100·(1 − (1 − o)(1 − s·v)(1 − e)): o = waited/target of the oldest open call, s = (ρ − 1)/7
    with ρ = gap/rhythm, v = stake/100, e = nearness of a dated occasion; each cut to [0, 1].

    Waited 4 of 8 hours; silent 54 days at a rhythm of 12; stake 60: o .5, ρ 4.5, s .5, v .6.

    >>> round(urgency(Standing(waited=4, target=8, gap=54, rhythm=12, stake=60)).value or 0, 6)
    65.0
    """
    params = params or UrgencyParams()
    late = _late(standing)
    owed = min(1.0, late)
    times_rhythm = _times_rhythm(standing)
    silence = _silence(times_rhythm, standing, params)
    stake = _unit((standing.stake or 0.0) / 100)
    occasion = _occasion(standing.occasion_in, params)
    value = None if standing.opted_out else 100 * (1 - (1 - owed) * (1 - silence * stake) * (1 - occasion))
    overdue = max(0.0, late - 1)
    return Urgency(value, owed, silence, stake, occasion, overdue, times_rhythm, params.version)


def stake(touches: Iterable[Touch], as_of: date, params: StrengthParams | None = None) -> float | None:
    """Return the strength on the day of the last contact up to `as_of`, in points [0, 100).

    What is at stake is what there was when they last spoke, not what decay has left of it since.
    None if they never spoke.
    """
    known = list(touches)
    effort = params.effort if params else EFFORT
    days = contact_days(known, as_of, effort)
    return strength(known, days[-1], params).value if days else None


def daily_list[K: Sortable](urgencies: Mapping[K, Urgency], capacity: int) -> tuple[K, ...]:
    """Return whom one human should get back to today: at most `capacity`, most urgent first.

    Whoever opted out, and whoever nothing speaks for, is not in it.
    """
    ranked = [(-(one.value or 0.0), -one.overdue, person) for person, one in urgencies.items() if one.value]
    return tuple(person for _, _, person in sorted(ranked)[: max(0, capacity)])


def _late(standing: Standing) -> float:
    if standing.waited is None:
        return 0.0
    if not standing.target or standing.target < 0:
        raise ValueError("an open call needs a target above 0")
    return max(0.0, standing.waited / standing.target)


def _times_rhythm(standing: Standing) -> float | None:
    if standing.gap is None or not standing.rhythm:
        return None
    return standing.gap / standing.rhythm


def _silence(times_rhythm: float | None, standing: Standing, params: UrgencyParams) -> float:
    if times_rhythm is None or _cooling(standing, params):
        return 0.0
    silence = _unit((times_rhythm - 1) / (params.silent_at - 1))
    if _within(standing.our_last_unanswered, params.their_turn_days):
        return silence * params.their_turn_factor
    return silence


def _cooling(standing: Standing, params: UrgencyParams) -> bool:
    # Only a nudge about silence cools down: an answer owed and a promise due stay on the list.
    return _within(standing.last_follow_up, params.after_follow_up_days) or _within(
        standing.dismissed_by_human, params.after_dismissal_days
    )


def _occasion(days_until: int | None, params: UrgencyParams) -> float:
    if days_until is None:
        return 0.0
    return _unit(1 - days_until / params.occasion_days)


def _within(days_ago: int | None, limit: int) -> bool:
    return days_ago is not None and days_ago < limit


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))
