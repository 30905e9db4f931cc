"""What was sold on some days, from the sums of each day; what changed since these were made is read itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from antiphon.lib.wall_time import bounds_of_days, midnight
from antiphon.organizations.models import Brand
from antiphon.sales.models import Purchase, SalesDay, SalesDaySum, SumOf
from antiphon.sales.queries.money import reporting_currency
from antiphon.sales.queries.purchases import CountedPurchase, SalesSums, counted_purchases, day_of

#: Of so many days, purchases are read beside the sums of the others.
_MOST_APART = 60
_DAY = timedelta(days=1)
_FIELDS = ("of", "name", "source", "currency", "n", "gross", "refunded", "gross_told", "refunded_told", "over")


@dataclass(frozen=True, slots=True)
class SumLine:
    """Purchases of one day, source and currency, as a row of `SalesDaySum` holds them."""

    day: date
    of: str
    name: str
    source: str
    currency: str
    n: int = 0
    gross: Decimal = Decimal(0)
    refunded: Decimal = Decimal(0)
    gross_told: Decimal | None = Decimal(0)
    refunded_told: Decimal | None = Decimal(0)
    over: int = 0

    @property
    def net(self) -> Decimal:
        """What is left, in its own currency."""
        return self.gross - self.refunded

    def with_one(self, one: CountedPurchase) -> "SumLine":
        """Return it with one purchase more. On one day, purchases of one currency have one rate, or none."""
        paid, back = one.gross_in_reporting, one.refunded_in_reporting
        return replace(
            self,
            n=self.n + 1,
            gross=self.gross + one.purchase.amount,
            refunded=self.refunded + one.refunded,
            gross_told=None if paid is None or self.gross_told is None else self.gross_told + paid,
            refunded_told=None if back is None or self.refunded_told is None else self.refunded_told + back,
            over=self.over + sum(each.why is not None for each in one.refunds),
        )


@dataclass(frozen=True, slots=True)
class SoldOn:
    """What was sold on some days, `lines` of it; the brand reckons in `currency`."""

    currency: str
    lines: Sequence[SumLine]

    def of(self, what: SumOf, source: str = "") -> list[SumLine]:
        """Return the lines of all, of answers or of coupons; of one source if it is named."""
        return [one for one in self.lines if one.of == what and source in {"", one.source}]


def summed_lines(brand: Brand, found: Iterable[CountedPurchase]) -> list[SumLine]:
    """Return purchases together by day, source and currency: all, by answer and by coupon. No query."""
    lines: dict[tuple[date, str, str, str, str], SumLine] = {}
    for one in found:
        if one.called_off:
            continue
        row, day = one.purchase, day_of(brand, one.purchase.at)
        for of, name in ((SumOf.ALL, ""), (SumOf.HEARD, row.heard), (SumOf.COUPON, row.coupon_key)):
            if name or of == SumOf.ALL:
                key = (day, of.value, name, row.source, row.currency)
                lines[key] = (lines.get(key) or SumLine(*key)).with_one(one)
    return list(lines.values())


def sums_of_lines(lines: Iterable[SumLine], currency: str) -> SalesSums:
    """Return lines together in the currency the brand reckons in. No query."""
    n, gross, refunded = 0, Decimal(0), Decimal(0)
    apart: dict[str, tuple[int, Decimal]] = {}
    for one in lines:
        if one.gross_told is None or one.refunded_told is None:
            count, sum_ = apart.get(one.currency, (0, Decimal(0)))
            apart[one.currency] = (count + one.n, sum_ + one.net)
        else:
            n, gross, refunded = n + one.n, gross + one.gross_told, refunded + one.refunded_told
    return SalesSums(currency, n, gross, refunded, dict(sorted(apart.items())))


def sold_between(brand: Brand, since: datetime, until: datetime, *what: SumOf) -> SoldOn:
    """Return what was sold in a time (`since` included, `until` not); of some kinds of sums, if they are named.

    Ten queries at most. Whole days whose sums hold are taken from there, days that changed are read purchase by
    purchase; everything is, if too many changed, or if there is another number of purchases than noted.
    """
    to, end = reporting_currency(brand), _end_of(brand, since, until)
    whole = Purchase.objects.filter(brand=brand, at__gte=since, at__lt=end)
    held, told, beside = _holding(brand, since, end, to)
    read = whole.filter(reduce(or_, beside)) if 0 < len(beside) <= _MOST_APART else Purchase.objects.none()
    if len(beside) > _MOST_APART or not told or whole.count() != sum(told.values()) + read.count():
        return SoldOn(to, summed_lines(brand, counted_purchases(brand, whole, to)))
    rows = SalesDaySum.objects.filter(day__in=held, of__in=what or SumOf.values).values_list("day__day", *_FIELDS)
    apart = summed_lines(brand, counted_purchases(brand, read, to))
    return SoldOn(to, [*(SumLine(*row) for row in rows), *apart])


def _end_of(brand: Brand, since: datetime, until: datetime) -> datetime:
    """Return the end of the last day where nothing was sold until then: today's sum holds, though it ends now."""
    end = midnight(day_of(brand, until) + _DAY, brand.zone)
    later = Purchase.objects.filter(brand=brand, at__gte=until, at__lt=end)
    return until if until <= since or later.exists() else end


