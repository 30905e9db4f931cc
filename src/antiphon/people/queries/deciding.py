"""Who may be one person and waits for a member's word, and what was decided before."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.people.models import Identity, Merge, Person, Side, Suggestion
from antiphon.people.rules import Evidence, Sign


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who may be one, with their accounts, and what speaks for it."""

    suggestion: Suggestion
    one: Person
    other: Person
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A joining of a person with another: `evidence` where there was any, the accounts that came with it."""

    merge: Merge
    evidence: tuple[Evidence, ...]
    accounts: list[Identity]


def waiting_pairs(brand: Brand) -> QuerySet[Suggestion]:
    """Return what a member may decide today, the most likely first."""
    now = clock.now()
    open_now = Suggestion.objects.open().filter(Q(put_off_until=None) | Q(put_off_until__lte=now), brand=brand)
    return open_now.order_by("-score", "-pk")


def pairs_to_decide(brand: Brand, limit: int = 20, offset: int = 0) -> list[Pair]:
    """Return a page of pairs that wait for a member's word, the most likely first. Five queries."""
    rows = list(waiting_pairs(brand)[offset : offset + limit])
    accounts = Prefetch("identities", Identity.objects.filter(side=Side.THEM).order_by("first_seen", "pk"))
    wanted = {key for row in rows for key in (row.one_id, row.other_id)}
    people = {one.pk: one for one in Person.objects.filter(pk__in=wanted).prefetch_related(accounts)}
    return [Pair(row, people[row.one_id], people[row.other_id], evidence_of(row.evidence)) for row in rows]


def decisions(person: Person) -> list[Decision]:
    """Return the joinings that made a person, those taken back too, the latest first. Three queries."""
    either = Q(kept__in=Person.objects.part_of(person)) | Q(gone=person)
    rows = Merge.objects.filter(either, brand=person.brand_id).select_related(
        "kept", "gone", "by__user", "undone_by__user"
    )
    found = list(rows.order_by("-at", "-pk").prefetch_related("links__identity"))
    return [Decision(one, evidence_of(one.evidence), _accounts(one)) for one in found]


def evidence_of(kept: list[list[object]]) -> tuple[Evidence, ...]:
    """Return evidence as it was kept."""
    return tuple(Evidence(Sign(str(sign)), float(str(weight))) for sign, weight in kept)


def _accounts(merge: Merge) -> list[Identity]:
    moved = [link for link in merge.links.all() if link.ground != "taken_back"]
    return list({link.identity_id: link.identity for link in moved}.values())
