"""What it cost, and what opportunities came to: time, and money in the currency that the brand reckons in."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from antiphon.organizations.models import Brand
from antiphon.relationships.models import Opportunity, TimeSpent
from antiphon.relationships.rules.opportunity import Stage
from antiphon.reports.rules.known import Decided, Minutes, Put
from antiphon.reports.rules.spans import days_of
from antiphon.sales.models import SpendSide
from antiphon.sales.queries import CountedSpend, rate_book, reporting_currency, spend_between
from antiphon.sales.rules.rates import RateBook


def spent(brand: Brand, since: datetime, until: datetime) -> dict[str, Any]:
    """Return the money that was put in. Four queries at most."""
    put = tuple(_put(one) for one in _spent_on_days(brand, since, until))
    return {"put": put, "currency": reporting_currency(brand)}


def decided(brand: Brand, since: datetime, until: datetime) -> dict[str, Any]:
    """Return the opportunities that were won or lost. Three queries at most."""
    to = reporting_currency(brand)
    return {"decided": _decided(brand, since, until, to), "currency": to}


def times(brand: Brand, since: datetime, until: datetime) -> dict[str, Any]:
    """Return the time that was noted. One query."""
    noted = TimeSpent.objects.filter(brand=brand, started_at__gte=since, started_at__lt=until, ended_at__isnull=False)
    rows = list(noted.order_by("started_at", "pk").values_list("minutes", "purpose", "pk", "unsure"))
    sure = [
        Minutes(minutes or 0, for_call=purpose == TimeSpent.Purpose.PUBLISH, id=pk)
        for minutes, purpose, pk, unsure in rows
        if not unsure
    ]
    return {"minutes": tuple(sure), "unsure": sum(1 for *_rest, unsure in rows if unsure)}


def _spent_on_days(brand: Brand, since: datetime, until: datetime) -> list[CountedSpend]:
    """Return what falls into the days of a time on the brand's clock: money is noted by the day."""
    return spend_between(brand, *days_of(since, until, brand.zone))


def _put(one: CountedSpend) -> Put:
    spend, amount = one.spend, one.in_reporting
    apart = "" if amount is not None else f"{one.amount.normalize():f} {spend.currency}"
    return Put(for_call=spend.side == SpendSide.CALL, amount=amount, apart=apart, id=spend.pk)


def _decided(brand: Brand, since: datetime, until: datetime, to: str) -> tuple[Decided, ...]:
    closed = Opportunity.objects.filter(brand=brand, closed_at__gte=since, closed_at__lt=until)
    rows = list(closed.order_by("closed_at", "pk"))
    foreign = [one for one in rows if one.currency not in ("", to)]
    zone = brand.zone
    book = rate_book(brand, since.astimezone(zone).date(), until.astimezone(zone).date()) if foreign else RateBook(())
    return tuple(_one(row, to, book, brand) for row in rows)


def _one(row: Opportunity, to: str, book: RateBook, brand: Brand) -> Decided:
    worth: Decimal | None = row.value
    if row.currency and row.closed_at:
        rate = book.conversion(row.currency, to, timezone.localdate(row.closed_at, brand.zone))
        worth = rate.of(row.value) if rate else None
    apart = "" if worth is not None else f"{row.value} {row.currency}"
    return Decided(won=row.stage == Stage.WON, in_money=bool(row.currency), worth=worth, apart=apart, id=row.pk)
