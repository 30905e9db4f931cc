"""The webhooks of shops: made, given their secret, ended; what they send is kept first and worked on then."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from antiphon.channels.queries import sealer
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.ids import new_secret
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.sales.actions.purchasing import LONGEST_SOURCE, Taken, take_purchase, take_refund
from antiphon.sales.models import Outcome, Payload, Purchase, ShopKind, Webhook
from antiphon.sales.rules.faults import Fault, Unfit
from antiphon.sales.rules.shops import Found, found_in
from antiphon.sales.rules.shops.reading import object_in
from antiphon.sales.rules.signatures import body_is_signed, stripe_is_signed

log = structlog.get_logger(__name__)
SHORTEST_SECRET, LONGEST_SECRET, LONGEST_TOPIC = 8, 200, 80
#: How long what a shop sent is kept once it was worked on, and once it could not be counted.
KEPT, KEPT_UNFIT = timedelta(days=30), timedelta(days=90)
_SIGNED_IN = {
    ShopKind.WOOCOMMERCE: "X-WC-Webhook-Signature",
    ShopKind.SHOPIFY: "X-Shopify-Hmac-Sha256",
    ShopKind.STRIPE: "Stripe-Signature",
}
_TOPIC_IN = {ShopKind.WOOCOMMERCE: "X-WC-Webhook-Topic", ShopKind.SHOPIFY: "X-Shopify-Topic"}


class WrongSignature(NotAllowed):
    """What came was not signed with the secret of the webhook."""


@transaction.atomic
def make_webhook(by: Member, kind: str, name: str) -> tuple[Webhook, str]:
    """Make an address for a shop; return it with the secret to type there, told this once.

    Only WooCommerce takes a secret of ours; the others show one of theirs, to be typed here (`set_secret`): for them
    it is empty. The name is the source of what comes by it.
    """
    require(by, Duty.CONNECT)
    called = " ".join(name.split())[: LONGEST_SOURCE + 1]
    if kind not in ShopKind:
        raise Refusal(_("Choose one of the shops."), field="kind")
    if not 0 < len(called) <= LONGEST_SOURCE:
        raise Refusal(_("Give it a name of at most %(most)d characters.") % {"most": LONGEST_SOURCE}, field="name")
    Brand.objects.select_for_update().get(pk=by.brand_id)
    if Webhook.objects.filter(brand=by.brand, name=called, ended_at=None).exists():
        raise Conflict(_("There is a webhook of this name already."), field="name")
    secret = new_secret() if kind == ShopKind.WOOCOMMERCE else ""
    made = Webhook.objects.create(
        brand=by.brand, kind=kind, name=called, token=secrets.token_urlsafe(24), made_by=by, made_at=clock.now(),
        secret_sealed=sealer().seal(secret.encode()) if secret else "",
    )  # fmt: skip
    return made, secret


@transaction.atomic
def set_secret(by: Member, webhook: Webhook, secret: str = "") -> str:
    """Give a webhook another secret: the one that the shop shows; without one, a new one, told this once."""
    require(by, Duty.CONNECT)
    _own(by, webhook)
    typed = secret.strip() or (new_secret() if webhook.kind == ShopKind.WOOCOMMERCE else "")
    if not SHORTEST_SECRET <= len(typed) <= LONGEST_SECRET:
        raise Refusal(_("Type the signing secret as the shop shows it."), field="secret")
    Webhook.objects.filter(pk=webhook.pk).update(secret_sealed=sealer().seal(typed.encode()), refused=0)
    return typed


@transaction.atomic
def end_webhook(by: Member, webhook: Webhook) -> None:
    """Take nothing at this address any more; what came by it stays."""
    require(by, Duty.CONNECT)
    _own(by, webhook)
    Webhook.objects.filter(pk=webhook.pk, ended_at=None).update(ended_at=clock.now(), secret_sealed="")


def receive(webhook: Webhook, headers: Mapping[str, str], body: bytes) -> Payload:
    """Keep what a shop sent, then work on it; sent again it is the same payload. Raise WrongSignature, or keep it.

    What is kept stays kept whatever comes of it: what cannot be worked on now, the worker does later.
    """
    if not is_signed(webhook, headers, body):
        Webhook.objects.filter(pk=webhook.pk).update(refused=F("refused") + 1, refused_at=clock.now())
        log.warning("webhook refused", webhook=webhook.pk, why="signature")
        raise WrongSignature(_("The signature is not that of this webhook."))
    payload = _kept(webhook, headers.get(_TOPIC_IN.get(ShopKind(webhook.kind), ""), ""), body)
    return work_on(payload) if payload.outcome == Outcome.WAITS else payload


def is_signed(webhook: Webhook, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a body was signed with the secret of a webhook; without a secret nothing is."""
    if not webhook.secret_sealed:
        return False
    secret, header = sealer().open(webhook.secret_sealed), headers.get(_SIGNED_IN[ShopKind(webhook.kind)], "")
    if webhook.kind == ShopKind.STRIPE:
        return stripe_is_signed(secret, body, header, clock.now())
    return body_is_signed(secret, body, header)


