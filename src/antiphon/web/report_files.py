"""A report as it is read and taken along: on a page, as PDF, as CSV, as JSON."""

from typing import Any

from django.http import HttpResponse, JsonResponse

from antiphon.reports.models import Report
from antiphon.reports.pdf import report_pdf
from antiphon.reports.rules.spans import Then
from antiphon.reports.sheet import sheet_of
from antiphon.web.charts import line_chart
from antiphon.web.spreadsheet import csv_answer

_HEAD = ("side", "name", "measure", "value", "unit", "n", "low", "high", "before", "a year ago")


def read(found: Report) -> dict[str, Any]:
    """Return what the template of a report needs."""
    sheet = sheet_of(found)
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


def _stem(found: Report) -> str:
    return found.filename.removesuffix(".pdf")
