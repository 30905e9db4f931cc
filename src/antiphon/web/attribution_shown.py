"""Attribution in words, numbers and one picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.channels.connectors import connectors
from antiphon.measures.rounding import rounded
from antiphon.measures.rules.attribution import in_cents
from antiphon.measures.rules.interval import Interval
from antiphon.reports.queries.attribution import MODELS, Attribution, ChannelCredit
from antiphon.reports.queries.journeys import Conversion, Kind, Traveled, Untouched
from antiphon.reports.queries.journeys.touches import side_of
from antiphon.sales.rules.money import rounded_to

MODEL_NAMES: Mapping[str, Promise] = {
    "first": _("First touch"),
    "last": _("Last touch"),
    "last_non_direct": _("Last not direct"),
    "linear": _("Linear"),
    "position": _("By position"),
    "time_decay": _("By time"),
    "markov": _("Markov"),
    "shapley": _("Shapley"),
}
MODEL_WORDS: Mapping[str, Promise] = {
    "first": _("all to the first touch"),
    "last": _("all to the last touch"),
    "last_non_direct": _("all to the last touch that was not a direct visit"),
    "linear": _("the same to every touch"),
    "position": _("40 % to the first, 40 % to the last, the rest between"),
    "time_decay": _("a touch a week older counts half"),
    "markov": _("what would be lost on all these ways if the channel were not there"),
    "shapley": _("the same to every channel that was met, however often"),
}
KINDS: Mapping[Kind, Promise] = {
    Kind.PURCHASE: _("purchases"),
    Kind.LEAD: _("leads"),
    Kind.GOAL: _("goals reached"),
    Kind.OPPORTUNITY: _("opportunities won"),
}
SIDES: Mapping[str, Promise] = {
    "call": _("Social media"),
    "response": _("Social networking"),
    "": _("Neither side"),
}
WHY: Mapping[Untouched, Promise] = {
    Untouched.NAMELESS: _("nobody knows who it was"),
    Untouched.NO_TOUCH: _("nothing is known that met them in those days"),
}
_CHANNELS: Mapping[str, Promise] = {
    "community/discussion": _("Discussions in the community"),
    "community/live": _("Live sessions"),
    "community/event": _("Events"),
    "direct/conversation": _("Direct conversations"),
    "direct/meeting": _("Calls and meetings"),
    "mail/newsletter": _("Newsletter"),
    "mail": _("Mail"),
    "link": _("Short links"),
    "search": _("Search"),
    "referral": _("Other sites"),
    "direct": _("Direct visits"),
    "paid": _("Paid"),
    "campaign": _("Campaigns"),
    "social": _("Social networks"),
}
_STEPS_SHOWN = 8
_HEIGHT, _WIDTH = 9, 300


@dataclass(frozen=True, slots=True)
class CellShown:
    """One number of the table, as it is read, and between which numbers it lies; empty where that is not known."""

    model: str
    number: str
    sure: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One model in the picture of one channel: places in units of the picture; `low` and `high` None if not known."""

    model: str
    name: str
    number: str
    x: float
    y: int
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ChannelShown:
    """A row of the table and of the picture."""

    credit: ChannelCredit
    name: str
    cells: Sequence[CellShown]
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class SideShown:
    """A side with what each model credits it with, and its channels."""

    side: str
    name: Promise
    totals: Sequence[str]
    channels: Sequence[ChannelShown]


@dataclass(frozen=True, slots=True)
class StepShown:
    """A channel on a way, and how often in a row it was met."""

    name: str
    times: int
    side: str


def channel_name(label: str) -> str:
    """Return a channel of attribution in words."""
    known = _CHANNELS.get(label)
    if known:
        return str(known)
    kind, _slash, name = label.partition("/")
    if kind == "social":
        made = connectors().get(name)
        return str(made.name) if made else name
    return f"{_CHANNELS.get(kind, kind)} · {name}"


