"""Purchases and refunds, told by programs; each counts once, however often it is told."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import AwareDatetime

from antiphon.api.access import Asked, brands_of, member_of
from antiphon.api.answers import Created, Json, Page, page_of, place_of
from antiphon.api.periods import moments_of
from antiphon.organizations.models import Brand
from antiphon.sales.actions.purchasing import Taken, note_purchase, note_refund
from antiphon.sales.models import Purchase, Refund, SumOf
from antiphon.sales.queries import (
    CountedPurchase,
    CountedRefund,
    reporting_currency,
    waiting_refunds,
)
from antiphon.sales.queries.purchases import counted_purchases, purchases_before
from antiphon.sales.queries.sums import sold_between, sums_of_lines
from antiphon.sales.rules.refunds import Uncounted
from antiphon.sales.rules.told import PurchaseTold, RefundTold
from antiphon.sales.sentences import UNCOUNTED_WORDS

router = Router(tags=["sales"])
Amount = Decimal | str


class PurchaseTyped(Schema):
    """A purchase: its `id` at its `source`, the amount in its `currency` (ISO 4217), and what is known of the buyer.

    `mail` finds somebody whose address was verified with us; only a digest of it is kept. `visit` is the key of the
    visit that ended in it, `heard` the answer to “how did you hear of us”. `agreed` are the words in which the buyer
    agreed that this visit bears their name; empty, they did not.
    """

    id: str
    source: str = "api"
    at: AwareDatetime
    amount: Amount
    currency: str
    mail: str = ""
    coupon: str = ""
    visit: str = ""
    heard: str = ""
    agreed: str = ""


class RefundTyped(Schema):
    """Money given back: `purchase` is the id of the purchase at the same source, known by now or not."""

    id: str
    source: str = "api"
    purchase: str
    at: AwareDatetime
    amount: Amount
    currency: str
    reason: str = ""


class RefundJson(Json, frozen=True, kw_only=True):
    """Money given back: `counted` of it counts, `left_out` does not, and `why`."""

    id: int
    external_id: str
    source: str
    purchase_external_id: str
    at: datetime
    received_at: datetime
    amount: str
    currency: str
    reason: str
    counted: str
    left_out: str
    why: str


class PurchaseJson(Json, frozen=True, kw_only=True):
    """A purchase with what was given back of it; amounts as text, exactly. `net` is what is left.

    `in_reporting` is what is left in the currency the brand reckons in, at the rate of `rate_day`; null without one.
    Of one that was called off (`called_off_at`) nothing is left, and no sum holds it.
    """

    id: int
    brand: str
    external_id: str
    source: str
    at: datetime
    received_at: datetime
    amount: str
    currency: str
    refunded: str
    net: str
    in_reporting: str | None
    reporting_currency: str
    rate_day: date | None
    called_off_at: datetime | None
    person: int | None
    coupon: str
    visit: str
    heard: str
    refunds: list[RefundJson]


class TakenPurchaseJson(Json, frozen=True, kw_only=True):
    """A purchase that was told: `outcome` is `new`, or `known` where it was told before."""

    outcome: str
    purchase: PurchaseJson


class TakenRefundJson(Json, frozen=True, kw_only=True):
    """A refund that was told: `outcome` is `new` or `known`."""

    outcome: str
    refund: RefundJson


class ApartJson(Json, frozen=True, kw_only=True):
    """Purchases of a currency without a rate: how many, and what is left of them."""

    currency: str
    n: int
    net: str


class SalesJson(Json, frozen=True, kw_only=True):
    """Sales of some days in the currency the brand reckons in; what has no rate stands apart and is in no sum.

    `refunds_waiting` counts refunds of any day whose purchase is not known.
    """

    since: datetime
    until: datetime
    currency: str
    n: int
    gross: str
    refunded: str
    net: str
    without_rate: list[ApartJson]
    refunds_waiting: int


@router.post("/brands/{brand}/purchases")
def tell_purchase(request: Asked, brand: str, body: PurchaseTyped) -> Created[TakenPurchaseJson]:
    """Tell of a purchase. Told again with the same id it is known; with another amount it is a conflict."""
    by = member_of(request, brand)
    told = PurchaseTold(key=body.id, **body.dict(exclude={"id", "source"}))
    made, taken = note_purchase(by, body.source, told)
    return Created(TakenPurchaseJson(outcome=_outcome(taken), purchase=_read(by.brand, made.pk)))


@router.post("/brands/{brand}/refunds")
def tell_refund(request: Asked, brand: str, body: RefundTyped) -> Created[TakenRefundJson]:
    """Tell of money given back, wholly or in part; it may come before its purchase, and waits then."""
    by = member_of(request, brand)
    told = RefundTold(key=body.id, of=body.purchase, **body.dict(exclude={"id", "source", "purchase"}))
    made, taken = note_refund(by, body.source, told)
    return Created(TakenRefundJson(outcome=_outcome(taken), refund=_refund_read(by.brand, made)))


@router.get("/brands/{brand}/purchases")
def list_purchases(
    request: Asked,
    brand: str,
    source: str = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: str = "",
) -> Page[PurchaseJson]:
    """List purchases, the latest first."""
    found = member_of(request, brand).brand
    rows = purchases_before(found, place_of(cursor) if cursor else None, source)[: limit + 1]
    counted, to = counted_purchases(found, rows), reporting_currency(found)
    return page_of(
        counted,
        limit,
        lambda one: (one.purchase.at, one.purchase.pk),
        lambda some: [_purchase(found, one, to) for one in some],
    )


@router.get("/purchases/{purchase_id}")
def read_purchase(request: Asked, purchase_id: int) -> PurchaseJson:
    """Read a purchase with what was given back of it."""
    found = get_object_or_404(Purchase.objects.select_related("brand"), brand__in=brands_of(request), pk=purchase_id)
    return _read(found.brand, found.pk)


@router.get("/brands/{brand}/sales")
def read_sales(request: Asked, brand: str, since: date | None = None, until: date | None = None) -> SalesJson:
    """Read what was sold on some days, the last 90 without any. A refund belongs to the day of its purchase."""
    found = member_of(request, brand).brand
    start, end = moments_of(found, since, until)
    sold = sold_between(found, start, end, SumOf.ALL)
    sums = sums_of_lines(sold.of(SumOf.ALL), sold.currency)
    return SalesJson(
        since=start,
        until=end,
        currency=sums.currency,
        n=sums.n,
        gross=str(sums.gross),
        refunded=str(sums.refunded),
        net=str(sums.net),
        without_rate=[ApartJson(currency=code, n=n, net=str(net)) for code, (n, net) in sums.without_rate.items()],
        refunds_waiting=waiting_refunds(found).count(),
    )


def _outcome(taken: Taken) -> str:
    return taken.value


def _read(brand: Brand, pk: int) -> PurchaseJson:
    (one,) = counted_purchases(brand, Purchase.objects.filter(pk=pk))
    return _purchase(brand, one, reporting_currency(brand))


def _refund_read(brand: Brand, made: Refund) -> RefundJson:
    of = Purchase.objects.filter(brand=brand, source=made.source, external_id=made.purchase_external_id)
    for purchase in counted_purchases(brand, of):
        return next(_refund(one) for one in purchase.refunds if one.refund.pk == made.pk)
    return _refund(CountedRefund(made, Decimal(0), made.amount, Uncounted.WAITS))


def _purchase(brand: Brand, one: CountedPurchase, to: str) -> PurchaseJson:
    row, net = one.purchase, one.net_in_reporting
    return PurchaseJson(
        id=row.pk,
        brand=brand.slug,
        external_id=row.external_id,
        source=row.source,
        at=row.at,
        received_at=row.received_at,
        amount=one.shown(row.amount),
        currency=row.currency,
        refunded=one.shown(one.refunded),
        net=one.shown(one.net),
        in_reporting=None if net is None else str(net),
        reporting_currency=to,
        rate_day=one.conversion.day if one.conversion and row.currency != to else None,
        called_off_at=row.called_off_at,
        person=one.person,
        coupon=row.coupon,
        visit=row.visit_shown,
        heard=row.heard,
        refunds=[_refund(each) for each in one.refunds],
    )


def _refund(one: CountedRefund) -> RefundJson:
    row = one.refund
    return RefundJson(
        id=row.pk,
        external_id=row.external_id,
        source=row.source,
        purchase_external_id=row.purchase_external_id,
        at=row.at,
        received_at=row.received_at,
        amount=one.shown(row.amount),
        currency=row.currency,
        reason=row.reason,
        counted=one.shown(one.counted),
        left_out=one.shown(one.left_out),
        why=str(UNCOUNTED_WORDS[one.why]) if one.why else "",
    )
