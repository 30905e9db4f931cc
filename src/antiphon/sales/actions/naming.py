"""A purchase gives its visit the buyer's name, where they agreed to it and are known."""

from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.people.models import Consent, Purpose
from antiphon.sales.models import Purchase
from antiphon.visits.actions.naming import agree_to_be_named, name_visit, remember_visitor
from antiphon.visits.models.naming import NamedBy


@transaction.atomic
def name_visit_of(purchase: Purchase) -> int:
    """Let the visits that ended in a purchase bear the buyer's name, up to its moment; return how many got it now.

    Only where the shop told in which words the buyer agreed, and who they are is known by a verified address. Who
    agreed no more since is not named anew, however often the shop tells of the order.
    """
    buyer = purchase.identity
    if not (purchase.visit and purchase.agreed and buyer) or buyer.anonymized_at:
        return 0
    mine = Consent.objects.filter(identity=buyer, purpose=Purpose.VISITS)
    if mine.filter(withdrawn_at__gte=purchase.at).exists():
        return 0
    where = _("with purchase %(id)s at %(source)s") % {"id": purchase.external_id, "source": purchase.source}
    consent = agree_to_be_named(buyer, wording=purchase.agreed, source=where)
    remember_visitor(purchase.visit[:24], buyer, consent, occasion=NamedBy.PURCHASE, until=purchase.at)
    return len(name_visit(purchase.visit, buyer, consent, occasion=NamedBy.PURCHASE, at=purchase.at))
