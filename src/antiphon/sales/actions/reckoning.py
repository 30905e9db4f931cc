"""In which currency a brand reckons, and the rates that somebody enters."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.sales.actions.summing import rates_changed
from antiphon.sales.models import ExchangeRate, ReportingCurrency
from antiphon.sales.rules.money import currency_of
from antiphon.sales.rules.rates import HOLDS_DAYS, Rate
from antiphon.sales.rules.tables.spent import fit_rate
from antiphon.sales.sentences import refusing

_HOLDS = timedelta(days=HOLDS_DAYS)


@transaction.atomic
def choose_currency(by: Member, currency: str) -> ReportingCurrency:
    """Choose the currency in which a brand reads its figures; what was paid stays as it was paid."""
    require(by, Duty.CONNECT)
    with refusing():
        code = currency_of(currency)
    chosen = {"currency": code, "chosen_by": by, "chosen_at": clock.now()}
    return ReportingCurrency.objects.update_or_create(brand=by.brand, defaults=chosen)[0]


@transaction.atomic
def note_rate(by: Member, day: date, base: str, quote: str, rate: str | Decimal) -> ExchangeRate:
    """Note that on a day one of `base` was `rate` of `quote`, in the place of what was noted of that day before."""
    require(by, Duty.CONNECT)
    with refusing():
        fit = fit_rate(day, base, quote, rate, clock.now().date())
    keep_rates(by, [fit])
    return ExchangeRate.objects.get(brand=by.brand, day=fit.day, base=fit.base, quote=fit.quote)


@transaction.atomic
def take_rate_back(by: Member, rate: ExchangeRate) -> None:
    """Forget a rate: what was reckoned with it has none then, or an older one."""
    require(by, Duty.CONNECT)
    ExchangeRate.objects.filter(pk=rate.pk, brand=by.brand).delete()
    rates_changed(by.brand, rate.day, rate.day + _HOLDS)


@transaction.atomic
def keep_rates(by: Member, rates: Iterable[Rate]) -> int:
    """Keep rates that fit, each in the place of one of the same day and currencies; return how many."""
    now = clock.now()
    rows = [
        ExchangeRate(
            brand=by.brand, day=one.day, base=one.base, quote=one.quote, rate=one.rate, noted_by=by, noted_at=now
        )
        for one in {(each.day, each.base, each.quote): each for each in rates}.values()
    ]
    ExchangeRate.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["brand", "day", "base", "quote"],
        update_fields=["rate", "noted_by", "noted_at"],
    )
    if rows:
        rates_changed(by.brand, min(one.day for one in rows), max(one.day for one in rows) + _HOLDS)
    return len(rows)
