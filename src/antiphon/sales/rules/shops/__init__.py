"""What the shops that are understood tell: one file each. Pure."""

from collections.abc import Mapping
from datetime import datetime
from types import ModuleType

from antiphon.sales.rules.shops import shopify, stripe, woocommerce
from antiphon.sales.rules.shops.reading import Found

__all__ = ["SHOPS", "Found", "found_in"]

SHOPS: Mapping[str, ModuleType] = {"woocommerce": woocommerce, "shopify": shopify, "stripe": stripe}


def found_in(kind: str, topic: str, body: bytes, received_at: datetime) -> Found:
    """Return what a payload of a shop tells of; raise Unfit where it is not as that shop builds it."""
    found: Found = SHOPS[kind].found_in(topic, body, received_at)
    return found
