"""People are joined and parted: each decision is added, and each can be taken back without losing a line."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import product

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from antiphon.lib import clock
from antiphon.lib.errors import Conflict, Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.actions.meeting import retell
from antiphon.people.models import Ground, Identity, IdentityLink, Merge, Person, Rejection, Side, Suggestion
from antiphon.people.rules import Match, holder

#: How long nobody is asked again about who was put off.
LATER = timedelta(days=30)


@transaction.atomic
def join_people(by: Member, kept: Person, gone: Person, *, name: str = "", match: Match | None = None) -> Merge:
    """Decide that two people are one, who is called `name` from now on, or as who is kept.

    What they did stays with their accounts. Raise Refusal if they cannot be joined.
    """
    require(by, Duty.ANSWER)
    return _join(by, kept, gone, name, Ground.BY_HAND, match)


@transaction.atomic
def join_by_evidence(kept: Person, gone: Person, match: Match) -> Merge:
    """Join two people of whom verified evidence says that they are one."""
    return _join(None, kept, gone, "", Ground.VERIFIED, match)


@transaction.atomic
def part_people(by: Member, merge: Merge) -> None:
    """Take a joining back: every account returns to whom it belongs without it; later joinings stay as they are.

    Their accounts are never joined again by themselves. Raise Conflict if it was taken back before.
    """
    require(by, Duty.ANSWER)
    now = clock.now()
    if not Merge.objects.standing().filter(pk=merge.pk, brand=by.brand).update(undone_at=now, undone_by=by):
        raise Conflict(_("This was taken back already."))
    kept = Person.objects.select_related("merged_into").get(pk=merge.kept_id)
    root = kept.merged_into or kept
    family = list(Person.objects.part_of(root).order_by("pk").select_for_update())
    moved = _let_go(by, merge, root, family)
    if merge.name_after != merge.name_before and kept.name == merge.name_after:
        kept.name = merge.name_before
        kept.save(update_fields=["name"])
    _reject(by, moved, _held_before(merge, moved), now)
    _look_anew([one.pk for one in family], now)


@transaction.atomic
def say_not_the_same(by: Member, one: Person, other: Person) -> None:
    """Decide that two people are not one: their accounts are never suggested as one again."""
    require(by, Duty.ANSWER)
    _check(by, one, other)
    now = clock.now()
    _reject(by, _accounts(one), _accounts(other), now)
    _pair(one, other).update(answer="rejected", answered_by=by, answered_at=now)


@transaction.atomic
def put_off(by: Member, suggestion: Suggestion) -> None:
    """Ask nobody about it for thirty days."""
    require(by, Duty.ANSWER)
    found = Suggestion.objects.open().filter(pk=suggestion.pk, brand=by.brand)
    if not found.update(put_off_until=clock.now() + LATER):
        raise Conflict(_("Somebody else answered this already."))


@transaction.atomic
def rename(by: Member, person: Person, name: str) -> None:
    """Call a person by another name, in the book only."""
    require(by, Duty.ANSWER)
    plain = " ".join(name.split())[:200]
    if not plain or person.brand_id != by.brand_id:
        raise Refusal(_("Give the person a name."), field="name")
    person.name = plain
    person.save(update_fields=["name"])


@transaction.atomic
def link(identity: Identity, person: Person, ground: Ground, at: datetime, by: Member | None = None) -> None:
    """Decide that an identity belongs to a person. What it did stays with it; earlier decisions stay on record."""
    before = identity.person_id
    identity.person = person
    identity.save(update_fields=["person"])
    IdentityLink.objects.create(identity=identity, person=person, ground=ground, at=at, by=by)
    _look_anew([person.pk, *([before] if before else [])], at)


def _join(by: Member | None, kept: Person, gone: Person, name: str, ground: Ground, match: Match | None) -> Merge:
    _check(by, kept, gone)
    locked = {
        one.pk: one for one in Person.objects.filter(pk__in=[kept.pk, gone.pk]).order_by("pk").select_for_update()
    }
    for one in locked.values():
        if one.merged_into_id or one.seen_at is None:
            raise Conflict(_("Somebody joined one of them with another person meanwhile. Look again."))
    now, kept, gone = clock.now(), locked[kept.pk], locked[gone.pk]
    called = " ".join(name.split())[:200] or kept.name
    merge = Merge.objects.create(
        brand_id=kept.brand_id,
        kept=kept,
        gone=gone,
        ground=ground,
        evidence=[[one.sign, one.weight] for one in match.evidence] if match else [],
        score=match.score if match else None,
        name_before=kept.name,
        name_after=called,
        by=by,
        at=now,
    )
    _move(list(gone.identities.all()), kept.pk, merge, ground, by)
    Person.objects.part_of(gone).update(merged_into=kept)
    if called != kept.name:
        kept.name = called
        kept.save(update_fields=["name"])
    _pair(kept, gone).update(answer="linked", answered_by=by, answered_at=now)
    Suggestion.objects.open().filter(Q(one=gone) | Q(other=gone)).delete()
    _look_anew([kept.pk, gone.pk], now)
    return merge


def _check(by: Member | None, one: Person, other: Person) -> None:
    if one.pk == other.pk:
        raise Refusal(_("This is one and the same person already."))
    if one.brand_id != other.brand_id or (by is not None and by.brand_id != one.brand_id):
        raise Refusal(_("These two belong to different brands: each brand has its own book of people."))


def _move(identities: Iterable[Identity], to: int, merge: Merge, ground: Ground, by: Member | None) -> None:
    keys = [one.pk for one in identities]
    Identity.objects.filter(pk__in=keys).update(person=to)
    IdentityLink.objects.bulk_create(
        IdentityLink(identity_id=key, person_id=to, ground=ground, merge=merge, by=by, at=clock.now()) for key in keys
    )


def _let_go(by: Member, merge: Merge, root: Person, family: list[Person]) -> list[int]:
    """Put everybody where they belong by the joinings that still stand; return the accounts that moved."""
    keys = [one.pk for one in family]
    joined = dict(Merge.objects.standing().filter(gone__in=keys).values_list("gone", "kept"))
    for one in family:
        into = holder(one.pk, joined)
        one.merged_into_id = into if into != one.pk else None
        one.save(update_fields=["merged_into"])
    own = IdentityLink.objects.filter(identity__person=root, merge=None).order_by("pk")
    moved: dict[int, list[int]] = {}
    for identity, person in dict(own.values_list("identity", "person")).items():
        into = holder(person, joined)
        if into != root.pk:
            moved.setdefault(into, []).append(identity)
    for into, accounts in moved.items():
        _move(Identity.objects.filter(pk__in=accounts), into, merge, Ground.TAKEN_BACK, by)
    return [one for accounts in moved.values() for one in accounts]


def _held_before(merge: Merge, moved: list[int]) -> list[int]:
    """Return the accounts that were of the kept person when the joining was decided."""
    then = IdentityLink.objects.filter(person=merge.kept, at__lte=merge.at).exclude(merge=merge)
    return [one for one in dict.fromkeys(then.values_list("identity", flat=True)) if one not in moved]


def _accounts(person: Person) -> list[int]:
    return list(person.identities.filter(side=Side.THEM).values_list("pk", flat=True))


def _reject(by: Member, some: list[int], others: list[int], now: datetime) -> None:
    pairs = {tuple(sorted(pair)) for pair in product(some, others)}
    Rejection.objects.bulk_create(
        [Rejection(brand=by.brand, one_id=one, other_id=other, by=by, at=now) for one, other in sorted(pairs)],
        ignore_conflicts=True,
    )


def _pair(one: Person, other: Person) -> QuerySet[Suggestion]:
    first, second = sorted((one.pk, other.pk))
    return Suggestion.objects.open().filter(one=first, other=second)


def _look_anew(people: list[int], now: datetime) -> None:
    retell(people)
    Person.objects.filter(pk__in=people, seen_at__isnull=False).update(compare_due_at=now)
