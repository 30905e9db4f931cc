"""What was sold in a period, what of it was given back, and what cannot be counted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from antiphon.organizations.models import Brand
from antiphon.people.models import Person
from antiphon.sales.models import Purchase, Refund
from antiphon.sales.queries.money import rate_book, reporting_currency
from antiphon.sales.rules.money import rounded_to
from antiphon.sales.rules.rates import Conversion, RateBook
from antiphon.sales.rules.refunds import GivenBack, RefundCount, Uncounted, counted

#: Refunds of so many purchases are asked for by their names, of more by the days of the purchases.
_FEW = 500


@dataclass(frozen=True, slots=True)
class CountedRefund:
    """A refund, how much of it counts, and why the rest does not."""

    refund: Refund
    counted: Decimal
    left_out: Decimal
    why: Uncounted | None

    def shown(self, amount: Decimal) -> str:
        """Return an amount of its currency written out exactly."""
        return str(rounded_to(amount, self.refund.currency))


@dataclass(frozen=True, slots=True)
class CountedPurchase:
    """A purchase with its refunds: `refunded` and `net` in its own currency.

    `conversion` leads to the currency the brand reckons in, at the rate of the day of the purchase; None without one.
    What is given back is converted at the same rate, so that nothing is left of a purchase that is given back whole.
    """

    purchase: Purchase
    refunds: Sequence[CountedRefund]
    conversion: Conversion | None

    @property
    def refunded(self) -> Decimal:
        """How much of it was given back."""
        return sum((one.counted for one in self.refunds), Decimal(0))

    @property
    def called_off(self) -> bool:
        """Whether it stands no more, so that nothing is left of it."""
        return self.purchase.called_off_at is not None

    @property
    def net(self) -> Decimal:
        """What is left of it, in its own currency."""
        return Decimal(0) if self.called_off else self.purchase.amount - self.refunded

    @property
    def person(self) -> int | None:
        """The person who bought, as far as it is known."""
        known = self.purchase.identity
        return (known.person.merged_into_id or known.person_id) if known and known.person else None

    def shown(self, amount: Decimal) -> str:
        """Return an amount of its currency written out exactly."""
        return str(rounded_to(amount, self.purchase.currency))

    @property
    def gross_in_reporting(self) -> Decimal | None:
        """What was paid, in the currency the brand reckons in; None without a rate."""
        return self.conversion.of(self.purchase.amount) if self.conversion else None

    @property
    def refunded_in_reporting(self) -> Decimal | None:
        """What was given back, in the currency the brand reckons in; None without a rate."""
        return self.conversion.of(self.refunded) if self.conversion else None

    @property
    def net_in_reporting(self) -> Decimal | None:
        """What is left, in the currency the brand reckons in; None without a rate."""
        gross, refunded = self.gross_in_reporting, self.refunded_in_reporting
        if gross is None or refunded is None:
            return None
        return Decimal(0) if self.called_off else gross - refunded


@dataclass(frozen=True, slots=True)
class SalesSums:
    """Purchases together in one currency, `n` of them. `without_rate` stands apart: how many, what is left."""

    currency: str
    n: int
    gross: Decimal
    refunded: Decimal
    without_rate: Mapping[str, tuple[int, Decimal]]

    @property
    def net(self) -> Decimal:
        """What is left."""
        return self.gross - self.refunded


def purchases_between(
    brand: Brand, since: datetime, until: datetime, *, of: QuerySet[Purchase] | None = None
) -> list[CountedPurchase]:
    """Return the purchases of a period (`since` included, `until` not) with all refunds of them, the latest first.

    A refund belongs to its purchase, whenever it was given. `of` narrows the purchases; what was called
    off is none. Four queries at most.
    """
    some = Purchase.objects.all() if of is None else of
    found = some.filter(brand=brand, at__gte=since, at__lt=until, called_off_at=None)
    return counted_purchases(brand, found.order_by("-at", "-pk"))


def counted_purchases(brand: Brand, found: QuerySet[Purchase], to: str = "") -> list[CountedPurchase]:
    """Return purchases of a brand with their refunds and rates, in the order of the query. Four queries at most.

    `to` is the currency the brand reckons in, where that was asked already.
    """
    rows = list(found.select_related("identity__person"))
    if not rows:
        return []
    refunds, book, currency = _refunds_of(brand, rows), _book(brand, rows), to or reporting_currency(brand)
    return [_counted(one, refunds[one.source, one.external_id], book, currency, brand) for one in rows]


def counted_in_parts(brand: Brand, found: QuerySet[Purchase], most: int = 1000) -> Iterator[CountedPurchase]:
    """Yield the same, some hundreds of purchases at a time, so that however many there are find room."""
    ids = list(found.values_list("pk", flat=True))
    for n in range(0, len(ids), most):
        some = Purchase.objects.filter(pk__in=ids[n : n + most])
        yield from counted_purchases(brand, some.order_by(*found.query.order_by))


def purchases_before(brand: Brand, place: tuple[datetime, int] | None = None, source: str = "") -> QuerySet[Purchase]:
    """Return purchases, the latest first: those before a place (moment, row), of one source if it is named."""
    found = Purchase.objects.filter(brand=brand)
    if source:
        found = found.filter(source=source)
    if place is not None:
        found = found.filter(Q(at__lt=place[0]) | Q(at=place[0], pk__lt=place[1]))
    return found.order_by("-at", "-pk")


def purchases_of(person: Person) -> list[CountedPurchase]:
    """Return what somebody bought, as far as it is known, the latest first. Four queries at most."""
    theirs = Purchase.objects.filter(identity__person__in=Person.objects.part_of(person))
    return counted_purchases(person.brand, theirs.order_by("-at", "-pk"))


def sales_sums(purchases: Iterable[CountedPurchase], currency: str) -> SalesSums:
    """Return purchases together in the currency the brand reckons in. The rows add up to it. No query.

    Those that were called off are left out.
    """
    n, gross, refunded = 0, Decimal(0), Decimal(0)
    apart: dict[str, tuple[int, Decimal]] = {}
    for one in purchases:
        if one.called_off:
            continue
        paid, back = one.gross_in_reporting, one.refunded_in_reporting
        if paid is None or back is None:
            count, sum_ = apart.get(one.purchase.currency, (0, Decimal(0)))
            apart[one.purchase.currency] = (count + 1, sum_ + one.net)
        else:
            n, gross, refunded = n + 1, gross + paid, refunded + back
    return SalesSums(currency, n, gross, refunded, dict(sorted(apart.items())))


def waiting_refunds(brand: Brand) -> QuerySet[Refund]:
    """Return the refunds whose purchase is not known yet, the latest first."""
    return Refund.objects.waiting().filter(brand=brand).order_by("-at", "-pk")


def day_of(brand: Brand, at: datetime) -> date:
    """Return the day of a moment on the clock of the brand."""
    return at.astimezone(brand.zone).date()


def _refunds_of(brand: Brand, rows: Sequence[Purchase]) -> Mapping[tuple[str, str], list[Refund]]:
    """Return the refunds of purchases by source and id, in one query, however many they are."""
    found: dict[tuple[str, str], list[Refund]] = defaultdict(list)
    for one in _refunds(brand, rows):
        found[one.source, one.purchase_external_id].append(one)
    return found


def _refunds(brand: Brand, rows: Sequence[Purchase]) -> QuerySet[Refund]:
    mine = Refund.objects.standing().filter(brand=brand)
    if len(rows) <= _FEW:
        keys = {one.external_id for one in rows}
        return mine.filter(source__in={one.source for one in rows}, purchase_external_id__in=keys)
    first, last = min(one.at for one in rows), max(one.at for one in rows)
    theirs = Purchase.objects.filter(
        brand=brand,
        at__gte=first,
        at__lte=last,
        source=OuterRef("source"),
        external_id=OuterRef("purchase_external_id"),
    )
    return mine.filter(Exists(theirs))


def _book(brand: Brand, rows: Sequence[Purchase]) -> RateBook:
    days = [day_of(brand, one.at) for one in rows]
    return rate_book(brand, min(days), max(days))


def _counted(purchase: Purchase, refunds: Sequence[Refund], book: RateBook, to: str, brand: Brand) -> CountedPurchase:
    by_key = {one.pk: one for one in refunds}
    given = [GivenBack(one.at, one.pk, one.amount, one.currency) for one in refunds]
    counts = counted(purchase.amount, purchase.currency, given)
    conversion = book.conversion(purchase.currency, to, day_of(brand, purchase.at))
    return CountedPurchase(purchase, [_refund(by_key[one.key], one) for one in counts], conversion)


def _refund(refund: Refund, count: RefundCount) -> CountedRefund:
    return CountedRefund(refund, count.counted, count.left_out, count.why)
