"""In which currency a brand reckons, and what amounts are in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count

from antiphon.organizations.models import Brand
from antiphon.sales.models import ExchangeRate, Purchase, ReportingCurrency
from antiphon.sales.rules.rates import HOLDS_DAYS, Rate, RateBook

#: In which currency is reckoned where nobody chose one and nothing was sold.
FALLBACK = "EUR"


@dataclass(frozen=True, slots=True)
class InReporting:
    """Amounts together in one currency. What has no rate stands apart, by currency: how many, how much."""

    total: Decimal
    currency: str
    n: int
    without_rate: Mapping[str, tuple[int, Decimal]]


def reporting_currency(brand: Brand) -> str:
    """Return the currency in which a brand reads its figures: the chosen one, else that of most of its purchases."""
    chosen = ReportingCurrency.objects.filter(brand=brand).values_list("currency", flat=True).first()
    if chosen:
        return chosen
    counted = Purchase.objects.filter(brand=brand).values_list("currency").annotate(n=Count("pk"))
    return min(((-n, currency) for currency, n in counted), default=(0, FALLBACK))[1]


def rate_book(brand: Brand, first: date, last: date, currencies: Iterable[str] = ()) -> RateBook:
    """Return the rates that hold on some days; of some currencies only, if they are named. One query."""
    wanted = set(currencies)
    found = ExchangeRate.objects.filter(brand=brand, day__gte=first - timedelta(days=HOLDS_DAYS), day__lte=last)
    if wanted:
        found = found.filter(quote__in=wanted) | found.filter(base__in=wanted)
    return RateBook(Rate(*row) for row in found.values_list("day", "base", "quote", "rate"))


def in_reporting_currency(brand: Brand, amounts: Iterable[tuple[Decimal, str, date]]) -> InReporting:
    """Return amounts (how much, of which currency, on which day of the brand) together in its reporting currency.

    Each is converted at the rate of its day and rounded by itself, so that the rows add up to the total. An amount
    without a rate is told apart and not in the total. At most three queries.
    """
    rows, to = list(amounts), reporting_currency(brand)
    foreign = [day for _amount, currency, day in rows if currency != to]
    currencies = {currency for _amount, currency, _day in rows} | {to}
    book = rate_book(brand, min(foreign), max(foreign), currencies) if foreign else RateBook(())
    return together(rows, to, book)


def together(rows: Iterable[tuple[Decimal, str, date]], to: str, book: RateBook) -> InReporting:
    """Return amounts together in one currency, by the rates of a book. No query."""
    total, n, apart = Decimal(0), 0, dict[str, tuple[int, Decimal]]()
    for amount, currency, day in rows:
        conversion = book.conversion(currency, to, day)
        if conversion is None:
            count, sum_ = apart.get(currency, (0, Decimal(0)))
            apart[currency] = (count + 1, sum_ + amount)
        else:
            total, n = total + conversion.of(amount), n + 1
    return InReporting(total, to, n, dict(sorted(apart.items())))
