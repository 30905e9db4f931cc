"""A report as a PDF: the words and numbers go to the typesetter as data, never as markup."""

import json
from dataclasses import asdict
from pathlib import Path

import typst

from antiphon.lib import clock
from antiphon.reports.models import Report, ReportLook
from antiphon.reports.queries.looks import logo_of, look_of
from antiphon.reports.sheet import sheet_of

_FORM = Path(__file__).with_name("report.typ")


def report_pdf(report: Report) -> bytes:
    """Return the report as a tagged PDF (PDF/UA-1), A4, under the look that holds for its brand."""
    look = look_of(report.brand)
    data = asdict(sheet_of(report, look)) | {"logo": _logo(look)}
    told = {"data": json.dumps(data, ensure_ascii=False)}
    made = typst.compile(str(_FORM), root=str(_FORM.parent), sys_inputs=told, pdf_standards=["ua-1"])
    return bytes(made)


def _logo(look: ReportLook | None) -> list[int] | None:
    asset = look.picture(clock.now().date()) if look else None
    picture = logo_of(asset) if asset else None
    return list(picture.data) if picture else None
