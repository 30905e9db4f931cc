"""What buyers said themselves of what led them here: coupons, and answers to “how did you hear of us”."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from antiphon.lib.folding import folded
from antiphon.organizations.models import Brand
from antiphon.sales.models import Coupon, Purchase
from antiphon.sales.queries import CountedPurchase, purchases_between


@dataclass(frozen=True, slots=True)
class DirectAnswer:
    """A coupon or an answer: its words, what a coupon stands for, on how many purchases, and what these were worth.

    `value` is in the currency the brand reckons in, without what was given back and what has no rate.
    """

    words: str
    by_coupon: bool
    stands_for: str
    n: int
    value: Decimal


def answers_of(brand: Brand, since: datetime, until: datetime) -> list[DirectAnswer]:
    """Return the coupons and answers on the purchases of some days, the most frequent first. Five queries at most.

    Answers that differ only in case and accents are one.
    """
    told = Purchase.objects.filter(~Q(coupon_key="") | ~Q(heard=""))
    by_coupon: dict[str, list[CountedPurchase]] = {}
    by_words: dict[str, list[CountedPurchase]] = {}
    for one in purchases_between(brand, since, until, of=told):
        if one.purchase.coupon_key:
            by_coupon.setdefault(one.purchase.coupon_key, []).append(one)
        if one.purchase.heard:
            by_words.setdefault(folded(one.purchase.heard).strip(), []).append(one)
    known = _coupons(brand, by_coupon)
    found = [_answer(some[0].purchase.coupon, some, known.get(key, "")) for key, some in by_coupon.items()]
    found += [_answer(some[0].purchase.heard, some) for some in by_words.values()]
    return sorted(found, key=lambda one: (-one.n, not one.by_coupon, one.words))


def _answer(words: str, some: list[CountedPurchase], stands_for: str | None = None) -> DirectAnswer:
    value = sum((one.net_in_reporting or Decimal(0) for one in some), Decimal(0))
    return DirectAnswer(words, stands_for is not None, stands_for or "", len(some), value)


def _coupons(brand: Brand, keys: Iterable[str]) -> dict[str, str]:
    """Return what coupons stand for, by key; of several of one code the one that was noted last."""
    rows = Coupon.objects.filter(brand=brand, key__in=list(keys)).select_related("channel__identity", "person")
    return {one.key: _stands_for(one) for one in rows.order_by("noted_at", "pk")}


def _stands_for(one: Coupon) -> str:
    parts = (one.campaign, str(one.channel) if one.channel else "", str(one.person) if one.person else "", one.what)
    return " · ".join(part for part in parts if part)
