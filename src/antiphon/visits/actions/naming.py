"""How a visit gets a name: with the consent of who it was, and not otherwise."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.people.models import Consent, Identity, Purpose
from antiphon.visits.models import Visit, VisitIdentity
from antiphon.visits.models.naming import NamedBy


@transaction.atomic
def name_visit(
    visitor: str, identity: Identity, consent: Consent, *, occasion: str, at: datetime | None = None
) -> list[VisitIdentity]:
    """Say whose the visits of a visitor's key were: those of that one day, up to a moment (now without one).

    A key is of one day, so no more than a day gets a name. A visit that has one keeps it. Raise Refusal unless the
    consent is to joining visits, is the identity's own and stands.
    """
    if consent.purpose != Purpose.VISITS or consent.identity_id != identity.pk or consent.withdrawn_at is not None:
        raise Refusal(_("Nobody agreed that these visits bear their name."))
    if occasion not in NamedBy.values:
        raise Refusal(_("Say on what occasion these visits get a name."), field="occasion")
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
