"""Coupons with what came by them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from antiphon.lib.wall_time import bounds_of_days, midnight
from antiphon.organizations.models import Brand
from antiphon.sales.models import Coupon, Purchase, SumOf
from antiphon.sales.queries.purchases import SalesSums, day_of, purchases_between
from antiphon.sales.queries.sums import SumLine, sold_between, summed_lines, sums_of_lines


@dataclass(frozen=True, slots=True)
class CouponSales:
    """A coupon and what was bought with it."""

    coupon: Coupon
    sums: SalesSums


def coupons_with_sales(brand: Brand, since: datetime, until: datetime) -> tuple[list[CouponSales], list[str]]:
    """Return the coupons of a brand with what was bought with each in a period, the most first; and unknown codes.

    The codes are those that buyers used and nobody noted. On a day on which a coupon ended, each purchase is asked
    for its moment. A fixed number of queries.
    """
    coupons, sold = coupons_of(brand), sold_between(brand, since, until, SumOf.COUPON)
    ended = {(one.key, day_of(brand, one.ended_at)) for one in coupons if one.ended_at}
    told = [(midnight(one.day, brand.zone), one) for one in sold.of(SumOf.COUPON) if (one.name, one.day) not in ended]
    told += _one_by_one(brand, since, until, ended)
    by_key: dict[str, list[Coupon]] = defaultdict(list)
    for coupon in coupons:
        by_key[coupon.key].append(coupon)
    by: dict[int, list[SumLine]] = defaultdict(list)
    unknown = set[str]()
    for at, line in told:
        whose = owner(by_key[line.name], at)
        if whose is None:
            unknown.add(line.name)
        else:
            by[whose.pk].append(line)
    rows = [CouponSales(one, sums_of_lines(by[one.pk], sold.currency)) for one in coupons]
    return sorted(rows, key=lambda one: (one.coupon.ended_at is not None, -one.sums.net)), sorted(unknown)


def _one_by_one(
    brand: Brand, since: datetime, until: datetime, ended: Iterable[tuple[str, date]]
) -> Iterator[tuple[datetime, SumLine]]:
    """Yield the purchases with some codes on some days with their moments, each a line of its own."""
    wanted = Q()
    for key, day in ended:
        begin, end = bounds_of_days(day, day, brand.zone)
        if begin < until and end > since:
            wanted |= Q(coupon_key=key, at__gte=begin, at__lt=end)
    found = purchases_between(brand, since, until, of=Purchase.objects.filter(wanted)) if wanted else ()
    for one in found:
        yield from ((one.purchase.at, line) for line in summed_lines(brand, [one]) if line.of == SumOf.COUPON)


def owner(coupons: Iterable[Coupon], at: datetime) -> Coupon | None:
    """Return with which of the coupons of one code something was bought at a moment: before it ended. No query."""
    some = [one for one in coupons if one.ended_at is None or at < one.ended_at]
    return min(some, key=lambda one: (one.ended_at is None, one.ended_at or one.noted_at), default=None)


def coupons_of(brand: Brand) -> Sequence[Coupon]:
    """Return the coupons of a brand with who gives them out, the latest first."""
    found = Coupon.objects.filter(brand=brand).select_related("channel__identity", "person__merged_into")
    return list(found.order_by("-noted_at", "-pk"))
