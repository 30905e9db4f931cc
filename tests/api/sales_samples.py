"""What the test of access sends where money is told of."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from antiphon.organizations.rules import Duty
from antiphon.practice.shop import PracticeShop, Sale
from antiphon.sales.actions.couponing import CouponTold, note_coupon
from antiphon.sales.actions.importing import TableGiven, hand_in_table
from antiphon.sales.actions.reckoning import note_rate
from antiphon.sales.actions.spending import note_spend
from antiphon.sales.actions.webhooks import make_webhook, receive, set_secret
from antiphon.sales.models import Webhook
from antiphon.sales.rules.spend import SpendTold
from tests.api.talk import Talk
from tests.sales.book import sell
from tests.world import World

type Maker = Callable[[World, Talk], int | str]
_PURCHASE = {"id": "1001", "at": "2026-03-02T10:00:00Z", "amount": "50.00", "currency": "EUR"}
_TABLE = b"id,at,amount,currency\n1,2026-03-02 10:00,5.00,EUR\n"
SPEND = {"side": "call", "first": "2026-03-02", "last": "2026-03-05", "amount": "5.00", "currency": "EUR"}
_RATE = {"day": "2026-03-02", "base": "EUR", "quote": "USD", "rate": "1.0850"}
_TABLE_TOLD = {"kind": "purchases", "text": _TABLE.decode(), "source": "fair"}
_REFUND = {"id": "r1", "purchase": "1001", "at": "2026-03-02T10:00:00Z", "amount": "5.00", "currency": "EUR"}


def purchase(world: World, _talk: Talk) -> int:
    """Sell something; return what."""
    return sell(world.bottega, "1000", "50.00").pk


def webhook(world: World, _talk: Talk) -> int:
    """Make a webhook with a secret; return which."""
    made, _told = make_webhook(world.anna, "shopify", "my shop")
    set_secret(world.anna, made, "a secret of the shop")
    return made.pk


def payload(world: World, talk: Talk) -> int:
    """Let a shop tell of a sale; return the payload."""
    sent = PracticeShop("shopify", "a secret of the shop").tell(Sale(1, "5.00"))
    return receive(Webhook.objects.get(pk=webhook(world, talk)), sent.headers, sent.body).pk


def spend(world: World, _talk: Talk) -> int:
    """Spend something; return what."""
    day = date(2026, 3, 2)
    return note_spend(world.anna, SpendTold(side="call", first=day, last=day, amount="5", currency="EUR")).pk


def coupon(world: World, _talk: Talk) -> int:
    """Note a code; return which."""
    return note_coupon(world.anna, CouponTold(code="SUMMER", campaign="summer")).pk


def exchange_rate(world: World, _talk: Talk) -> int:
    """Note a rate; return which."""
    return note_rate(world.anna, date(2026, 3, 2), "EUR", "USD", "1.0850").pk


def table(world: World, _talk: Talk) -> int:
    """Hand in a table; return which."""
    given = TableGiven(kind="purchases", name="sold.csv", content=_TABLE, source="fair")
    return hand_in_table(world.anna, given).pk


def table_typed() -> dict[str, Any]:
    """Return a table as a form sends it."""
    return {"kind": "purchases", "source": "fair", "file": SimpleUploadedFile("sold.csv", _TABLE, "text/csv")}


MAKERS: dict[str, Maker] = {
    "purchase_id": purchase,
    "spend_id": spend,
    "coupon_id": coupon,
    "webhook_id": webhook,
    "payload_id": payload,
    "sales_table_id": table,
}
CALLS: dict[str, tuple[Duty, Any]] = {
    "POST /brands/{brand}/purchases": (Duty.CONNECT, _PURCHASE),
    "POST /brands/{brand}/refunds": (Duty.CONNECT, _REFUND),
    "POST /brands/{brand}/spend": (Duty.CONNECT, SPEND),
    "POST /spend/{spend_id}/take-back": (Duty.CONNECT, None),
    "PUT /brands/{brand}/reporting-currency": (Duty.CONNECT, {"currency": "EUR"}),
    "POST /brands/{brand}/exchange-rates": (Duty.CONNECT, _RATE),
    "POST /brands/{brand}/coupons": (Duty.CONNECT, {"code": "SPRING10", "campaign": "spring"}),
    "POST /coupons/{coupon_id}/end": (Duty.CONNECT, None),
    "GET /brands/{brand}/webhooks": (Duty.CONNECT, None),
    "POST /brands/{brand}/webhooks": (Duty.CONNECT, {"kind": "shopify", "name": "shop"}),
    "PUT /webhooks/{webhook_id}/secret": (Duty.CONNECT, {"secret": "whsec_of_the_shop"}),
    "POST /webhooks/{webhook_id}/end": (Duty.CONNECT, None),
    "GET /webhooks/{webhook_id}/payloads": (Duty.CONNECT, None),
    "POST /payloads/{payload_id}/work-again": (Duty.CONNECT, None),
    "POST /brands/{brand}/sales-tables": (
        Duty.CONNECT,
        {"kind": "purchases", "text": _TABLE.decode(), "source": "f"},
    ),
    "GET /sales-tables/{sales_table_id}": (Duty.CONNECT, None),
    "POST /sales-tables/{sales_table_id}/take-in": (Duty.CONNECT, {}),
    "POST /sales-tables/{sales_table_id}/discard": (Duty.CONNECT, None),
}
