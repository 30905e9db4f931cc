"""Purchases and refunds are taken in: each once, however often and in whatever order it is told."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from antiphon.lib import clock
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.models import KnownTrait
from antiphon.people.queries.recognizing import trait_key
from antiphon.people.rules import Kind, mail_trait
from antiphon.sales.actions.naming import name_visit_of
from antiphon.sales.actions.summing import day_changed
from antiphon.sales.models import Purchase, Refund
from antiphon.sales.rules.faults import Fault, Unfit
from antiphon.sales.rules.told import PurchaseTold, RefundTold, coupon_key, fit_purchase, fit_refund, key_of
from antiphon.sales.sentences import refusing

LONGEST_SOURCE = 60
_MAY_FILL = ("mail_key", "identity_id", "coupon", "coupon_key", "visit", "heard", "agreed")


class Taken(StrEnum):
    """What became of something that was told."""

    NEW = "new"
    KNOWN = "known"
    CORRECTED = "corrected"


@transaction.atomic
def note_purchase(by: Member, source: str, told: PurchaseTold) -> tuple[Purchase, Taken]:
    """Take a purchase in as a member tells it; raise Refusal if it cannot be, Conflict if it is known otherwise."""
    require(by, Duty.CONNECT)
    with refusing():
        return take_purchase(by.brand, source_of(source), told)


@transaction.atomic
def note_refund(by: Member, source: str, told: RefundTold) -> tuple[Refund, Taken]:
    """Take a refund in as a member tells it, its purchase known or not; raise Refusal or Conflict if it cannot be."""
    require(by, Duty.CONNECT)
    with refusing():
        return take_refund(by.brand, source_of(source), told)


def source_of(typed: str) -> str:
    """Return the name of a source; raise Unfit for none."""
    return key_of(typed[: LONGEST_SOURCE + 1], "source")[:LONGEST_SOURCE]


@transaction.atomic
def take_purchase(brand: Brand, source: str, told: PurchaseTold) -> tuple[Purchase, Taken]:
    """Keep a purchase, once. What its source states later corrects it; raise Unfit if it cannot be kept.

    Without `stated_at` what differs from what is known is unfit: nobody knows which of the two holds.
    """
    now = clock.now()
    fit = fit_purchase(told, now)
    found, is_new = Purchase.objects.select_for_update().get_or_create(
        brand=brand,
        source=source,
        external_id=fit.key,
        defaults={
            **_fields(brand, fit),
            "received_at": now,
            "stated_at": min(fit.stated_at or fit.at, now),
            "called_off_at": _called_off_at(fit, now),
        },
    )
    if is_new:
        day_changed(brand, found.at)
        name_visit_of(found)
        return found, Taken.NEW
    before = found.at
    taken = _met_again(found, fit, now)
    if _fill_in(found, _fields(brand, fit)) or taken == Taken.CORRECTED:
        day_changed(brand, before, found.at)
        name_visit_of(found)
    return found, taken


@transaction.atomic
def take_refund(brand: Brand, source: str, told: RefundTold) -> tuple[Refund, Taken]:
    """Keep a refund, once; it need not know its purchase. Raise Unfit if it cannot be kept.

    One that did not go through stays so, whichever of the two is told first.
    """
    now = clock.now()
    fit = fit_refund(told, now)
    says = {"amount": fit.amount, "currency": fit.currency, "purchase_external_id": fit.of}
    found, is_new = Refund.objects.get_or_create(
        brand=brand,
        source=source,
        external_id=fit.key,
        defaults={
            **says, "at": fit.at, "reason": fit.reason, "received_at": now,
            "called_off_at": now if fit.called_off else None,
        },
    )  # fmt: skip
    if not is_new and any(getattr(found, name) != value for name, value in says.items()):
        raise Unfit(Fault.DIFFERS, "id")
    if fit.at < found.at:  # an order that is told again tells its own last moment, not that of the refund
        found.at = fit.at
        found.save(update_fields=["at"])
    if fit.called_off and found.called_off_at is None:
        found.called_off_at = now
        found.save(update_fields=["called_off_at"])
        _refund_changed(found)
        return found, Taken.CORRECTED
    if is_new:
        _refund_changed(found)
    return found, Taken.NEW if is_new else Taken.KNOWN


def _refund_changed(refund: Refund) -> None:
    """Note that something changed on the day of its purchase, if that is known: otherwise it comes with a day."""
    of = {"brand": refund.brand, "source": refund.source, "external_id": refund.purchase_external_id}
    for at in Purchase.objects.filter(**of).values_list("at", flat=True):
        day_changed(refund.brand, at)


def _called_off_at(fit: PurchaseTold, now: datetime) -> datetime | None:
    return min(fit.stated_at or now, now) if fit.called_off else None


def _fields(brand: Brand, fit: PurchaseTold) -> dict[str, object]:
    trait = mail_trait(trait_key(brand.pk), fit.mail) if fit.mail else None
    key = trait.key if trait else ""
    return {
        "at": fit.at,
        "amount": fit.amount,
        "currency": fit.currency,
        "mail_key": key,
        "identity_id": known_by_mail(brand, key),
        "coupon": fit.coupon,
        "coupon_key": coupon_key(fit.coupon),
        "visit": fit.visit,
        "heard": fit.heard,
        "agreed": fit.agreed,
    }


def _fill_in(found: Purchase, told: dict[str, object]) -> bool:
    """Keep what was not told before, and return whether there was something.

    Who paid is told by one payload, with which coupon by another.
    Of a buyer who was erased nothing is noted anew, whatever the shop goes on telling of the order.
    """
    if found.identity and found.identity.anonymized_at:
        return False
    new = {name: told[name] for name in _MAY_FILL if told[name] and not getattr(found, name)}
    for name, value in new.items():
        setattr(found, name, value)
    if new:
        found.save(update_fields=list(new))
    return bool(new)


def known_by_mail(brand: Brand, key: str) -> int | None:
    """Return the identity that an address was verified for, by the key of its trait; the first known of several."""
    if not key:
        return None
    found = KnownTrait.objects.filter(brand=brand, kind=Kind.MAIL, key=key, verified=True)
    return found.order_by("identity").values_list("identity", flat=True).first()


def _met_again(found: Purchase, fit: PurchaseTold, now: datetime) -> Taken:
    says = {"amount": fit.amount, "currency": fit.currency, "at": fit.at}
    same = all(getattr(found, name) == value for name, value in says.items())
    if fit.stated_at is None and not same:
        raise Unfit(Fault.DIFFERS, "id")
    if fit.stated_at is None or not _is_news(found, fit, fit.stated_at):
        return Taken.KNOWN
    if same and fit.called_off == (found.called_off_at is not None):
        _stated(found, fit.stated_at, now)
        return Taken.KNOWN
    for name, value in says.items():
        setattr(found, name, value)
    found.called_off_at = _called_off_at(fit, now)
    found.save(update_fields=[*says, "called_off_at"])
    _stated(found, fit.stated_at, now)
    return Taken.CORRECTED


def _is_news(found: Purchase, fit: PurchaseTold, stated_at: datetime) -> bool:
    """Whether what is stated is later than what is known; within the same second a call-off is the later."""
    if stated_at == found.stated_at:
        return fit.called_off and found.called_off_at is None
    return stated_at > found.stated_at


def _stated(found: Purchase, at: datetime, now: datetime) -> None:
    found.stated_at = min(at, now)
    found.save(update_fields=["stated_at"])
