"""What our social media and our social networking brought, side by side, and the rows behind each figure."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from antiphon.organizations.models import Member
from antiphon.reports.answers.returns import return_told, returns_told
from antiphon.reports.queries.behind import RowBehind, rows_of
from antiphon.reports.returns.catalogue import return_measures
from antiphon.reports.returns.indexing import side_index
from antiphon.reports.returns.measure import Side
from antiphon.reports.returns.pdf import returns_pdf
from antiphon.reports.returns.reckoning import Compared, of_side
from antiphon.reports.returns.words import SIDES
from antiphon.reports.rules.spans import Span, Then
from antiphon.web.access import member_page
from antiphon.web.index_shown import index_shown
from antiphon.web.over_time import Period, last_days, period_of
from antiphon.web.paging import page_number, pages_beside
from antiphon.web.reckoned import being_reckoned
from antiphon.web.returns_rows import row_shown
from antiphon.web.returns_shown import figure_shown
from antiphon.web.spreadsheet import csv_answer

SHOWN, IN_CSV = 100, 1000
_MOMENT = timedelta(microseconds=1)


@require_safe
@member_page
def returns(request: HttpRequest, member: Member) -> HttpResponse:
    """Show both returns of some days, beside those before and the same a year ago; as CSV too."""
    period = period_of(request)
    span, csv = span_of(period), request.GET.get("format") == "csv"
    told = returns_told(member.brand, span)
    found = told.value
    if found is None:
        return being_reckoned(request, member, told, _("What it brought"), file=csv)
    if csv:
        return _figures_csv(period, found, told.as_of)
    sides = [
        {"side": side, "title": SIDES[side][0], "lead": SIDES[side][1],
         "figures": [figure_shown(one) for one in of_side(found, side)],
         "indexes": [index_shown(side_index(member.brand, found, side, then)) for then in Then]}
        for side in Side
    ]  # fmt: skip
    context = {
        "member": member,
        "period": period,
        "last_days": last_days(),
        "sides": sides,
        "told": told,
        "nothing": all(one.now.value is None for one in found),
        **_compared_with(span.known_at(told.as_of)),
    }
    return render(request, "returns/index.html", context)


@require_safe
@member_page
def returns_file(request: HttpRequest, member: Member) -> HttpResponse:
    """Give both returns on one printed page, as PDF."""
    period = period_of(request)
    told = returns_told(member.brand, span_of(period))
    if told.value is None:
        return being_reckoned(request, member, told, _("What it brought"), file=True)
    made = returns_pdf(member.brand, period.first, period.last, told.value, told.as_of)
    answer = HttpResponse(made, content_type="application/pdf")
    name = f"{member.brand.slug}-returns-{period.first}-{period.last}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@require_safe
@member_page
def return_figure(request: HttpRequest, member: Member, measure: str) -> HttpResponse:
    """Show one figure with its definition, its worked example, the rows behind it and those left out; as CSV too."""
    one, period = return_measures().get(measure), period_of(request)
    if one is None:
        raise Http404
    span, csv, number = span_of(period), request.GET.get("format") == "csv", page_number(request)
    told = return_told(member.brand, span, one)
    found = told.value
    if found is None:
        return being_reckoned(request, member, told, one.title, file=csv)
    span = span.known_at(told.as_of)
    most = IN_CSV if csv else SHOWN
    after = (number - 1) * most
    rows = rows_of(member, span, found.now.rows, most + 1, after=after)
    aside = rows_of(member, span, found.now.aside, most + 1, after=after, aside=True)
    if csv:
        return _rows_csv(f"{measure}-{period.first}-{period.last}", _first(rows, most), _first(aside, most))
    context = {
        "member": member,
        "period": period,
        "last_days": last_days(),
        "shown": figure_shown(found),
        "side": SIDES[one.side][0],
        "example": one.format(one.example.value) + (" %" if one.hundredths else ""),
        "rows": [row_shown(row) for row in _first(rows, most)],
        "aside": [row_shown(row) for row in _first(aside, most)],
        "told": told,
        **pages_beside(number, more=_goes_on(rows, most) or _goes_on(aside, most)),
        **_compared_with(span),
    }
    return render(request, "returns/figure.html", context)


def span_of(period: Period) -> Span:
    """Return the moments of some days."""
    return Span(period.since, max(period.since, period.until))


def _compared_with(span: Span) -> dict[str, Any]:
    return {
        "compared_with": [
            (then, timezone.localtime(one.since), timezone.localtime(one.until - _MOMENT))
            for then, one in span.others().items()
            if one is not None
        ]
    }


def _first(rows: Sequence[RowBehind], most: int) -> list[RowBehind]:
    """Return so many rows of each kind: one more was asked for, which says that there are more."""
    seen: Counter[str] = Counter()
    found = []
    for one in rows:
        seen[one.kind] += 1
        if seen[one.kind] <= most:
            found.append(one)
    return found


def _goes_on(rows: Sequence[RowBehind], most: int) -> bool:
    return any(n > most for n in Counter(one.kind for one in rows).values())


_HEAD = ("side", "measure", "value", "unit", "n", "low", "high", "before", "n before", "verdict", "a year ago",
         "n a year ago", "verdict", "in words", "as of")  # fmt: skip


def _figures_csv(period: Period, found: Sequence[Compared], as_of: datetime) -> HttpResponse:
    moment = timezone.localtime(as_of).isoformat()
    rows = [[*_csv_now(one), *(cell for then in Then for cell in _csv_then(one, then)), one.now.sentence, moment]
            for one in found]  # fmt: skip
    return csv_answer(f"returns-{period.first}-{period.last}", _HEAD, rows)


def _csv_now(one: Compared) -> list[object]:
    low, high = (one.now.interval.low, one.now.interval.high) if one.now.interval else ("", "")
    value = "" if one.now.value is None else one.now.value
    unit = one.now.unit or ("share" if one.measure.hundredths else str(one.measure.unit))
    return [one.measure.side, one.measure.name, value, unit, one.now.n, low, high]


def _csv_then(one: Compared, then: Then) -> list[object]:
    other = one.then[then]
    return ["" if other.value is None else other.value, other.n, one.verdict(then)]


def _rows_csv(name: str, rows: Sequence[RowBehind], aside: Sequence[RowBehind]) -> HttpResponse:
    head = ["kind", "id", "when", "who", "what", "of", "channel", "number", "counted", "left out because"]
    told = [
        [one.kind, one.id, timezone.localtime(one.at).isoformat() if one.at else "", one.who, one.what, one.of,
         one.channel, one.number, counted, one.reason]
        for counted, some in (("yes", rows), ("no", aside)) for one in some
    ]  # fmt: skip
    return csv_answer(name, head, told)


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/returns/", returns, name="returns"),
    path("b/<slug:brand>/returns.pdf", returns_file, name="returns_file"),
    path("b/<slug:brand>/returns/<slug:measure>/", return_figure, name="return_figure"),
]
