"""What each row of a table becomes: new, known already, or nothing, and why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import batched
from typing import Any

from antiphon.channels.models import Channel
from antiphon.channels.queries import sealer
from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.sales.models import ImportKind, Purchase, Refund, SalesImport, Spend
from antiphon.sales.rules.faults import Fault, Unfit
from antiphon.sales.rules.rates import HOLDS_DAYS
from antiphon.sales.rules.spend import SpendTold, fit_spend
from antiphon.sales.rules.tables import Line, lines_of, purchases_in, rates_in, refunds_in, spend_in
from antiphon.sales.rules.tables.spent import SpendRow

_TWO_YEARS = timedelta(days=730)
_CHUNK = 500


class RowOutcome(StrEnum):
    """What a row becomes."""

    NEW = "new"
    KNOWN = "known"
    UNFIT = "unfit"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, and what it becomes; `told` is what would be kept."""

    number: int
    cells: Sequence[str]
    outcome: RowOutcome
    told: Any = None
    fault: Fault | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """A table that was looked at."""

    head: Sequence[str]
    rows: Sequence[Row]

    def count(self, outcome: RowOutcome) -> int:
        """Return how many rows become something."""
        return sum(one.outcome == outcome for one in self.rows)

    @property
    def new(self) -> int:
        """How many rows would come in."""
        return self.count(RowOutcome.NEW)

    @property
    def known(self) -> int:
        """How many are known already."""
        return self.count(RowOutcome.KNOWN)

    @property
    def unfit(self) -> int:
        """How many cannot be taken."""
        return self.count(RowOutcome.UNFIT)


def looked(imported: SalesImport) -> Looked:
    """Return what each row of a table becomes today; raise Unfit if it is no table of its kind."""
    text = sealer().open(imported.text_sealed).decode()
    lines = _READERS[ImportKind(imported.kind)](imported, text)
    return Looked(lines_of(text)[0], [_row(line, known) for line, known in lines])


type Known = bool | Fault
type Read = Iterable[tuple[Line[Any], Known]]


def _row(line: Line[Any], known: Known) -> Row:
    if line.fault is not None:
        return Row(line.number, line.cells, RowOutcome.UNFIT, fault=line.fault, field=line.field)
    if isinstance(known, Fault):
        return Row(line.number, line.cells, RowOutcome.UNFIT, fault=known, field="id")
    return Row(line.number, line.cells, RowOutcome.KNOWN if known else RowOutcome.NEW, line.told)


def _purchases(imported: SalesImport, text: str) -> Read:
    lines = purchases_in(text, imported.currency, imported.brand.zone, clock.now())
    found = _kept(Purchase, imported, [one.told.key for one in lines if one.told], ("amount", "currency", "at"))
    for line in lines:
        yield line, _known(found, line.told, lambda one: (one.amount, one.currency, one.at))


def _refunds(imported: SalesImport, text: str) -> Read:
    lines = refunds_in(text, imported.currency, imported.brand.zone, clock.now())
    names = ("amount", "currency", "purchase_external_id")
    found = _kept(Refund, imported, [one.told.key for one in lines if one.told], names)
    for line in lines:
        yield line, _known(found, line.told, lambda one: (one.amount, one.currency, one.of))


def _rates(imported: SalesImport, text: str) -> Read:
    today = clock.now().date()
    for line in rates_in(text, _since(imported.brand, today), today):
        yield line, False


def _spend(imported: SalesImport, text: str) -> Read:
    lines, brand = spend_in(text, imported.currency), imported.brand
    channels = list(Channel.objects.filter(brand=brand).select_related("identity"))
    kept = Spend.objects.standing().filter(brand=brand).exclude(external_id="")
    names = ("side", "first", "last", "amount", "currency")
    found = {row[0]: row[1:] for row in kept.values_list("external_id", *names)}
    for line in lines:
        fit = _fit_spend(line, channels)
        same = found.get(fit.told["external_id"]) if fit.told else None
        told = tuple(fit.told[name] for name in names) if fit.told else None
        yield fit, (Fault.DIFFERS if same != told else True) if same is not None else False


_READERS: Mapping[ImportKind, Callable[[SalesImport, str], Read]] = {
    ImportKind.PURCHASES: _purchases,
    ImportKind.REFUNDS: _refunds,
    ImportKind.RATES: _rates,
    ImportKind.SPEND: _spend,
}


def _fit_spend(line: Line[SpendRow], channels: Sequence[Channel]) -> Line[dict[str, Any]]:
    told = line.told
    if told is None:
        return Line(line.number, line.cells, None, line.fault, line.field)
    try:
        channel = _channel(told.channel, channels)
        fields = fit_spend(
            SpendTold(
                side=told.side, first=told.first, last=told.last, amount=told.amount, currency=told.currency,
                campaign=told.campaign, what=told.what, key=told.key,
            ),
            clock.now().date(),
        )  # fmt: skip
    except Unfit as error:
        return Line(line.number, line.cells, None, error.fault, error.field)
    return Line(line.number, line.cells, {**fields, "channel": channel})


def _channel(typed: str, channels: Sequence[Channel]) -> Channel | None:
    """Return the channel of a kind or of an account; raise Unfit if there is none, or more than one."""
    if not typed:
        return None
    found = [one for one in channels if typed.lower() in {one.kind, one.identity.handle.lower()}]
    if len(found) != 1:
        raise Unfit(Fault.CHANNEL, "channel")
    return found[0]


def _kept(model: Any, imported: SalesImport, keys: Sequence[str], names: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """Return what is known of the ids of a table, in as many queries as there are hundreds of them."""
    mine = model.objects.filter(brand=imported.brand, source=imported.source)
    return {
        row[0]: row[1:]
        for some in batched(keys, _CHUNK)
        for row in mine.filter(external_id__in=some).values_list("external_id", *names)
    }


def _known(found: Mapping[str, tuple[Any, ...]], told: Any, says: Callable[[Any], tuple[Any, ...]]) -> Known:
    if told is None or told.key not in found:
        return False
    return True if found[told.key] == says(told) else Fault.DIFFERS


def _since(brand: Brand, today: date) -> date:
    """Return from which day on rates are of use: the first purchase or spend, and in any case two years."""
    days = [today - _TWO_YEARS]
    first = Purchase.objects.filter(brand=brand).order_by("at").values_list("at", flat=True).first()
    spent = Spend.objects.filter(brand=brand).order_by("first").values_list("first", flat=True).first()
    days += [first.date()] if first else []
    days += [spent] if spent else []
    return min(days) - timedelta(days=HOLDS_DAYS + 1)
