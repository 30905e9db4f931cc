"""Who brought whom into the community, and what came of it: the rewarded apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from antiphon.community.models import Invitation, Participant
from antiphon.community.queries.inviting import with_first_words
from antiphon.measures.rules.referral import Cycle, cycle_time, generations, ratios, ref
from antiphon.organizations.models import Brand
from antiphon.people.models import Side


@dataclass(frozen=True, slots=True)
class Bringer:
    """Somebody who brought others: `ref` in people, how many came, spoke, and came by rewarded links; the person."""

    participant: int
    person: int | None
    name: str
    ref: float
    came: int
    activated: int
    rewarded: int


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who was brought: when they came, by whom, whether they said something within 30 days, for a reward."""

    participant: int
    person: int | None
    name: str
    by: str
    by_person: int | None
    at: datetime
    activated: bool
    rewarded: bool
    generation: int


@dataclass(frozen=True, slots=True)
class Referrals:
    """What came of invitations in a cycle. `of_itself` counts without rewards, `rewarded` only with them.

    `generations` are people: all who took part when the cycle began, whom these brought, and so on; `ratios` how many
    each brought. `depth` is how many generations the longest chain has, `cycle_days` the median from joining to the
    first friend who spoke, both over all time.
    """

    of_itself: Cycle
    rewarded: Cycle
    generations: list[int]
    depth: int
    ratios: list[float | None]
    cycle_days: float | None
    cycle_n: int
    newcomers: list[Newcomer]
    bringers: list[Bringer]


@dataclass(frozen=True, slots=True)
class _Row:
    pk: int
    name: str
    person: int | None
    admitted_at: datetime
    left_at: datetime | None
    by: int | None
    spoke: bool
    rewarded: bool
    ours: bool

    def took_part(self, at: datetime) -> bool:
        """Whether they were let in before a moment and had not left by then."""
        return self.admitted_at < at and not (self.left_at and self.left_at < at)


def referrals(brand: Brand, since: datetime, until: datetime) -> Referrals:
    """Return what came of invitations in a cycle; the team is none of the people. Two queries, however many."""
    rows = _rows(brand)
    came = [one for one in rows.values() if one.by and not one.ours and since <= one.admitted_at < until]
    members = {one.pk for one in rows.values() if not one.ours and one.took_part(since)}
    made = Invitation.objects.filter(brand=brand, made_at__gte=since, made_at__lt=until)
    links = made.aggregate(rewarded=Count("pk", filter=~_of_itself()), of_itself=Count("pk", filter=_of_itself()))
    brought = _brought([one for one in came if one.spoke and not one.rewarded])
    levels = generations(sorted(members), brought)
    depth = _depth(rows)
    first = _first_brought(rows)
    return Referrals(
        _cycle(len(members), links["of_itself"], [one for one in came if not one.rewarded]),
        _cycle(len(members), links["rewarded"], [one for one in came if one.rewarded]),
        levels,
        max(depth.values(), default=0),
        ratios(levels),
        cycle_time({one.pk: one.admitted_at for one in rows.values()}, first),
        len(first),
        [
            _newcomer(one, rows, depth)
            for one in sorted(came, key=lambda one: (one.admitted_at, one.pk), reverse=True)
        ],
        _bringers(rows),
    )


def activated_by(brand: Brand) -> dict[int, int]:
    """Return how many each person brought who then spoke, without those brought for a reward. One query."""
    rows = _rows(brand)
    found: dict[int, int] = {}
    for one in rows.values():
        above = rows.get(one.by) if one.by else None
        if above is not None and above.person is not None and one.spoke and not one.rewarded:
            found[above.person] = found.get(above.person, 0) + 1
    return found


def _of_itself() -> Q:
    return Q(reward="")


def _rows(brand: Brand) -> dict[int, _Row]:
    """Return everybody who was ever let in. Somebody who brought themselves with another account brought nobody."""
    found: Any = with_first_words(Participant.objects.filter(brand=brand, admitted_at__isnull=False))
    told = found.values_list(
        "pk", "name", "identity__person", "admitted_at", "left_at", "brought_by", "spoke", "came_by__reward",
        "brought_by__identity__person", "identity__side",
    )  # fmt: skip
    return {
        pk: _Row(
            pk,
            name,
            person,
            at,
            left,
            by if not person or person != above else None,
            spoke,
            bool(reward),
            side == Side.US,
        )
        for pk, name, person, at, left, by, spoke, reward, above, side in told.order_by("pk")
    }


def _cycle(members: int, links: int, came: list[_Row]) -> Cycle:
    """Return a cycle; two accounts of one person are one who came."""
    each = {one.person or -one.pk: False for one in came}
    for one in came:
        each[one.person or -one.pk] |= one.spoke
    return Cycle(members, links, len(each), sum(each.values()))


def _brought(came: list[_Row]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for one in came:
        if one.by:
            found.setdefault(one.by, []).append(one.pk)
    return found


def _first_brought(rows: Mapping[int, _Row]) -> dict[int, datetime]:
    first: dict[int, datetime] = {}
    for one in rows.values():
        if one.by and one.spoke and not one.rewarded:
            first[one.by] = min(first.get(one.by, one.admitted_at), one.admitted_at)
    return first


def _depth(rows: Mapping[int, _Row]) -> dict[int, int]:
    """Return in which generation everybody came: 0 alone, 1 brought by somebody who came alone, …"""
    found: dict[int, int] = {}
    for one in rows:
        chain, at = [], rows.get(one)
        while at is not None and at.pk not in found and at.pk not in chain:
            chain.append(at.pk)
            at = rows.get(at.by) if at.by else None
        above = found.get(at.pk, 0) if at is not None else -1
        for place, pk in enumerate(reversed(chain), start=1):
            found[pk] = above + place
    return found


def _newcomer(one: _Row, rows: Mapping[int, _Row], depth: Mapping[int, int]) -> Newcomer:
    above = rows.get(one.by or 0)
    return Newcomer(
        one.pk, one.person, one.name, above.name if above else "", above.person if above else None, one.admitted_at,
        one.spoke, one.rewarded, depth[one.pk],
    )  # fmt: skip


def _bringers(rows: Mapping[int, _Row]) -> list[Bringer]:
    tree = _brought([one for one in rows.values() if one.spoke and not one.rewarded])
    below: dict[int, list[_Row]] = {}
    for one in rows.values():
        if one.by in rows:
            below.setdefault(one.by or 0, []).append(one)
    found = [
        Bringer(
            pk, rows[pk].person, rows[pk].name, ref(pk, tree), len(own), sum(one.spoke for one in own),
            sum(one.rewarded for one in own),
        )
        for pk, own in below.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.ref, -one.came, one.participant))
