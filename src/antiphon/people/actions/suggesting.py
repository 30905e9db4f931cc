"""It is found who may be one person: what is certain is joined, what is likely is suggested."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q

from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Brand
from antiphon.people.actions.deciding import join_by_evidence
from antiphon.people.models import Person, Suggestion
from antiphon.people.queries.matching import Found, alike

log = structlog.get_logger(__name__)


@transaction.atomic
def claim_compared(lease: timedelta, most: int) -> list[Person]:
    """Take people of one brand of whom it is due to look who else they may be; the longest due first."""
    now = clock.now()
    due = Person.objects.filter(compare_due_at__lte=now).order_by("compare_due_at")
    first = due.select_related("brand").first()
    if first is None:
        return []
    keys = list(due.filter(brand=first.brand).values_list("pk", flat=True)[:most])
    Person.objects.filter(pk__in=keys, compare_due_at__lte=now).update(compare_due_at=now + lease)
    return list(Person.objects.filter(pk__in=keys, compare_due_at=now + lease).select_related("brand"))


def compare_people(brand: Brand, people: Sequence[Person]) -> int:
    """Look who else these may be: join those of whom it is certain, suggest those of whom it is likely.

    Return how many joinings and suggestions are new. Each joining is a transaction of its own.
    """
    keys = [one.pk for one in people]
    found = alike(brand, keys)
    done = sum(_join(one) for one in found if one.match.certain)
    done += _suggest(brand, keys, [one for one in found if one.match.likely])
    for one in people:  # who changed meanwhile has another due time, and stays due
        Person.objects.filter(pk=one.pk, compare_due_at=one.compare_due_at).update(compare_due_at=None)
    return done


def _join(found: Found) -> bool:
    """Join two, the one known longer stays; whether it was done, as one may be part of somebody else by now."""
    both = sorted(Person.objects.filter(pk__in=(found.one, found.other)), key=lambda one: (one.created_at, one.pk))
    if len(both) != 2:
        return False
    try:
        join_by_evidence(both[0], both[1], found.match)
    except Refusal as refusal:
        log.info("not joined", one=found.one, other=found.other, why=str(refusal))
        return False
    return True


@transaction.atomic
def _suggest(brand: Brand, people: Collection[int], found: Sequence[Found]) -> int:
    """Let the open suggestions about these people be what was found today; return how many are new."""
    theirs = Suggestion.objects.open().filter(Q(one__in=people) | Q(other__in=people), brand=brand)
    had = {(one.one_id, one.other_id): one for one in theirs.select_for_update()}
    now, there = clock.now(), _still_there(found)
    likely = {(one.one, one.other): one for one in found if {one.one, one.other} <= there}
    Suggestion.objects.filter(pk__in=[one.pk for pair, one in had.items() if pair not in likely]).delete()
    for pair in had.keys() & likely.keys():
        _renew(had[pair], likely[pair])
    new = [_made(brand, one, now) for pair, one in likely.items() if pair not in had]
    Suggestion.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _still_there(found: Sequence[Found]) -> set[int]:
    keys = {key for one in found for key in (one.one, one.other)}
    return set(Person.objects.met().filter(pk__in=keys, merged_into=None).values_list("pk", flat=True))


def _renew(suggestion: Suggestion, found: Found) -> None:
    evidence = _kept(found)
    if suggestion.evidence != evidence or suggestion.score != found.match.score:
        suggestion.evidence, suggestion.score, suggestion.doubt = evidence, found.match.score, found.match.doubt
        suggestion.save(update_fields=["evidence", "score", "doubt"])


def _made(brand: Brand, found: Found, now: datetime) -> Suggestion:
    return Suggestion(
        brand=brand,
        one_id=found.one,
        other_id=found.other,
        score=found.match.score,
        evidence=_kept(found),
        doubt=found.match.doubt,
        found_at=now,
    )


def _kept(found: Found) -> list[list[object]]:
    return [[one.sign.value, one.weight] for one in found.match.evidence]
