"""How we stand with people: strength, reciprocity, circle, rhythm and silence, on a day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db.models import Q

from antiphon.organizations.models import Brand
from antiphon.relationships.models import Relationship
from antiphon.relationships.queries.touches import touches_of
from antiphon.relationships.rules import (
    CADENCE,
    Circle,
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


@dataclass(frozen=True, slots=True)
class Tie:
    """How we stand with one person; what is not known is None.

    `circle` is reckoned among the people of the same steward; `rhythm_source` says where the days of
    the rhythm are from: what a steward promised, the pair's own past, or the circle; `gap` in days.
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

    @property
    def silent_too_long(self) -> bool:
        """Whether the silence is longer than the rhythm."""
        return self.gap is not None and self.rhythm.days is not None and self.gap > self.rhythm.days


def ties(brand: Brand, person_ids: Collection[int], as_of: date) -> dict[int, Tie]:
    """Return how we stand with each of the people. Three queries."""
    kept = _kept(brand, person_ids)
    touches = touches_of(brand, {*person_ids, *kept}, as_of)
    found = {person: strength(known, as_of) for person, known in touches.items()}
    placed = _circles(kept.values(), {person: one.value for person, one in found.items()})
    return {
        person: _tie(touches[person], found[person], placed.get(person), kept.get(person), as_of)
        for person in person_ids
    }


def _kept(brand: Brand, person_ids: Collection[int]) -> dict[int, Relationship]:
    """Return the relationships with these people, and all others of the same stewards."""
    own = Relationship.objects.filter(brand=brand)
    stewards = own.filter(person__in=person_ids, steward__isnull=False).values("steward")
    found = own.filter(Q(person__in=person_ids) | Q(steward__in=stewards)).select_related("steward__user")
    return {one.person_id: one for one in found}


def _circles(kept: Iterable[Relationship], values: dict[int, float | None]) -> dict[int, Circle | None]:
    people: dict[int, dict[int, float | None]] = {}
    for one in kept:
        if one.steward_id is not None:
            people.setdefault(one.steward_id, {})[one.person_id] = values[one.person_id]
    return {person: circle for own in people.values() for person, circle in circles(own).items()}


def _tie(touches: list[Touch], found: Strength, circle: Circle | None, kept: Relationship | None, as_of: date) -> Tie:
    usual, source = _rhythm(touches, circle, kept, as_of)
    silence = gap(contact_days(touches, as_of), as_of)
    spoken = [touch for touch in touches if effort_of(touch.kind) >= WORDS]
    standing = Standing(
        gap=silence, rhythm=usual.days, stake=stake(touches, as_of), our_last_unanswered=_unanswered(spoken, as_of)
    )
    return Tie(
        strength=found,
        reciprocity=reciprocity(found.a_in, found.a_out),
        circle=circle,
        rhythm=usual,
        rhythm_source=source,
        last_at=spoken[-1].at if spoken else None,
        gap=silence,
        urgency=urgency(standing),
        kept=kept,
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