def _holding(
    brand: Brand, since: datetime, until: datetime, to: str
) -> tuple[QuerySet[SalesDay], dict[date, int], list[Q]]:
    """Return the days whose sums hold, how many purchases each has, and which moments lie in the other days.

    A day of which nothing was ever noted has no purchases; should it have some, their number gives it away.
    """
    days = SalesDay.objects.filter(brand=brand, day__gte=day_of(brand, since), day__lte=day_of(brand, until))
    held, told, beside = [], dict[date, int](), list[Q]()
    for row in days.order_by("day"):
        begin, end = bounds_of_days(row.day, row.day, brand.zone)
        holds = (row.summed, row.currency, row.zone) == (row.changed, to, brand.time_zone)
        if holds and since <= begin and end <= until:
            held.append(row.pk)
            told[row.day] = row.purchases
        elif begin < until and end > since:
            beside.append(Q(at__gte=max(begin, since), at__lt=min(end, until)))
    return days.filter(pk__in=held), told, beside


@dataclass(frozen=True, slots=True)
class LeftOutOf:
    """What of some days is in no sum, the latest first: without a rate, called off, and given back beyond measure."""

    unrated: Sequence[CountedPurchase]
    over: Sequence[CountedPurchase]
    called_off: Sequence[Purchase]


def left_out_of(brand: Brand, since: datetime, until: datetime, sold: SoldOn, most: int) -> LeftOutOf:
    """Return what of some days is in no sum, some of each. Nine queries at most."""
    lines, to = sold.of(SumOf.ALL), sold.currency
    unrated = {(one.day, one.currency) for one in lines if one.gross_told is None}
    over = {one.day for one in lines if one.over}
    mine = Purchase.objects.filter(brand=brand, at__gte=since, at__lt=until).order_by("-at", "-pk")
    standing = mine.standing()
    return LeftOutOf(
        _some(
            brand, standing, [Q(currency=code) & _on(brand, day) for day, code in sorted(unrated)[-most:]], most, to
        ),
        [
            one
            for one in _some(
                brand, standing.refunded(), [_on(brand, day) for day in sorted(over)[-most:]], 10 * most, to
            )
            if any(each.why for each in one.refunds)
        ],
        list(mine.filter(called_off_at__isnull=False)[:most]),  # so written the index of these is taken
    )


def _some(brand: Brand, found: QuerySet[Purchase], days: Sequence[Q], most: int, to: str) -> list[CountedPurchase]:
    return counted_purchases(brand, found.filter(reduce(or_, days))[:most], to) if days else []


def _on(brand: Brand, day: date) -> Q:
    begin, end = bounds_of_days(day, day, brand.zone)
    return Q(at__gte=begin, at__lt=end)
