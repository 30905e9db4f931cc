"""What Shopify tells: an order at `orders/create`, `orders/paid`, `orders/updated`, `orders/cancelled`; at
`refunds/create` a refund.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from antiphon.sales.rules.shops.reading import (
    AGREED,
    HEARD,
    VISIT,
    Found,
    amount,
    mapping,
    moment,
    named,
    object_in,
    some,
    text,
)
from antiphon.sales.rules.told import PurchaseTold, RefundTold

#: The states of an order whose money came in.
_PAID = frozenset({"paid", "partially_refunded", "refunded"})
_ORDERS = frozenset({"orders/create", "orders/paid", "orders/updated", "orders/cancelled"})


def found_in(topic: str, body: bytes, received_at: datetime) -> Found:
    """Return the purchase of an order that was paid, or the refund; nothing of a test and of anything else."""
    if topic == "refunds/create":
        told = object_in(body)
        return Found(refunds=list(_refunds(told, text(told, "order_id"), received_at)), about=text(told, "order_id"))
    if topic not in _ORDERS:
        return Found()
    told = object_in(body)
    key = text(told, "id")
    if told.get("test") is True or told.get("financial_status") not in _PAID:
        return Found(about=key)
    back = [each for one in some(told, "refunds") for each in _refunds(one, key, received_at)]
    return Found(_purchase(told, key, received_at), back, key)


def _purchase(told: Mapping[str, Any], key: str, received_at: datetime) -> PurchaseTold:
    coupons = [text(one, "code") for one in some(told, "discount_codes")]
    money = _paid_in(told)
    return PurchaseTold(
        key=key,
        at=moment(told, "processed_at", "created_at") or received_at,
        amount=amount(money, "amount"),
        currency=text(money, "currency_code"),
        mail=text(told, "contact_email") or text(told, "email"),
        coupon=coupons[0] if coupons else "",
        visit=named(told, "note_attributes", "name", VISIT),
        heard=named(told, "note_attributes", "name", HEARD),
        agreed=named(told, "note_attributes", "name", AGREED),
        stated_at=moment(told, "updated_at") or received_at,
        called_off=_is_called_off(told),
    )


def _is_called_off(told: Mapping[str, Any]) -> bool:
    """Whether an order was canceled of which nothing was given back by the shop: what was, its refunds tell."""
    return bool(text(told, "cancelled_at")) and told.get("financial_status") == "paid"


def _paid_in(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the money as the buyer paid it; as the shop reckons where that is all there is."""
    sets = mapping(told.get("total_price_set") or {}, "total_price_set")
    paid = mapping(sets.get("presentment_money") or {}, "total_price_set")
    return paid or {"amount": text(told, "total_price"), "currency_code": text(told, "currency")}


def _refunds(told: Mapping[str, Any], of: str, received_at: datetime) -> Iterator[RefundTold]:
    """Yield the movements of money of a refund that went through: goods taken back without money are none."""
    for one in some(told, "transactions"):
        if one.get("kind") == "refund" and one.get("status") == "success" and one.get("test") is not True:
            yield RefundTold(
                key=text(one, "id"),
                of=of,
                at=moment(one, "processed_at", "created_at") or received_at,
                amount=amount(one, "amount"),
                currency=text(one, "currency"),
                reason=text(told, "note"),
            )
