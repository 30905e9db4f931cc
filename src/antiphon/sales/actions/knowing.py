"""Buyers are known once their address is verified, and forgotten if they ask for it."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from antiphon.people.models import Identity, KnownTrait
from antiphon.people.rules import Kind
from antiphon.sales.actions.naming import name_visit_of
from antiphon.sales.actions.purchasing import known_by_mail
from antiphon.sales.actions.summing import day_changed
from antiphon.sales.models import Payload, Purchase

_MOST = 500


def know_buyers() -> int:
    """Find who bought, where an address was verified after the purchase; return how many purchases got a buyer."""
    verified = KnownTrait.objects.filter(
        brand=OuterRef("brand"), kind=Kind.MAIL, key=OuterRef("mail_key"), verified=True
    )
    waiting = Purchase.objects.filter(Exists(verified), identity=None).exclude(mail_key="").select_related("brand")
    return sum(_know(one) for one in waiting.order_by("pk")[:_MOST])


@transaction.atomic
def _know(purchase: Purchase) -> int:
    found = known_by_mail(purchase.brand, purchase.mail_key)
    done = Purchase.objects.filter(pk=purchase.pk, identity=None).update(identity=found) if found else 0
    if done:
        purchase.refresh_from_db()
        name_visit_of(purchase)
    return done


@transaction.atomic
def forget_buyer(identity: Identity) -> int:
    """Take what tells who somebody is out of their purchases; that something was bought stays. Return how many.

    Their addresses are not compared any more, their words go, and what shops sent of them is emptied.
    """
    found = Purchase.objects.filter(identity=identity)
    for at in found.exclude(heard="").values_list("at", flat=True):
        day_changed(identity.brand, at)
    Payload.objects.filter(purchase__in=found).update(body_sealed="")
    return found.update(mail_key="", heard="", visit="", agreed="")
