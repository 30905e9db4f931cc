"""A report as it is read and taken along: on a page, as PDF, as CSV, as JSON; with what its look is made of."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone

from antiphon.reports.models import Report, ReportLook
from antiphon.reports.pdf import report_pdf
from antiphon.reports.queries.looks import logo_of
from antiphon.reports.rules.spans import Then
from antiphon.reports.sheet import look_told, sheet_of
from antiphon.web.charts import line_chart
from antiphon.web.spreadsheet import csv_answer

_HEAD = ("side", "name", "measure", "value", "unit", "n", "low", "high", "before", "a year ago")


def read(found: Report, look: ReportLook | None = None) -> dict[str, Any]:
    """Return what the template of a report needs."""
    sheet = sheet_of(found, look)
    return {"sheet": sheet, "lines": [(one, line_chart(one.line)) for one in sheet.channels]}


def as_pdf(found: Report) -> HttpResponse:
    """Return a report as PDF."""
    answer = HttpResponse(report_pdf(found), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{found.filename}"'
    return answer


def as_csv(found: Report) -> HttpResponse:
    """Return both returns of a report as a table; none of them for one that was made before they were kept."""
    rows = [
        [one["side"], one["name"], one["title"], one["value"], one["unit"], one["n"], one["low"], one["high"],
         one[Then.BEFORE]["value"], one[Then.YEAR_AGO]["value"]]
        for one in found.content.get("returns", ())
    ]  # fmt: skip
    return csv_answer(_stem(found), _HEAD, [["" if cell is None else cell for cell in row] for row in rows])


def as_json(found: Report) -> HttpResponse:
    """Return all that a report says, as it was kept."""
    answer = JsonResponse(found.content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="{_stem(found)}.json"'
    return answer


def logo_answer(look: ReportLook | None) -> HttpResponse:
    """Return the logo of a look; raise Http404 where there is none that may be shown."""
    asset = look.picture(timezone.localdate()) if look else None
    picture = logo_of(asset) if asset else None
    if picture is None:
        raise Http404
    answer = HttpResponse(picture.data, content_type=picture.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def style_answer(look: ReportLook | None) -> HttpResponse:
    """Return the color of a look as a style; an empty one where none was chosen."""
    told = look_told(look) if look else None
    rule = f":root {{ --accent: light-dark({told.accent}, {told.night}); }}\n" if told and told.accent else ""
    return HttpResponse(rule, content_type="text/css; charset=utf-8")


def _stem(found: Report) -> str:
    return found.filename.removesuffix(".pdf")
