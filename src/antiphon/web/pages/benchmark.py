"""The brands of an organization side by side: the same measures of a month, for whoever may see these brands."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_safe

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.reports.models import BrandMonth, first_day
from antiphon.reports.queries.benchmark import brands_beside, kept_of, months_kept
from antiphon.reports.returns.benchmark import Beside, Stand, beside_each_other
from antiphon.reports.returns.measure import Side
from antiphon.reports.returns.words import SIDES
from antiphon.reports.rules.months import month_before, month_of
from antiphon.reports.rules.spans import Then
from antiphon.web.access import member_page
from antiphon.web.benchmark_shown import beside_shown
from antiphon.web.spreadsheet import csv_answer


@require_safe
@member_page
def benchmark(request: HttpRequest, member: Member) -> HttpResponse:
    """Put the brands that a member may see side by side for a month; as CSV too."""
    brands = brands_beside(member.brand, member.user)
    months = months_kept(brands)
    month = _month(request, months)
    kept = kept_of(brands, month)
    found = beside_each_other(brands, kept)
    if request.GET.get("format") == "csv":
        return _csv(month, found, kept)
    context = {
        "member": member,
        "brands": [(one, kept.get(one.pk)) for one in brands],
        "month": month,
        "months": months,
        "may_add": allows(member, Duty.MANAGE),
        "sides": [
            {"side": side, "title": SIDES[side][0], "lead": SIDES[side][1],
             "found": [beside_shown(one) for one in found if one.measure.side == side and one.is_known],
             "unknown": [one.measure.title for one in found if one.measure.side == side and not one.is_known]}
            for side in Side
        ],
    }  # fmt: skip
    return render(request, "benchmark.html", context)


def _month(request: HttpRequest, months: Sequence[date]) -> date:
    """Return the month that is asked for; else the last whole one, or the latest that is kept."""
    asked = first_day(request.GET.get("month", ""))
    if asked is not None and asked in months:
        return asked
    whole = month_before(month_of(timezone.localdate()))
    return whole if whole in months or not months else months[0]


_HEAD = ("side", "name", "measure", "brand", "value", "unit", "n", "low", "high", "size", "per 100", "per 100 low",
         "per 100 high", "before", "n before", "verdict", "known at")  # fmt: skip


def _csv(month: date, found: Sequence[Beside], kept: Mapping[int, BrandMonth]) -> HttpResponse:
    rows = [
        [one.measure.side, one.measure.name, str(one.measure.title), stand.brand.slug, *_cells(one, stand),
         timezone.localtime(kept[stand.brand.pk].known_at).isoformat() if stand.brand.pk in kept else ""]
        for one in found for stand in one.stands
    ]  # fmt: skip
    return csv_answer(f"benchmark-{month:%Y-%m}", _HEAD, [[_cell(one) for one in row] for row in rows])


def _cells(found: Beside, stand: Stand) -> list[object]:
    told, each = stand.told, stand.each
    if told is None:
        return [""] * 12
    now, before = told.now, told.then[Then.BEFORE]
    ends, each_ends = now.interval, each.interval if each else None
    unit = now.unit or ("share" if found.measure.hundredths else str(found.measure.unit))
    return [now.value, unit, now.n, ends and ends.low, ends and ends.high, stand.size, each and each.value,
            each_ends and each_ends.low, each_ends and each_ends.high, before.value, before.n,
            told.verdict(Then.BEFORE)]  # fmt: skip


def _cell(one: object) -> object:
    return "" if one is None else one


urlpatterns: list[URLPattern] = [path("b/<slug:brand>/benchmark/", benchmark, name="benchmark")]
