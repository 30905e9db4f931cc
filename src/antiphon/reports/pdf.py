"""A report as a PDF: the words and numbers go to the typesetter as data, never as markup."""

import json
from dataclasses import asdict
from pathlib import Path

import typst

from antiphon.reports.models import Report
from antiphon.reports.sheet import sheet_of

_FORM = Path(__file__).with_name("report.typ")


def report_pdf(report: Report) -> bytes:
    """Return the report as a tagged PDF (PDF/UA-1), A4."""
    data = json.dumps(asdict(sheet_of(report)), ensure_ascii=False)
    made = typst.compile(str(_FORM), root=str(_FORM.parent), sys_inputs={"data": data}, pdf_standards=["ua-1"])
    return bytes(made)
