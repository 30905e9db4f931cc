"""What was put in over some days, into which side, in the currency that the brand reckons in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from antiphon.organizations.models import Brand
from antiphon.sales.models import Spend
from antiphon.sales.queries.money import InReporting, rate_book, reporting_currency
from antiphon.sales.rules.money import rounded_to
from antiphon.sales.rules.rates import Conversion
from antiphon.sales.rules.spend import share


@dataclass(frozen=True, slots=True)
class CountedSpend:
    """A spend, what of it falls into the days that were asked for, and the way to the reporting currency.

    The rate is that of the first day of the spend; None if there is none.
    """

    spend: Spend
    amount: Decimal
    conversion: Conversion | None

    def shown(self, amount: Decimal) -> str:
        """Return an amount of its currency written out exactly."""
        return str(rounded_to(amount, self.spend.currency))

    @property
    def in_reporting(self) -> Decimal | None:
        """What falls into the days, in the currency the brand reckons in; None without a rate."""
        return self.conversion.of(self.amount) if self.conversion else None


def spend_between(brand: Brand, first: date, last: date, *, side: str = "") -> list[CountedSpend]:
    """Return what was spent over some days, both included; on one side (`call` or `response`), or on both.

    A spend over more days counts in part, evenly: adjacent periods add up to it. The latest first; four queries.
    """
    found = Spend.objects.standing().filter(brand=brand, first__lte=last, last__gte=first)
    if side:
        found = found.filter(side=side)
    rows = list(found.select_related("channel__identity").order_by("-first", "-pk"))
    if not rows:
        return []
    to, book = reporting_currency(brand), rate_book(brand, min(one.first for one in rows), last)
    return [
        CountedSpend(
            one,
            share(one.amount, one.currency, (one.first, one.last), (first, last)),
            book.conversion(one.currency, to, one.first),
        )
        for one in rows
    ]


def spend_sum(rows: Iterable[CountedSpend], currency: str) -> InReporting:
    """Return spends together in the currency the brand reckons in; what has no rate stands apart. No query."""
    total, n, apart = Decimal(0), 0, dict[str, tuple[int, Decimal]]()
    for one in rows:
        told = one.in_reporting
        if told is None:
            count, sum_ = apart.get(one.spend.currency, (0, Decimal(0)))
            apart[one.spend.currency] = (count + 1, sum_ + one.amount)
        else:
            total, n = total + told, n + 1
    return InReporting(total, currency, n, dict(sorted(apart.items())))
