"""What an amount is in another currency on a day, from rates that somebody entered; none is guessed. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext

from antiphon.sales.rules.money import PRECISION, rounded_to

#: For so many days a rate holds where none was published since: weekends and the holidays of banks.
HOLDS_DAYS = 7


@dataclass(frozen=True, slots=True)
class Rate:
    """On a day, one of `base` was `rate` of `quote`, as 1 EUR was 1.0850 USD."""

    day: date
    base: str
    quote: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Conversion:
    """How an amount becomes one of another currency: times `times`, divided by `over`; the rate is of `day`."""

    to: str
    times: Decimal
    over: Decimal
    day: date

    def of(self, amount: Decimal) -> Decimal:
        """Return the amount in the other currency, with its decimals.

        >>> Conversion("EUR", Decimal(1), Decimal("1.0850"), date(2026, 3, 2)).of(Decimal("100.00"))
        Decimal('92.17')
        """
        with localcontext() as context:
            context.prec = PRECISION
            return rounded_to(amount * self.times / self.over, self.to)


class RateBook:
    """All rates that are known, by day."""

    def __init__(self, rates: Iterable[Rate]) -> None:
        self._days: dict[date, dict[tuple[str, str], Decimal]] = {}
        for one in rates:
            self._days.setdefault(one.day, {})[one.base, one.quote] = one.rate

    def conversion(self, currency: str, to: str, day: date) -> Conversion | None:
        """Return how one currency becomes another on a day: by the last rate of that day or the seven before it.

        Told directly, or the other way round, or both from a third currency of the same day; None if no rate is told.
        """
        if currency == to:
            return Conversion(to, Decimal(1), Decimal(1), day)
        for back in range(HOLDS_DAYS + 1):
            then = day - timedelta(days=back)
            found = self._on(then, currency, to)
            if found is not None:
                return found
        return None

    def _on(self, day: date, currency: str, to: str) -> Conversion | None:
        told = self._days.get(day, {})
        if (currency, to) in told:
            return Conversion(to, told[currency, to], Decimal(1), day)
        if (to, currency) in told:
            return Conversion(to, Decimal(1), told[to, currency], day)
        for base in sorted({base for base, _quote in told}):
            if (base, currency) in told and (base, to) in told:
                return Conversion(to, told[base, to], told[base, currency], day)
        return None