@transaction.atomic
def _kept(webhook: Webhook, topic: str, body: bytes) -> Payload:
    now = clock.now()
    known, is_new = Payload.objects.get_or_create(
        webhook=webhook,
        key=_key(webhook, body),
        defaults={
            "topic": topic[:LONGEST_TOPIC], "received_at": now, "last_sent_at": now,
            "body_sealed": sealer().seal(body),
        },
    )  # fmt: skip
    if not is_new:
        Payload.objects.filter(pk=known.pk).update(times=F("times") + 1, last_sent_at=now)
        known.refresh_from_db()
    return known


def _key(webhook: Webhook, body: bytes) -> str:
    """Return the name of a payload: that of the event at Stripe, which writes it anew each time; else its digest."""
    if webhook.kind == ShopKind.STRIPE:
        try:
            told = object_in(body).get("id")
        except Unfit:
            told = None
        if isinstance(told, str) and 0 < len(told) <= 100:
            return f"event:{told}"
    return hashlib.sha256(body).hexdigest()


@transaction.atomic
def work_on(payload: Payload) -> Payload:
    """Count what a payload tells of, each purchase and refund once; what cannot be counted says why.

    Of several things told together, each that can be counted is.
    """
    row = Payload.objects.select_for_update(of=("self",)).select_related("webhook__brand").get(pk=payload.pk)
    if not row.body_sealed:
        return row
    row.outcome, row.fault, row.field, row.worked_at = Outcome.PASSED, "", "", clock.now()
    try:
        found = found_in(row.webhook.kind, row.topic, sealer().open(row.body_sealed), row.received_at)
    except Unfit as error:
        _note(row, error)
    else:
        _count(row, found)
    row.save(update_fields=["outcome", "fault", "field", "about", "purchase", "worked_at"])
    return row


@transaction.atomic
def work_again(by: Member, payload: Payload) -> Payload:
    """Work once more on a payload that could not be counted."""
    require(by, Duty.CONNECT)
    _own(by, payload.webhook)
    if not payload.body_sealed:
        raise Conflict(_("What the shop sent then is not kept any more. Let the shop send it again."))
    return work_on(payload)


def _count(row: Payload, found: Found) -> None:
    brand, source, taken = row.webhook.brand, row.webhook.name, set[Taken]()
    row.about = found.about[:200]
    if found.purchase is not None:
        try:
            row.purchase, how = take_purchase(brand, source, found.purchase)
            taken.add(how)
        except Unfit as error:
            _note(row, error)
    for one in found.refunds:
        try:
            refund, how = take_refund(brand, source, one)
            taken.add(how)
            row.purchase = row.purchase or _purchase(brand, source, refund.purchase_external_id)
        except Unfit as error:
            _note(row, error)
    if row.outcome != Outcome.UNFIT and taken:
        best = next(how for how in (Taken.NEW, Taken.CORRECTED, Taken.KNOWN) if how in taken)
        row.outcome = {Taken.NEW: Outcome.TAKEN, Taken.CORRECTED: Outcome.CORRECTED, Taken.KNOWN: Outcome.KNOWN}[best]


def _purchase(brand: Brand, source: str, key: str) -> Purchase | None:
    return Purchase.objects.filter(brand=brand, source=source, external_id=key).first()


def _note(row: Payload, error: Unfit) -> None:
    row.outcome, row.fault, row.field = Outcome.UNFIT, Fault(error.fault), error.field[:40]


def empty_old_payloads() -> int:
    """Empty what shops sent some time ago: it names buyers. Return how many there were.

    What could never be worked on, whatever went wrong, does not wait for longer either.
    """
    now = clock.now()
    done = Payload.objects.exclude(body_sealed="").exclude(outcome=Outcome.WAITS)
    count = done.filter(worked_at__lt=now - KEPT).exclude(outcome=Outcome.UNFIT).update(body_sealed="")
    left = Payload.objects.filter(outcome=Outcome.WAITS, received_at__lt=now - KEPT_UNFIT)
    never = left.update(body_sealed="", outcome=Outcome.UNFIT, fault=Fault.SHAPE, worked_at=now)
    return count + never + done.filter(worked_at__lt=now - KEPT_UNFIT).update(body_sealed="")


def _own(by: Member, webhook: Webhook) -> None:
    if webhook.brand_id != by.brand_id:
        raise NotAllowed(_("This webhook belongs to another brand."))
