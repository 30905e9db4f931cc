"""A small shop that sells and tells of it by signed webhooks, as WooCommerce, Shopify and Stripe do."""

import base64
import hashlib
import hmac
import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.request import Request, urlopen

_ZERO = frozenset({"JPY", "KRW"})


@dataclass(frozen=True, slots=True)
class Sent:
    """What a shop posts to a webhook: the headers and the body, byte by byte."""

    headers: Mapping[str, str]
    body: bytes

    def post(self, address: str) -> int:
        """Post it to an address; return the status of the answer."""
        request = Request(address, self.body, {"Content-Type": "application/json", **self.headers})  # noqa: S310
        with urlopen(request, timeout=10) as answer:  # noqa: S310  an address of this machine
            return int(answer.status)


@dataclass
class Sale:
    """Something sold: named by its id, in a currency, with what the buyer left."""

    id: int
    total: str
    currency: str = "EUR"
    mail: str = "dora@example.org"
    coupon: str = ""
    visit: str = ""
    heard: str = ""
    agreed: str = ""
    at: datetime = datetime(2026, 3, 2, 10, tzinfo=UTC)
    paid: bool = True
    refunds: list[tuple[int, str]] = field(default_factory=list)
    changed: datetime | None = None
    called_off: bool = False


@dataclass
class PracticeShop:
    """Signs with a secret what it tells of its sales."""

    kind: str
    secret: str
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def tell(self, sale: Sale, *, now: datetime | None = None) -> Sent:
        """Return what is posted of a sale."""
        return {"woocommerce": self._woocommerce, "shopify": self._shopify}.get(self.kind, self._stripe)(
            sale, now or datetime.now(UTC)
        )

    def signed(self, body: bytes, topic: str, now: datetime) -> Sent:
        """Return any body, signed as this shop signs."""
        digest = hmac.new(self.secret.encode(), body, hashlib.sha256).digest()
        if self.kind == "stripe":
            at = int(now.timestamp())
            made = hmac.new(self.secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
            return Sent({"Stripe-Signature": f"t={at},v1={made},v0=none"}, body)
        made = base64.b64encode(digest).decode()
        if self.kind == "shopify":
            return Sent({"X-Shopify-Hmac-Sha256": made, "X-Shopify-Topic": topic}, body)
        return Sent({"X-WC-Webhook-Signature": made, "X-WC-Webhook-Topic": topic}, body)

    def give_back(self, sale: Sale, number: int, amount: str, *, now: datetime | None = None) -> Sent:
        """Return what is posted when something of a sale is given back."""
        moment = now or datetime.now(UTC)
        sale.refunds.append((number, amount))
        sale.changed = moment
        if self.kind == "woocommerce":
            return self._woocommerce(sale, moment)
        if self.kind == "shopify":
            back = [self._back(sale, number)]
            refund = {"id": 9000 + number, "order_id": sale.id, "note": "", "transactions": back}
            return self.signed(_json(refund), "refunds/create", moment)
        told = {
            "id": f"re_{number}", "object": "refund", "amount": _units(amount, sale.currency), "status": "succeeded",
            "currency": sale.currency.lower(), "payment_intent": f"pi_{sale.id}", "charge": f"ch_{sale.id}",
            "created": int(sale.at.timestamp()), "reason": None,
        }  # fmt: skip
        return self._event("refund.created", told, moment)

    def _woocommerce(self, sale: Sale, now: datetime) -> Sent:
        extra = _extra(sale)
        order = {
            "id": sale.id, "status": _status(sale), "currency": sale.currency,
            "total": sale.total, "date_paid_gmt": _plain(sale.at) if sale.paid else None,
            "date_modified_gmt": _plain(sale.changed or sale.at),
            "billing": {"email": sale.mail, "last_name": "Conti"},
            "coupon_lines": [{"id": 1, "code": sale.coupon}] if sale.coupon else [],
            "refunds": [{"id": n, "reason": "", "total": f"-{amount}"} for n, amount in sale.refunds],
            "meta_data": [{"id": 1, "key": key, "value": value} for key, value in extra.items() if value],
        }  # fmt: skip
        return self.signed(_json(order), "order.updated", now)

    def _shopify(self, sale: Sale, now: datetime) -> Sent:
        money = {"amount": sale.total, "currency_code": sale.currency}
        extra = _extra(sale)
        order = {
            "id": sale.id, "contact_email": sale.mail, "currency": sale.currency, "total_price": sale.total,
            "total_price_set": {"shop_money": money, "presentment_money": money}, "test": False,
            "financial_status": "paid" if sale.paid else "pending", "processed_at": sale.at.isoformat(),
            "updated_at": (sale.changed or sale.at).isoformat(),
            "cancelled_at": (sale.changed or sale.at).isoformat() if sale.called_off else None,
            "discount_codes": [{"code": sale.coupon, "amount": "1.00", "type": "percentage"}] if sale.coupon else [],
            "note_attributes": [{"name": name, "value": value} for name, value in extra.items() if value],
            "refunds": [{"id": n, "note": "", "transactions": [self._back(sale, n)]} for n, _ in sale.refunds],
        }  # fmt: skip
        return self.signed(_json(order), "orders/cancelled" if sale.called_off else "orders/paid", now)

    def _back(self, sale: Sale, number: int) -> dict[str, Any]:
        amount = dict(sale.refunds)[number]
        return {
            "id": number, "order_id": sale.id, "kind": "refund", "status": "success", "amount": amount,
            "currency": sale.currency, "test": False, "processed_at": sale.at.isoformat(),
        }  # fmt: skip

    def _stripe(self, sale: Sale, now: datetime) -> Sent:
        extra = {
            "coupon": sale.coupon,
            "antiphon_visit": sale.visit,
            "antiphon_heard": sale.heard,
            "antiphon_agreed": sale.agreed,
        }
        session = {
            "id": f"cs_{sale.id}", "object": "checkout.session", "payment_intent": f"pi_{sale.id}",
            "payment_status": "paid" if sale.paid else "unpaid", "currency": sale.currency.lower(),
            "amount_total": _units(sale.total, sale.currency), "customer_details": {"email": sale.mail},
            "created": int(sale.at.timestamp()), "metadata": {key: value for key, value in extra.items() if value},
        }  # fmt: skip
        return self._event("checkout.session.completed", session, now)

    def _event(self, kind: str, told: Mapping[str, Any], now: datetime) -> Sent:
        event = {
            "id": f"evt_{next(self._numbers)}", "object": "event", "type": kind, "livemode": True,
            "created": int(now.timestamp()), "data": {"object": told}, "pending_webhooks": 1,
        }  # fmt: skip
        return self.signed(_json(event), "", now)


def _extra(sale: Sale) -> dict[str, str]:
    """Return what a shop hands on for the product."""
    return {"antiphon_visit": sale.visit, "antiphon_heard": sale.heard, "antiphon_agreed": sale.agreed}


def _status(sale: Sale) -> str:
    if sale.called_off:
        return "cancelled"
    return "processing" if sale.paid else "pending"


def _json(told: object) -> bytes:
    return json.dumps(told).encode()


def _plain(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")


def _units(amount: str, currency: str) -> int:
    return int(amount) if currency in _ZERO else round(float(amount) * 100)
