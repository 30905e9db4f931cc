"""The weeks that a marketing-mix model is fitted to: sales and spend of a brand, and what was handed in."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import batched
from pathlib import Path

from django.conf import settings
from django.db.models import Min

from antiphon.experiments.models import MixModel
from antiphon.experiments.queries.panel import yesterday_of
from antiphon.experiments.rules.faults import Fault, Unfit
from antiphon.experiments.rules.mixing.weeks import WeekTable, by_week, mean_by_week, spread, whole_weeks
from antiphon.lib.wall_time import bounds_of_days
from antiphon.organizations.models import Brand
from antiphon.sales.models import Purchase, Spend
from antiphon.sales.queries import CountedSpend, purchases_between, spend_between

_WEEKS_AT_ONCE = 13


def can_model() -> bool:
    """Whether what fits a marketing-mix model is installed here."""
    return Path(settings.MIX_PYTHON).is_file()


def name_of(spend: Spend) -> str:
    """Return what a spend counts as: its channel, else its campaign, else its side of the house."""
    if spend.channel_id is not None:
        return f"channel/{spend.channel_id}"
    return f"campaign/{spend.campaign}" if spend.campaign else spend.side


@dataclass(frozen=True, slots=True)
class Known:
    """The days on which sales and spend of a brand are both known, and what was spent on in them, the most first."""

    first: date | None
    last: date
    spends: Mapping[str, tuple[float, ...]]

    @property
    def weeks(self) -> int:
        """How many whole weeks these are."""
        return len(whole_weeks(self.first, self.last)) if self.first else 0


def known_weeks(brand: Brand) -> Known:
    """Return what a model of a brand could look at, up to yesterday. Six queries."""
    last = yesterday_of(brand)
    sold = Purchase.objects.filter(brand=brand, called_off_at=None).aggregate(at=Min("at"))["at"]
    spent = Spend.objects.standing().filter(brand=brand).aggregate(day=Min("first"))["day"]
    if sold is None or spent is None:
        return Known(None, last, {})
    first = max(sold.astimezone(brand.zone).date(), spent)
    weeks = whole_weeks(first, last)
    if not weeks:
        return Known(None, last, {})
    found = spend_by_week(brand, weeks)
    return Known(first, last, dict(sorted(found.items(), key=lambda one: -sum(one[1]))))


def spend_by_week(
    brand: Brand, weeks: Sequence[date], names: Collection[str] | None = None, *, strict: bool = False
) -> dict[str, tuple[float, ...]]:
    """Return what was spent in each week by what it was spent on, in the currency the brand reckons in.

    `strict` raises Unfit where a spend has no rate, else it is left out. Four queries.
    """
    rows = spend_between(brand, weeks[0], weeks[-1] + timedelta(days=6))
    wanted = [one for one in rows if names is None or name_of(one.spend) in names]
    if strict:
        _require_rates(sum(one.in_reporting is None for one in wanted))
    found: dict[str, list[tuple[date, float]]] = {}
    for one in wanted:
        found.setdefault(name_of(one.spend), []).extend(_days_of(one, weeks))
    return {name: by_week(amounts, weeks) for name, amounts in found.items()}


def week_table(model: MixModel) -> WeekTable:
    """Return the weekly table of a model; raise Unfit where something has no rate, or a control has no number.

    Four queries for spend, and four for each quarter of a year of sales.
    """
    weeks = whole_weeks(model.first, model.last)
    spend = spend_by_week(model.brand, weeks, model.spends, strict=True) if weeks else {}
    return WeekTable(
        weeks,
        _sales(model.brand, weeks),
        {name: spend.get(name, (0.0,) * len(weeks)) for name in model.spends},
        {name: mean_by_week(known, weeks, name) for name, known in _controls(model).items()},
    )


def _days_of(one: CountedSpend, weeks: Sequence[date]) -> list[tuple[date, float]]:
    first, last = max(one.spend.first, weeks[0]), min(one.spend.last, weeks[-1] + timedelta(days=6))
    return spread(first, last, float(one.in_reporting or 0))


def _sales(brand: Brand, weeks: Sequence[date]) -> tuple[float, ...]:
    """Return what was left of the sales of each week, a quarter of a year at a time: years of rows fit nowhere."""
    found: list[float] = []
    for some in batched(weeks, _WEEKS_AT_ONCE):
        since, until = bounds_of_days(some[0], some[-1] + timedelta(days=6), brand.zone)
        rows = [(one.purchase.at, one.net_in_reporting) for one in purchases_between(brand, since, until)]
        _require_rates(sum(net is None for _at, net in rows))
        amounts = ((at.astimezone(brand.zone).date(), float(net or 0)) for at, net in rows)
        found += by_week(amounts, some)
    return tuple(found)


def _require_rates(missing: int) -> None:
    if missing:
        raise Unfit(Fault.NO_RATE, have=missing)


def _controls(model: MixModel) -> dict[str, dict[date, float]]:
    days = [date.fromisoformat(day) for day in model.handed_in.get("days", [])]
    columns: Mapping[str, Iterable[float | None]] = model.handed_in.get("columns", {})
    return {
        name: {day: value for day, value in zip(days, values, strict=True) if value is not None}
        for name, values in columns.items()
    }
