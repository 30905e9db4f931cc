"""How we stand with people: strength, reciprocity, circle, rhythm and silence, on a day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.db.models import Q

from antiphon.organizations.models import Brand
from antiphon.relationships.models import Relationship
from antiphon.relationships.queries.circumstances import Circumstances
from antiphon.relationships.queries.touches import touches_of
from antiphon.relationships.rules import (
    CADENCE,
    Circle,
    Moved,
    Rhythm,
    Standing,
    Strength,
    Touch,
    Urgency,
    circles,
    contact_days,
    effort_of,
    gap,
    mutual_contact_days,
    reciprocity,
    rhythm,
    stake,
    strength,
    urgency,
)
from antiphon.relationships.rules.effort import WORDS

type RhythmSource = Literal["promise", "pair", "circle", ""]

#: How a figure moved is told against so long ago.
MOVED_IN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Tie:
    """How we stand with one person; what is not known is None.

    `circle` is reckoned among the people of the same steward; `rhythm_source` says where the days of
    the rhythm are from: what a steward promised, the pair's own past, or the circle; `gap` in days; `moved` is the
    strength thirty days ago and now; `unanswered` is how many days ago we spoke last without an answer.
    """

    strength: Strength
    reciprocity: float | None
    circle: Circle | None
    rhythm: Rhythm
    rhythm_source: RhythmSource
    last_at: datetime | None
    gap: int | None
    urgency: Urgency
    kept: Relationship | None
    moved: Moved
    unanswered: int | None

    @property
    def silent_too_long(self) -> bool:
        """Whether the silence is longer than the rhythm."""
        return self.gap is not None and self.rhythm.days is not None and self.gap > self.rhythm.days


def ties(
    brand: Brand, person_ids: Collection[int], as_of: date, known: Mapping[int, Circumstances] | None = None
) -> dict[int, Tie]:
    """Return how we stand with each of the people. Three queries.

    What is owed, promised and decided enters the urgency where it is `known`; without it, only silence does.
    """
    rows, out = _rows(brand, person_ids)
    kept = {person: one for person, one in rows.items() if one.ended_at is None}
    touches = touches_of(brand, {*person_ids, *kept}, as_of)
    found = {person: strength(spoken, as_of) for person, spoken in touches.items()}
    placed = _circles(kept, {person: one.value for person, one in found.items()})
    about = known or {}
    out |= {person for person, one in about.items() if one.opted_out}
    return {
        person: _tie(
            touches[person], found[person], placed.get(person), kept.get(person), as_of,
            about.get(person, Circumstances()), opted_out=person in out,
        )
        for person in person_ids
    }  # fmt: skip


def _rows(brand: Brand, person_ids: Collection[int]) -> tuple[dict[int, Relationship], set[int]]:
    """Return the relationships with these people and all others of the same stewards, and who wants none.

    What was kept with somebody who was joined with a person is kept with this one, unless this one has its own; who
    was left alone under any of their entries is left alone.
    """
    own = Relationship.objects.filter(brand=brand)
    either = Q(person__in=person_ids) | Q(person__merged_into__in=person_ids)
    stewards = own.cared_for().filter(either).values("steward")
    rows = own.filter(either | Q(steward__in=stewards, ended_at=None)).select_related("steward__user", "person")
    found: dict[int, Relationship] = {}
    out: set[int] = set()
    for one in rows:
        person = one.person.merged_into_id or one.person_id
        if person not in found or _before(one, found[person]):
            found[person] = one
        if one.opted_out_at is not None:
            out.add(person)
    return found, out


def _before(one: Relationship, other: Relationship) -> bool:
    """Whether a relationship stands before another with the same person: with the whole before with a part."""
    return (one.ended_at is None, one.person.merged_into_id is None) > (
        other.ended_at is None,
        other.person.merged_into_id is None,
    )


def _circles(kept: Mapping[int, Relationship], values: dict[int, float | None]) -> dict[int, Circle | None]:
    people: dict[int, dict[int, float | None]] = {}
    for person, one in kept.items():
        if one.present_steward is not None:
            people.setdefault(one.present_steward.pk, {})[person] = values[person]
    return {person: circle for own in people.values() for person, circle in circles(own).items()}


def _tie(
    touches: list[Touch],
    found: Strength,
    circle: Circle | None,
    kept: Relationship | None,
    as_of: date,
    about: Circumstances,
    *,
    opted_out: bool,
) -> Tie:
    usual, source = _rhythm(touches, circle, kept, as_of)
    silence = gap(contact_days(touches, as_of), as_of)
    spoken = [touch for touch in touches if effort_of(touch.kind) >= WORDS]
    last_at = spoken[-1].at if spoken else None
    standing = Standing(
        waited=about.waited,
        target=about.target,
        gap=silence,
        rhythm=usual.days,
        stake=stake(touches, as_of),
        occasion_in=about.occasion_in,
        our_last_unanswered=_unanswered(spoken, as_of),
        last_follow_up=about.days_since(about.followed_up, last_at, as_of),
        dismissed_by_human=about.days_since(about.dismissed, last_at, as_of),
        opted_out=opted_out,
    )
    return Tie(
        strength=found,
        reciprocity=reciprocity(found.a_in, found.a_out),
        circle=circle,
        rhythm=usual,
        rhythm_source=source,
        last_at=last_at,
        gap=silence,
        urgency=urgency(standing),
        kept=kept,
        moved=Moved(strength(touches, as_of - MOVED_IN).value, found.value),
        unanswered=standing.our_last_unanswered,
    )


def _rhythm(
    touches: list[Touch], circle: Circle | None, kept: Relationship | None, as_of: date
) -> tuple[Rhythm, RhythmSource]:
    """Return the rhythm: what was promised stands before what was usual, the circle stands in for both."""
    usual = rhythm(mutual_contact_days(touches, as_of), CADENCE[circle] if circle else None)
    if kept is not None and kept.rhythm_days:
        return Rhythm(float(kept.rhythm_days), usual.n, own=False), "promise"
    if usual.days is None:
        return usual, ""
    return usual, "pair" if usual.own else "circle"


def _unanswered(spoken: list[Touch], as_of: date) -> int | None:
    last = spoken[-1] if spoken else None
    return (as_of - last.day).days if last and last.direction == "out" else None
