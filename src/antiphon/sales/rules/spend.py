"""What of money spent over some days falls into other days. Pure."""

from datetime import date, timedelta
from decimal import Decimal, localcontext

from antiphon.sales.rules.money import PRECISION, rounded_to


def share(amount: Decimal, currency: str, days: tuple[date, date], period: tuple[date, date]) -> Decimal:
    """Return what of an amount spent evenly over `days` (first, last) falls into the `period` (first, last).

    Adjacent periods add up to the whole to the last digit: each is what was spent by its end less what was by its
    beginning.

    >>> march = (date(2026, 3, 1), date(2026, 3, 31))
    >>> share(Decimal(100), "EUR", march, (date(2026, 3, 1), date(2026, 3, 10)))
    Decimal('32.26')
    """
    first, last = days
    return _by(amount, currency, days, min(last, period[1])) - _by(
        amount, currency, days, min(last, max(first, period[0]) - timedelta(days=1))
    )


def _by(amount: Decimal, currency: str, days: tuple[date, date], end: date) -> Decimal:
    first, last = days
    passed = max(0, (end - first).days + 1)
    with localcontext() as context:
        context.prec = PRECISION
        return rounded_to(amount * passed / ((last - first).days + 1), currency)