def sides_shown(found: Attribution, *, of_value: bool) -> list[SideShown]:
    """Return both sides and what belongs to neither, each with its channels; every column sums to the total."""
    step = Decimal("0.01") if of_value else Decimal("0.1")
    columns = {model: _column(found, model, step, of_value=of_value) for model in MODELS}
    most = _most(found, of_value=of_value)
    shown = [_channel_shown(one, columns, most, of_value=of_value) for one in found.channels]
    return [
        SideShown(side, name, [_sum(columns[model], own) for model in MODELS], own)
        for side, name in SIDES.items()
        if (own := [one for one in shown if one.credit.side == side])
    ]


def totals_shown(found: Attribution, *, of_value: bool) -> list[str]:
    """Return what each column sums to."""
    total = number(Decimal(str(round(found.value, 2)))) if of_value else number(Decimal(found.conversions))
    return [total for _model in MODELS]


def steps_shown(one: Traveled) -> tuple[list[StepShown], int]:
    """Return a way as channels one after the other, the last ones, and how many steps are left out before them."""
    runs = [(name, len(list(same))) for name, same in groupby(one.journey.channels)]
    steps = [StepShown(channel_name(name), times, side_of(name)) for name, times in runs]
    return steps[-_STEPS_SHOWN:], max(0, len(steps) - _STEPS_SHOWN)


def value_of(one: Conversion) -> str:
    """Return what a conversion was worth; empty where it has no value in money."""
    return "" if one.amount is None else f"{rounded_to(one.amount, one.currency)} {one.currency}"


def apart_of(apart: Mapping[str, tuple[int, Decimal]]) -> list[str]:
    """Return what is in other currencies, in words: it is in no value on the page."""
    told = gettext("%(n)d of %(amount)s %(currency)s together")
    return [told % {"n": n, "amount": rounded_to(amount, one), "currency": one} for one, (n, amount) in apart.items()]


def number(value: Decimal) -> str:
    """Return a number as it is read, with the decimals that it has."""
    return rounded(value, max(0, -int(value.as_tuple().exponent)))


def _column(found: Attribution, model: str, step: Decimal, *, of_value: bool) -> dict[str, Decimal]:
    raw = {one.channel: _of(one, model, of_value=of_value)[0] for one in found.channels}
    total = Decimal(str(round(found.value, 2))) if of_value else Decimal(found.conversions)
    return in_cents(raw, total, step)


def _of(one: ChannelCredit, model: str, *, of_value: bool) -> tuple[float, Interval | None]:
    cell = one.cells[model]
    return (cell.value, cell.sure_of_value) if of_value else (cell.conversions, cell.sure)


def _sum(column: Mapping[str, Decimal], own: Sequence[ChannelShown]) -> str:
    return number(sum((column[one.credit.channel] for one in own), Decimal(0)))


def _most(found: Attribution, *, of_value: bool) -> float:
    told = [_of(one, model, of_value=of_value) for one in found.channels for model in MODELS]
    return max((max(value, sure.high if sure else 0.0) for value, sure in told), default=0.0) or 1.0


def _channel_shown(
    one: ChannelCredit, columns: Mapping[str, Mapping[str, Decimal]], most: float, *, of_value: bool
) -> ChannelShown:
    cells, marks = [], []
    for place, model in enumerate(MODELS):
        value, sure = _of(one, model, of_value=of_value)
        told = number(columns[model][one.channel])
        low, high = (_x(sure.low, most), _x(sure.high, most)) if sure else (None, None)
        cells.append(CellShown(model, told, _between(sure, of_value=of_value)))
        marks.append(Mark(model, str(MODEL_NAMES[model]), told, _x(value, most), 6 + place * _HEIGHT, low, high))
    return ChannelShown(one, channel_name(one.channel), cells, marks)


def _between(sure: Interval | None, *, of_value: bool) -> str:
    if sure is None:
        return ""
    places = 0 if of_value else 1
    low, high = (rounded(one, places) for one in (sure.low, sure.high))
    return f"{low}–{high}"


def _x(value: float, most: float) -> float:
    return round(4 + value / most * (_WIDTH - 8), 1)
