"""Purchases and refunds in a table: plain, or as shops and Olist export their orders. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from decimal import Decimal

from antiphon.sales.rules.faults import Fault, Unfit
from antiphon.sales.rules.money import amount_of, currency_of
from antiphon.sales.rules.tables.reading import Cells, Line, cells_by_name, lines_of, moment_in, once, places_of
from antiphon.sales.rules.told import PurchaseTold, RefundTold, fit_purchase, fit_refund

PURCHASE_COLUMNS: Mapping[str, Sequence[str]] = {
    "id": ("id", "order id", "order", "order number", "number"),
    "at": ("at", "when", "date", "order purchase timestamp", "paid at", "order date", "created at"),
    "amount": ("amount", "total", "payment value", "order total", "price"),
    "currency": ("currency", "order currency"),
    "mail": ("mail", "email", "billing email", "customer email"),
    "coupon": ("coupon", "coupon code", "discount code", "code"),
    "heard": ("heard", "how did you hear of us", "how did you hear about us"),
    "visit": ("visit",),
    "status": ("status", "order status"),
    "freight": ("freight value",),
    "part": ("payment sequential", "order item id"),
}
REFUND_COLUMNS: Mapping[str, Sequence[str]] = {
    "id": ("id", "refund id", "refund"),
    "purchase": ("purchase", "order id", "order"),
    "at": ("at", "when", "date", "created at"),
    "amount": ("amount", "total"),
    "currency": ("currency",),
    "reason": ("reason", "why"),
}
#: The states of an order for which nothing was paid.
_CALLED_OFF = frozenset(
    ["canceled", "cancelled", "unavailable", "failed", "pending", "created", "unpaid", "voided", "on-hold", "trash"]
)


def purchases_in(text: str, currency: str, zone: tzinfo, now: datetime) -> list[Line[PurchaseTold]]:
    """Return what each row tells; raise Unfit if it is no such table. `currency` is that of amounts without one.

    Where an order stands in several rows, by its payments or its items, these are added up and the first tells the
    rest; otherwise an id that comes again is unfit.
    """
    head, rows = lines_of(text)
    places = places_of(head, PURCHASE_COLUMNS, ("id", "at", "amount"))
    found: dict[str, Line[PurchaseTold]] = {}
    parts: set[tuple[str, str]] = set()
    unfit: list[Line[PurchaseTold]] = []
    for number, cells, named in cells_by_name(head, rows, places):
        try:
            _take(found, parts, Line(number, cells, _purchase(named, currency, zone, now)), named or {})
        except Unfit as error:
            unfit.append(Line(number, cells, None, error.fault, error.field))
    return sorted([*found.values(), *unfit], key=lambda one: one.number)


def _take(
    found: dict[str, Line[PurchaseTold]], parts: set[tuple[str, str]], line: Line[PurchaseTold], named: Cells
) -> None:
    told, part = line.told, named.get("part", "")
    if told is None:
        return
    known = found.get(told.key)
    if known is None or known.told is None:
        found[told.key] = line
    elif "part" not in named:
        raise Unfit(Fault.TWICE, "id")
    elif (told.key, part) not in parts:
        found[told.key] = replace(known, told=replace(known.told, amount=known.told.amount + told.amount))
    parts.add((told.key, part))


def _purchase(named: Cells | None, currency: str, zone: tzinfo, now: datetime) -> PurchaseTold:
    if named is None:
        raise Unfit(Fault.ROW, "")
    if named.get("status", "").lower() in _CALLED_OFF:
        raise Unfit(Fault.CALLED_OFF, "status")
    code = currency_of(named.get("currency") or currency)
    told = PurchaseTold(
        key=named["id"],
        at=moment_in(named["at"], zone),
        amount=amount_of(named["amount"], code) + amount_of(named.get("freight") or "0", code),
        currency=code,
        mail=named.get("mail", ""),
        coupon=named.get("coupon", ""),
        visit=named.get("visit", ""),
        heard=named.get("heard", ""),
    )
    return fit_purchase(told, now)


def refunds_in(text: str, currency: str, zone: tzinfo, now: datetime) -> list[Line[RefundTold]]:
    """Return what each row tells; raise Unfit if it is no such table. `currency` is that of amounts without one."""
    head, rows = lines_of(text)
    places = places_of(head, REFUND_COLUMNS, ("id", "purchase", "at", "amount"))
    return list(_refunds(head, rows, places, currency, zone, now))


def _refunds(
    head: Sequence[str],
    rows: Sequence[tuple[int, list[str]]],
    places: Mapping[str, int],
    currency: str,
    zone: tzinfo,
    now: datetime,
) -> Iterator[Line[RefundTold]]:
    seen: set[str] = set()
    for number, cells, named in cells_by_name(head, rows, places):
        try:
            told = _refund(named, currency, zone, now)
            once(told.key, seen)
        except Unfit as error:
            yield Line(number, cells, None, error.fault, error.field)
        else:
            yield Line(number, cells, told)


def _refund(named: Cells | None, currency: str, zone: tzinfo, now: datetime) -> RefundTold:
    if named is None:
        raise Unfit(Fault.ROW, "")
    amount = named["amount"].removeprefix("-")  # shops write what was given back below 0
    code = currency_of(named.get("currency") or currency)
    told = RefundTold(
        key=named["id"],
        of=named["purchase"],
        at=moment_in(named["at"], zone),
        amount=Decimal(amount_of(amount, code)),
        currency=code,
        reason=named.get("reason", ""),
    )
    return fit_refund(told, now)
