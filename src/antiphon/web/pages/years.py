"""What came back over months and years, added up by the worker so that years are as quick as days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from antiphon.measures.columns.adding_up import Each, known_since, series
from antiphon.measures.columns.figures import FIGURES, BrandFigure, brand_figures
from antiphon.measures.columns.figures import Period as Told
from antiphon.measures.columns.store import Store
from antiphon.measures.rounding import rounded
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.web.access import member_page
from antiphon.web.charts import LineChart, line_chart
from antiphon.web.over_time import Period, last_days, period_of
from antiphon.web.spreadsheet import csv_answer

YEAR, DAY = timedelta(days=364), timedelta(days=1)
#: Of so many days each one is drawn; of more, each month.
_BY_DAY = 62
DRAWN = ("interactions", "people", "conversations")
COLUMNS = (
    "interactions",
    "messages",
    "replies",
    "likes",
    "shares",
    "conversations",
    "people",
    "newcomers",
    "answers",
)


@dataclass(frozen=True, slots=True)
class FigureShown:
    """A figure beside the same of other days, each written out; empty where it is not known."""

    figure: BrandFigure
    number: str
    before: str
    year_ago: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure as it went up and down."""

    title: str
    chart: LineChart


@require_safe
@member_page
def years(request: HttpRequest, member: Member) -> HttpResponse:
    """Show what came back in some days, beside those before and the same a year ago; each month as CSV too."""
    period = period_of(request, YEAR)
    each = Each.DAY if (period.last - period.first).days < _BY_DAY else Each.MONTH
    rows = series(Store(member.brand), period.first, period.last + DAY, each)
    if request.GET.get("format") == "csv":
        return _csv(period, each, rows)
    began = known_since(Store(member.brand))
    now, before, year_ago = (_told(member.brand, one) for one in (period, period.before, period.year_ago))
    about = {
        "member": member,
        "period": period,
        "last_days": last_days(),
        "as_of": now.as_of,
        "nothing": not any(one.n for told in (now, before, year_ago) for one in told.figures),
        "figures": _beside(now, *(one if _compares(one, period, began) else None for one in (before, year_ago))),
        "each": each,
        "drawn": list(_drawn(rows)),
        "titles": [FIGURES[name].title for name in COLUMNS],
        "rows": [(row["begins"], [row[name] for name in COLUMNS]) for row in rows],
        "may_take": allows(member, Duty.MANAGE),
    }
    return render(request, "years.html", about)


def _compares(then: Told, period: Period, began: date | None) -> bool:
    """Whether other days can stand beside some: all of them are known, and none is among those."""
    return began is not None and began <= then.since and then.until <= period.first


def _told(brand: Brand, period: Period) -> Told:
    return brand_figures(brand, period.first, period.last + DAY)


def _beside(now: Told, *then: Told | None) -> list[FigureShown]:
    """Return the figures beside those of other days; nothing stands there for days of which not all is known."""
    other = [[_written(each) for each in one.figures] if one else [""] * len(now.figures) for one in then]
    return [FigureShown(one, _written(one), *beside) for one, *beside in zip(now.figures, *other, strict=True)]


def _written(one: BrandFigure) -> str:
    if one.value is None:
        return ""
    if one.is_share:
        return f"{rounded(100 * one.value, 1)} %"
    return rounded(one.value)


def _drawn(rows: Sequence[Mapping[str, Any]]) -> Any:
    """Return the lines of what is drawn, each point where its day or month begins."""
    if not rows:
        return
    first: date = rows[0]["begins"]
    long = (rows[-1]["begins"] - first).days or 1
    for name in DRAWN:
        chart = line_chart([((row["begins"] - first).days / long, row[name]) for row in rows])
        if chart:
            yield Drawn(str(FIGURES[name].title), chart)


def _csv(period: Period, each: Each, rows: Sequence[Mapping[str, Any]]) -> HttpResponse:
    table = [[row["begins"].isoformat(), *(row[name] for name in COLUMNS)] for row in rows]
    return csv_answer(f"years-{period.first}-{period.last}", [each.value, *COLUMNS], table)


urlpatterns: list[URLPattern] = [path("b/<slug:brand>/results/years/", years, name="years")]
