"""Money spent over some days: whether it can be noted, and what of it falls into other days. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import Any

from antiphon.sales.rules.faults import Fault, Unfit
from antiphon.sales.rules.money import PRECISION, amount_of, currency_of, rounded_to

SIDES = ("call", "response")
LONGEST_CAMPAIGN, LONGEST_WHAT, LONGEST_KEY = 60, 200, 200
_EARLIEST, _LONGEST = date(1970, 1, 2), timedelta(days=3660)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendTold:
    """Money put into a side from one day to another, both included; `key` names it in a table, if it has a name."""

    side: str
    first: date
    last: date
    amount: str | Decimal
    currency: str
    campaign: str = ""
    what: str = ""
    key: str = ""


def fit_spend(told: SpendTold, today: date) -> dict[str, Any]:
    """Return the fields of a spend as they can be kept; raise Unfit if it cannot be. Days may lie ahead."""
    if told.side not in SIDES:
        raise Unfit(Fault.SIDE, "side")
    if told.first < _EARLIEST:
        raise Unfit(Fault.LONG_AGO, "first")
    if told.first > told.last or told.last - told.first > _LONGEST or told.last > today + _LONGEST:
        raise Unfit(Fault.DAYS, "last")
    currency = currency_of(told.currency)
    amount = amount_of(told.amount, currency)
    if not amount:
        raise Unfit(Fault.NOTHING_SPENT, "amount")
    return {
        "side": told.side,
        "first": told.first,
        "last": told.last,
        "amount": amount,
        "currency": currency,
        "campaign": told.campaign.strip()[:LONGEST_CAMPAIGN],
        "what": " ".join(told.what.split())[:LONGEST_WHAT],
        "external_id": told.key.strip()[:LONGEST_KEY],
    }


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
