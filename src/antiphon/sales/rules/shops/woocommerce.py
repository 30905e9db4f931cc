"""What WooCommerce tells: an order as its REST API (v3) writes it, at `order.created` and `order.updated`. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from antiphon.sales.rules.faults import Fault, Unfit
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

#: The states in which an order that was paid once counts no more.
_CALLED_OFF = frozenset({"cancelled", "failed", "pending", "trash"})


def found_in(topic: str, body: bytes, received_at: datetime) -> Found:
    """Return the purchase of an order that was paid, with what was given back of it by then; else nothing.

    An order that was paid keeps the moment of its payment when it is called off: its state says that it is.
    """
    if topic and not topic.startswith("order."):
        return Found()
    told = object_in(body)
    key = text(told, "id")
    paid_at = moment(told, "date_paid_gmt")
    if topic == "order.deleted" or paid_at is None:
        return Found(about=key)
    stated_at = moment(told, "date_modified_gmt") or received_at
    return Found(_purchase(told, key, paid_at, stated_at), list(_refunds(told, key, stated_at)), key)


def _purchase(told: Mapping[str, Any], key: str, paid_at: datetime, stated_at: datetime) -> PurchaseTold:
    coupons = [text(one, "code") for one in some(told, "coupon_lines")]
    return PurchaseTold(
        key=key,
        at=paid_at,
        amount=amount(told, "total"),
        currency=text(told, "currency"),
        mail=text(mapping(told.get("billing") or {}, "billing"), "email"),
        coupon=coupons[0] if coupons else "",
        visit=named(told, "meta_data", "key", VISIT),
        heard=named(told, "meta_data", "key", HEARD),
        agreed=named(told, "meta_data", "key", AGREED),
        stated_at=stated_at,
        called_off=text(told, "status") in _CALLED_OFF,
    )


def _refunds(told: Mapping[str, Any], key: str, at: datetime) -> Iterator[RefundTold]:
    """Yield what was given back: written below 0 there, and without its moment, so that of the order is taken."""
    for one in some(told, "refunds"):
        total = amount(one, "total")
        if total > 0:
            raise Unfit(Fault.SHAPE, "refunds")
        if total:
            yield RefundTold(
                key=text(one, "id"),
                of=key,
                at=at,
                amount=-total,
                currency=text(told, "currency"),
                reason=text(one, "reason"),
            )
