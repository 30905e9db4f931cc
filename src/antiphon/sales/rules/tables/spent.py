"""Exchange rates and spend in a table: plain, or rates as the European Central Bank publishes their history. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from antiphon.sales.rules.faults import Fault, Unfit
from antiphon.sales.rules.money import DECIMALS, currency_of
from antiphon.sales.rules.rates import Rate
from antiphon.sales.rules.tables.reading import Cells, Line, cells_by_name, day_in, lines_of, once, places_of

RATE_COLUMNS: Mapping[str, Sequence[str]] = {
    "day": ("day", "date"),
    "base": ("base", "from"),
    "quote": ("quote", "currency", "to"),
    "rate": ("rate", "value"),
}
SPEND_COLUMNS: Mapping[str, Sequence[str]] = {
    "id": ("id",),
    "side": ("side",),
    "first": ("first", "from", "start", "day", "date"),
    "last": ("last", "to", "end"),
    "amount": ("amount", "spend", "cost"),
    "currency": ("currency",),
    "channel": ("channel",),
    "campaign": ("campaign",),
    "what": ("what", "note"),
}
MOST_RATE, RATE_PLACES = Decimal("9999999.99999999"), 8
_EURO, _LEAST_COLUMNS = "EUR", 3
_UNKNOWN = frozenset({"", "N/A", "-"})


@dataclass(frozen=True, slots=True)
class SpendRow:
    """Spend as a table tells it; `channel` is the kind or the name of an account, to be found."""

    key: str
    side: str
    first: date
    last: date
    amount: str
    currency: str
    channel: str
    campaign: str
    what: str


def fit_rate(day: date, base: str, quote: str, typed: str | Decimal, today: date) -> Rate:
    """Return a rate as it can be kept; raise Unfit if it cannot."""
    one, other = currency_of(base), currency_of(quote)
    if one == other:
        raise Unfit(Fault.SAME_CURRENCY, "quote")
    if day > today + timedelta(days=1):
        raise Unfit(Fault.FUTURE, "day")
    if day.year < 1970:
        raise Unfit(Fault.LONG_AGO, "day")
    try:
        value = Decimal(str(typed).strip())
    except InvalidOperation:
        raise Unfit(Fault.RATE, "rate") from None
    if not value.is_finite() or not 0 < value <= MOST_RATE or value != round(value, RATE_PLACES):
        raise Unfit(Fault.RATE, "rate")
    return Rate(day, one, other, value)


def rates_in(text: str, since: date, today: date) -> list[Line[list[Rate]]]:
    """Return the rates that each row tells; days before `since` are left out. Raise Unfit if it is no such table.

    In the history of the European Central Bank each row is a day and each column the price of 1 EUR in a currency.
    """
    head, rows = lines_of(text)
    codes = [one.strip().upper() for one in head]
    published = codes[0] == "DATE" and sum(one in DECIMALS for one in codes[1:]) + 1 >= _LEAST_COLUMNS
    places = {} if published else places_of(head, RATE_COLUMNS, ("day", "quote", "rate"))
    found = []
    for number, cells, named in cells_by_name(head, rows, places):
        try:
            told = _day(codes, cells, since, today) if published else _rate(named, since, today)
        except Unfit as error:
            found.append(Line[list[Rate]](number, cells, None, error.fault, error.field))
        else:
            if told:
                found.append(Line(number, cells, told))
    return found


def _day(codes: Sequence[str], cells: Sequence[str], since: date, today: date) -> list[Rate]:
    day = day_in(cells[0], "day")
    if day < since:
        return []
    pairs = zip(codes[1:], cells[1:], strict=False)
    return [
        fit_rate(day, _EURO, code, cell, today)
        for code, cell in pairs
        if code in DECIMALS and code != _EURO and cell.upper() not in _UNKNOWN
    ]


def _rate(named: Cells | None, since: date, today: date) -> list[Rate]:
    if named is None:
        raise Unfit(Fault.ROW, "")
    day = day_in(named["day"], "day")
    return [fit_rate(day, named.get("base") or _EURO, named["quote"], named["rate"], today)] if day >= since else []


def spend_in(text: str, currency: str) -> list[Line[SpendRow]]:
    """Return what each row tells; raise Unfit if it is no such table. Without a last day, the first one is it."""
    head, rows = lines_of(text)
    places = places_of(head, SPEND_COLUMNS, ("side", "first", "amount"))
    return list(_spend(head, rows, places, currency))


def _spend(
    head: Sequence[str], rows: Sequence[tuple[int, list[str]]], places: Mapping[str, int], currency: str
) -> Iterator[Line[SpendRow]]:
    seen: set[str] = set()
    for number, cells, named in cells_by_name(head, rows, places):
        try:
            told = _spent(named, currency)
            once(told.key, seen)
        except Unfit as error:
            yield Line(number, cells, None, error.fault, error.field)
        else:
            yield Line(number, cells, told)


def _spent(named: Cells | None, currency: str) -> SpendRow:
    if named is None:
        raise Unfit(Fault.ROW, "")
    first = day_in(named["first"], "first")
    return SpendRow(
        key=named.get("id", ""),
        side=named["side"].lower(),
        first=first,
        last=day_in(named["last"], "last") if named.get("last") else first,
        amount=named["amount"],
        currency=named.get("currency") or currency,
        channel=named.get("channel", ""),
        campaign=named.get("campaign", ""),
        what=named.get("what", ""),
    )
