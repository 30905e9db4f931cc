"""The people around a brand as a network: who is tied to whom, in which parts, in which roles, and how it grows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from heapq import nlargest
from operator import attrgetter
from statistics import median
from typing import NamedTuple

from django.db.models import Max
from django.utils import timezone

from antiphon.measures.rules import N_MIN
from antiphon.measures.rules.clusters import clusters
from antiphon.measures.rules.growth import WINDOW, Growth, growth
from antiphon.measures.rules.placing import Placed, placed
from antiphon.measures.rules.position import (
    bridges,
    constraint,
    density,
    effective_size,
    ego_betweenness,
    gini,
    mean_embeddedness,
    neighbors,
    top_share,
)
from antiphon.organizations.models import Brand
from antiphon.people.models import Person
from antiphon.relationships.models import Standing
from antiphon.relationships.queries.standing import standing_of
from antiphon.relationships.rules import network_reciprocity
from antiphon.relationships.rules.circles import Moves, moves
from antiphon.reports.queries.acts_among import Among, Place, among, in_touch
from antiphon.reports.queries.referrals import activated_by

#: How many people a map shows, and how many stand first in each list.
ON_THE_MAP, FIRST = 5_000, 10
#: Parts with fewer people share one island.
_SMALLEST, _MOST_PARTS = 3, 60
#: Beyond this many times the rhythm a tie has most likely ended: then nobody is about to drift away any more.
_GONE = 8.0


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the network: how we stand, and their place among the others; what is not known is None.

    `ties` is with how many others something passed; `shares` how many people passed on what they had said; `brought`
    how many they brought who then spoke; `part` the island, from 0. `said` counts their acts.
    """

    person: int
    name: str
    strength: float | None
    gap: int | None
    rhythm_days: float | None
    urgency: float | None
    drifting: bool
    said: int
    ties: int
    constraint: float | None
    effective_size: float | None
    betweenness: float | None
    embeddedness: float | None
    shares: int
    brought: int
    part: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The network in numbers; what cannot be said, or only of fewer than five people, is None.

    `people` and `pairs` are what they were counted from.
    """

    people: int
    pairs: int
    growth: Growth
    density: float | None
    reciprocity: float | None
    median_strength: float | None
    tied_to_others: float | None
    gini: float | None
    first_hundredth: float | None
    next_nine: float | None
    moves: Moves | None


@dataclass(frozen=True, slots=True)
class Network:
    """The network of a place: its people by id, its ties in acts, parts, bridges, the map, and the figures.

    `alone` is the part of those whom only we speak with, `small` that of those in parts too small for an island.
    """

    members: Mapping[int, Member]
    ties: Mapping[tuple[int, int], int]
    parts: list[list[int]]
    alone: int | None
    small: int | None
    bridges: list[tuple[int, int]]
    map: Placed[int]
    figures: Figures
    flagged: int

    def first(self, role: str) -> list[Member]:
        """Return who stands first in a role: connector, broker, amplifier or convener. Nobody at nought."""
        counted = {one.person: _counted(role, one) for one in self.members.values()}
        ranked = nlargest(FIRST, self.members.values(), key=lambda one: (counted[one.person], -one.person))
        return [one for one in ranked if counted[one.person] > 0]

    @property
    def drifting(self) -> list[Member]:
        """Who is silent beyond the rhythm, but not for so long that it has ended: what is at stake most first."""
        silent = [one for one in self.members.values() if one.drifting]
        return sorted(silent, key=lambda one: (-(one.urgency or 0.0), one.person))


def _counted(role: str, one: Member) -> float:
    """Return what a role counts of somebody."""
    if role == "broker":
        return one.effective_size or 0.0 if one.betweenness else 0.0
    return {"connector": one.ties, "amplifier": one.shares, "convener": one.brought}[role]


class _Tie(NamedTuple):
    """What the network tells of how we stand with somebody, as `Standing` has it."""

    strength: float
    a_in: float
    a_out: float
    gap: int | None
    rhythm_days: float | None
    urgency: float | None


def network(brand: Brand, place: Place, today: date) -> Network:
    """Return the network of a place as of a day. As many queries for thirty people as for one."""
    passed = among(brand, place)
    stood = _stood(brand, today)
    shown = _shown(passed, stood, place)
    ties = {pair: count for pair, count in passed.ties.items() if pair[0] in shown and pair[1] in shown}
    known = neighbors(ties)
    parts, small, alone = _parts(ties, shown, known, stood)
    members = _members(brand, shown, known, passed, stood, parts)
    where = {one: number for number, part in enumerate(parts) for one in part}
    return Network(
        members, ties, parts, alone, small, bridges(known, where), placed(parts),
        _figures(brand, place, stood, members, ties), len(passed.flagged),
    )  # fmt: skip


def _stood(brand: Brand, today: date) -> dict[int, _Tie]:
    """Return how we stand with everybody: as it was kept today, or reckoned now where nobody did."""
    rows = Standing.objects.filter(brand=brand, as_of=today).values_list("person", *_Tie._fields)
    return {person: _Tie(*told) for person, *told in rows} or {
        one.person: _Tie(*attrgetter(*_Tie._fields)(one)) for one in standing_of(brand, today)
    }


def _moves(brand: Brand, place: Place, stood: Mapping[int, _Tie]) -> Moves | None:
    """Return how people moved between circles since the day before the period that was kept; None without one."""
    began = timezone.localdate(place.since)
    kept = Standing.objects.filter(brand=brand, as_of__lte=began)
    day = kept.aggregate(day=Max("as_of"))["day"]
    if day is None:
        return None
    before = dict(Standing.objects.filter(brand=brand, as_of=day).values_list("person", "strength"))
    found = moves(before, {person: one.strength for person, one in stood.items()})
    return found if found.n >= N_MIN else None


def _shown(passed: Among, stood: Mapping[int, _Tie], place: Place) -> set[int]:
    """Return who is on the map: who spoke in the place, and with the whole in view those we stand well with."""
    found = set(passed.said) | {one for pair in passed.ties for one in pair}
    if place.whole:
        found |= {person for person, one in stood.items() if one.strength > 0}
    found -= passed.flagged
    if len(found) <= ON_THE_MAP:
        return found
    weight = {one: (stood[one].strength if one in stood else 0.0, passed.said.get(one, 0)) for one in found}
    return set(nlargest(ON_THE_MAP, found, key=lambda one: (weight[one], -one)))


def _parts(
    ties: Mapping[tuple[int, int], int],
    shown: set[int],
    known: Mapping[int, set[int]],
    stood: Mapping[int, _Tie],
) -> tuple[list[list[int]], int | None, int | None]:
    """Return who belongs together, those with most ties first, and which part is of small ones, which of nobody's."""
    weights: dict[int, dict[int, float]] = {}
    for (one, other), count in ties.items():
        weights.setdefault(one, {})[other] = weights.setdefault(other, {})[one] = float(count)

    def middle(one: int) -> tuple[int, float, int]:
        return -len(known.get(one, ())), -(stood[one].strength if one in stood else 0.0), one

    found = clusters(weights)
    large = [part for part in found if len(part) >= _SMALLEST][:_MOST_PARTS]
    small = [one for part in found[len(large) :] for one in part]
    rest = sorted(shown - set(known), key=middle)
    parts = [sorted(part, key=middle) for part in (*large, small, rest) if part]
    return parts, len(large) if small else None, len(parts) - 1 if rest else None


