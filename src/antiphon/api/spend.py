"""What was put in, in which currency it is read, and what others were worth."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json
from antiphon.api.periods import moments_of
from antiphon.api.sales import ApartJson
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Brand
from antiphon.reports.rules.spans import days_of
from antiphon.sales.actions.reckoning import choose_currency, note_rate
from antiphon.sales.actions.spending import note_spend, take_spend_back
from antiphon.sales.models import ExchangeRate, ReportingCurrency, Spend
from antiphon.sales.queries import CountedSpend, reporting_currency, spend_between
from antiphon.sales.queries.spend import spend_sum
from antiphon.sales.rules.faults import Fault
from antiphon.sales.rules.spend import SpendTold
from antiphon.sales.sentences import FAULT_WORDS

router = Router(tags=["sales"])


class SpendTyped(Schema):
    """Money put into a `side` (call or response) from a first day to a last one; a `channel` by its id.

    With an `id` the same spend told twice counts once.
    """

    side: str
    first: date
    last: date | None = None
    amount: Decimal | str
    currency: str
    channel: int | None = None
    campaign: str = ""
    what: str = ""
    id: str = ""


class SpendJson(Json, frozen=True, kw_only=True):
    """A spend; `in_days` of its `amount` falls into the days that were asked for, evenly.

    `in_reporting` is that in the currency the brand reckons in, null without a rate.
    """

    id: int
    brand: str
    side: str
    first: date
    last: date
    amount: str
    currency: str
    in_days: str
    in_reporting: str | None
    channel: int | None
    campaign: str
    what: str
    external_id: str


class SpentJson(Json, frozen=True, kw_only=True):
    """What was spent on some days, together in one currency; what has no rate stands apart."""

    since: date
    until: date
    currency: str
    total: str
    n: int
    without_rate: list[ApartJson]
    items: list[SpendJson]


class CurrencyTyped(Schema):
    """A currency by its three letters (ISO 4217)."""

    currency: str


class CurrencyJson(Json, frozen=True, kw_only=True):
    """The currency in which a brand reads its figures; not `chosen` it is that of most purchases."""

    currency: str
    chosen: bool


class RateTyped(Schema):
    """On a `day`, one of `base` was `rate` of `quote`."""

    day: date
    base: str
    quote: str
    rate: Decimal | str


class RateJson(Json, frozen=True, kw_only=True):
    """A rate as somebody entered it."""

    id: int
    day: date
    base: str
    quote: str
    rate: str
    noted_at: datetime


@router.get("/brands/{brand}/spend")
def read_spend(
    request: Asked,
    brand: str,
    since: date | None = None,
    until: date | None = None,
    side: str = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> SpentJson:
    """Read what was spent on some days, the last 90 without any; on one `side` if it is named.

    The sums are of all of it, `items` those from `offset` on.
    """
    found = member_of(request, brand).brand
    start, end = moments_of(found, since, until)
    first, last = days_of(start, end, found.zone)
    rows, to = spend_between(found, first, last, side=side), reporting_currency(found)
    sums = spend_sum(rows, to)
    return SpentJson(
        since=first,
        until=last,
        currency=to,
        total=str(sums.total),
        n=sums.n,
        without_rate=[ApartJson(currency=code, n=n, net=str(net)) for code, (n, net) in sums.without_rate.items()],
        items=[_spend(found, one) for one in rows[offset : offset + limit]],
    )


@router.post("/brands/{brand}/spend")
def tell_spend(request: Asked, brand: str, body: SpendTyped) -> Created[SpendJson]:
    """Note what was spent."""
    by = member_of(request, brand)
    channel = by.brand.channels.filter(pk=body.channel).first() if body.channel else None
    if body.channel and channel is None:
        raise Refusal(FAULT_WORDS[Fault.CHANNEL], field="channel")
    told = SpendTold(
        side=body.side, first=body.first, last=body.last or body.first, amount=body.amount, currency=body.currency,
        campaign=body.campaign, what=body.what, key=body.id,
    )  # fmt: skip
    return Created(_read(by.brand, note_spend(by, told, channel)))


@router.post("/spend/{spend_id}/take-back")
def take_back_spend(request: Asked, spend_id: int) -> SpendJson:
    """Take a spend back: it counts no more."""
    found = get_object_or_404(Spend.objects.select_related("brand"), brand__in=brands_of(request), pk=spend_id)
    take_spend_back(member_in(request, found.brand_id), found)
    return _read(found.brand, found)


@router.get("/brands/{brand}/reporting-currency")
def read_currency(request: Asked, brand: str) -> CurrencyJson:
    """Read in which currency a brand reads its figures."""
    return _currency(member_of(request, brand).brand)


@router.put("/brands/{brand}/reporting-currency")
def set_currency(request: Asked, brand: str, body: CurrencyTyped) -> CurrencyJson:
    """Choose it; what was paid stays as it was paid."""
    by = member_of(request, brand)
    choose_currency(by, body.currency)
    return _currency(by.brand)


@router.get("/brands/{brand}/exchange-rates")
def list_rates(
    request: Asked,
    brand: str,
    since: date | None = None,
    until: date | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> list[RateJson]:
    """List the rates of some days, the latest first."""
    found = ExchangeRate.objects.filter(brand=member_of(request, brand).brand)
    found = found.filter(day__gte=since) if since else found
    found = found.filter(day__lte=until) if until else found
    return [_rate(one) for one in found.order_by("-day", "base", "quote")[offset : offset + limit]]


@router.post("/brands/{brand}/exchange-rates")
def tell_rate(request: Asked, brand: str, body: RateTyped) -> Created[RateJson]:
    """Note a rate; it takes the place of that of the same day and currencies."""
    by = member_of(request, brand)
    return Created(_rate(note_rate(by, body.day, body.base, body.quote, body.rate)))


def _read(brand: Brand, row: Spend) -> SpendJson:
    return _spend(brand, CountedSpend(row, row.amount, None))


def _spend(brand: Brand, one: CountedSpend) -> SpendJson:
    row, told = one.spend, one.in_reporting
    return SpendJson(
        id=row.pk,
        brand=brand.slug,
        side=row.side,
        first=row.first,
        last=row.last,
        amount=one.shown(row.amount),
        currency=row.currency,
        in_days=one.shown(one.amount),
        in_reporting=None if told is None else str(told),
        channel=row.channel_id,
        campaign=row.campaign,
        what=row.what,
        external_id=row.external_id,
    )


def _currency(brand: Brand) -> CurrencyJson:
    chosen = ReportingCurrency.objects.filter(brand=brand).exists()
    return CurrencyJson(currency=reporting_currency(brand), chosen=chosen)


def _rate(row: ExchangeRate) -> RateJson:
    rate = f"{row.rate.normalize():f}"
    return RateJson(id=row.pk, day=row.day, base=row.base, quote=row.quote, rate=rate, noted_at=row.noted_at)
