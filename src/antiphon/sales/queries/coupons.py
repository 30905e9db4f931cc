"""Coupons with what came by them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from antiphon.organizations.models import Brand
from antiphon.sales.models import Coupon, Purchase
from antiphon.sales.queries.money import reporting_currency
from antiphon.sales.queries.purchases import CountedPurchase, SalesSums, purchases_between, sales_sums


@dataclass(frozen=True, slots=True)
class CouponSales:
    """A coupon and what was bought with it."""

    coupon: Coupon
    sums: SalesSums


def coupons_with_sales(brand: Brand, since: datetime, until: datetime) -> tuple[list[CouponSales], list[str]]:
    """Return the coupons of a brand with what was bought with each in a period, the most first; and unknown codes.

    The codes are those that buyers used and nobody noted. Six queries at most.
    """
    coupons = list(coupons_of(brand))
    with_code = Purchase.objects.exclude(coupon_key="")
    found = purchases_between(brand, since, until, of=with_code)
    whose = owners((one.purchase for one in found), coupons)
    by: dict[int, list[CountedPurchase]] = defaultdict(list)
    for one in found:
        if one.purchase.pk in whose:
            by[whose[one.purchase.pk].pk].append(one)
    to = reporting_currency(brand)
    rows = [CouponSales(one, sales_sums(by[one.pk], to)) for one in coupons]
    unknown = {one.purchase.coupon_key for one in found if one.purchase.pk not in whose}
    return sorted(rows, key=lambda one: (one.coupon.ended_at is not None, -one.sums.net)), sorted(unknown)


def coupons_of(brand: Brand) -> Sequence[Coupon]:
    """Return the coupons of a brand with who gives them out, the latest first."""
    found = Coupon.objects.filter(brand=brand).select_related("channel__identity", "person__merged_into")
    return list(found.order_by("-noted_at", "-pk"))


def owners(purchases: Iterable[Purchase], coupons: Iterable[Coupon]) -> Mapping[int, Coupon]:
    """Return by purchase the coupon that it was bought with: that of its code, before it ended. No query."""
    by_key: dict[str, list[Coupon]] = defaultdict(list)
    for one in coupons:
        by_key[one.key].append(one)
    found = {}
    for purchase in purchases:
        some = [one for one in by_key[purchase.coupon_key] if one.ended_at is None or purchase.at < one.ended_at]
        if some:
            found[purchase.pk] = min(some, key=lambda one: (one.ended_at is None, one.ended_at or one.noted_at))
    return found