def _members(
    brand: Brand,
    shown: set[int],
    known: Mapping[int, set[int]],
    passed: Among,
    stood: Mapping[int, _Tie],
    parts: list[list[int]],
) -> dict[int, Member]:
    names = dict(Person.objects.filter(brand=brand, pk__in=shown).values_list("pk", "name")) if shown else {}
    where = {one: number for number, part in enumerate(parts) for one in part}
    brought = activated_by(brand)
    near = set(nlargest(50, known, key=lambda one: (effective_size(known, one) or 0.0, -one)))
    found = {}
    for one, name in names.items():
        about = stood.get(one)
        gap, usual = (about.gap, about.rhythm_days) if about else (None, None)
        found[one] = Member(
            one, name, about.strength if about else None, gap, usual, about.urgency if about else None,
            gap is not None and usual is not None and usual < gap <= _GONE * usual,
            passed.said.get(one, 0), len(known.get(one, ())), constraint(known, one), effective_size(known, one),
            ego_betweenness(known, one) if one in near else None, mean_embeddedness(known, one),
            passed.shared.get(one, 0), brought.get(one, 0),
            where[one],
        )  # fmt: skip
    return found


def _figures(
    brand: Brand,
    place: Place,
    stood: Mapping[int, _Tie],
    members: Mapping[int, Member],
    ties: Mapping[tuple[int, int], int],
) -> Figures:
    touch = in_touch(brand, place.since, place.until, WINDOW)
    strengths = [one.strength for one in members.values() if one.strength is not None]
    weights = [(one.a_in, one.a_out) for person, one in stood.items() if person in members]
    said = [float(one.said) for one in members.values()]
    tied = sum(1 for one in members.values() if one.ties)
    grown = growth(touch.start, touch.end, touch.before)
    if len(members) < N_MIN:
        return Figures(len(members), len(ties), grown, None, None, None, None, None, None, None, None)
    return Figures(
        len(members), len(ties), grown, density(len(members), len(ties)),
        network_reciprocity(weights), median(strengths) if strengths else None,
        tied / len(members), gini(said), top_share(said, 0.01), top_share(said, 0.09, 0.01),
        _moves(brand, place, stood),
    )  # fmt: skip
