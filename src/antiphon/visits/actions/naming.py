"""How a visit gets a name: with the consent of who it was, and not otherwise."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.people.models import Consent, Identity, Purpose
from antiphon.visits.models import NamedVisitor, Visit, VisitIdentity
from antiphon.visits.models.naming import NamedBy

#: A key is of one day; what waits in files is counted long before this is over.
_DAY_OVER = timedelta(days=2)


@transaction.atomic
def name_visit(
    visitor: str, identity: Identity, consent: Consent, *, occasion: str, at: datetime | None = None
) -> list[VisitIdentity]:
    """Say whose the visits of a visitor's key were: those of that one day, up to a moment (now without one).

    A key is of one day, so no more than a day gets a name. A visit that has one keeps it. Raise Refusal unless the
    consent is to joining visits, is the identity's own and stands.
    """
    _check(identity, consent, occasion)
    now = clock.now()
    found = Visit.objects.filter(brand=identity.brand_id, visitor=visitor, began_at__lte=at or now) if visitor else ()
    rows = [
        VisitIdentity.objects.get_or_create(
            visit=visit, defaults={"identity": identity, "consent": consent, "occasion": occasion, "at": now}
        )
        for visit in found
    ]
    return [row for row, is_new in rows if is_new]


@transaction.atomic
def remember_visitor(
    visitor: str, identity: Identity, consent: Consent, *, occasion: str, until: datetime | None = None
) -> None:
    """Let the visits of a visitor's key bear a name as they are counted, until its day is over.

    Raise Refusal unless the consent is to joining visits, is the identity's own and stands.
    """
    _check(identity, consent, occasion)
    NamedVisitor.objects.update_or_create(
        visitor=visitor,
        identity=identity,
        occasion=occasion,
        defaults={"consent": consent, "until": until, "at": clock.now()},
    )


@transaction.atomic
def name_remembered() -> int:
    """Name the visits of keys that are remembered; return how many got a name. A fixed number of queries.

    Where two people say that a key is theirs, nobody knows whose its visits were: they are nobody's.
    """
    NamedVisitor.objects.filter(at__lt=clock.now() - _DAY_OVER).delete()
    shared = NamedVisitor.objects.order_by().values("visitor").annotate(n=Count("identity", distinct=True))
    several = list(shared.filter(n__gt=1).values_list("visitor", flat=True))
    if several:
        VisitIdentity.objects.filter(visit__visitor__in=several, occasion=NamedBy.MEMBER).delete()
    agreed = NamedVisitor.objects.filter(consent__withdrawn_at=None, identity=F("consent__identity"))
    return _name(agreed.exclude(visitor__in=several).select_related("identity").order_by("pk"))


def _name(remembered: QuerySet[NamedVisitor]) -> int:
    """Give each visit that has none the name of the first who is remembered for it; return how many got one."""
    whose: dict[tuple[int, str], list[NamedVisitor]] = defaultdict(list)
    for one in remembered:
        whose[one.identity.brand_id, one.visitor].append(one)
    if not whose:
        return 0
    visits = Visit.objects.filter(visitor__in=remembered.order_by().values("visitor"), named=None)
    told = (
        (visit, next((one for one in whose[visit.brand_id, visit.visitor] if one.holds(visit.began_at)), None))
        for visit in visits
    )
    rows = [
        VisitIdentity(visit=visit, identity=one.identity, consent_id=one.consent_id, occasion=one.occasion, at=one.at)
        for visit, one in told
        if one
    ]
    return len(VisitIdentity.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True))


@transaction.atomic
def agree_no_more(identity: Identity) -> int:
    """Note that somebody agrees no more themselves, and forget which visits were theirs; return how many."""
    mine = Consent.objects.filter(identity=identity, purpose=Purpose.VISITS, withdrawn_at=None)
    mine.update(withdrawn_at=clock.now())
    return forget_names(identity)


@transaction.atomic
def forget_names(identity: Identity | None = None) -> int:
    """Forget whose visits were whose consent was withdrawn, of one identity or of all; return how many."""
    whose = Q(consent__withdrawn_at__isnull=False) & (Q(identity=identity) if identity else Q())
    NamedVisitor.objects.filter(whose).delete()
    return VisitIdentity.objects.filter(whose).delete()[0]


def _check(identity: Identity, consent: Consent, occasion: str) -> None:
    if consent.purpose != Purpose.VISITS or consent.identity_id != identity.pk or consent.withdrawn_at is not None:
        raise Refusal(_("Nobody agreed that these visits bear their name."))
    if occasion not in NamedBy.values:
        raise Refusal(_("Say on what occasion these visits get a name."), field="occasion")


@transaction.atomic
def agree_to_be_named(identity: Identity, *, wording: str, source: str) -> Consent:
    """Note that somebody agreed themselves that their visits bear their name; who agreed already did so once."""
    found, _new = Consent.objects.get_or_create(
        identity=identity,
        purpose=Purpose.VISITS,
        withdrawn_at=None,
        defaults={
            "brand_id": identity.brand_id, "wording": wording.strip(), "source": source.strip()[:200],
            "given_at": clock.now(),
        },
    )  # fmt: skip
    return found
