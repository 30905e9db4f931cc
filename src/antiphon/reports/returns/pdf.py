"""Both returns on one printed page: words and numbers go to the typesetter as data, never as markup."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from antiphon.organizations.models import Brand
from antiphon.reports.returns.measure import Side
from antiphon.reports.returns.reckoning import Compared, of_side
from antiphon.reports.returns.words import SIDES, beside, number_of, sureness, unit_of
from antiphon.reports.rules.spans import Then

_FORM = Path(__file__).with_name("returns.typ")


def returns_pdf(brand: Brand, first: date, last: date, found: Sequence[Compared], as_of: datetime) -> bytes:
    """Return both returns, as they stood at a moment, as a tagged PDF (PDF/UA-1) of one page, A4."""
    data = json.dumps(sheet(brand, first, last, found, as_of), ensure_ascii=False)
    made = typst.compile(str(_FORM), root=str(_FORM.parent), sys_inputs={"data": data}, pdf_standards=["ua-1"])
    return bytes(made)


def sheet(brand: Brand, first: date, last: date, found: Sequence[Compared], as_of: datetime) -> Mapping[str, Any]:
    """Return all words of the page."""
    days = {"first": date_format(first, "DATE_FORMAT"), "last": date_format(last, "DATE_FORMAT")}
    made = {"day": date_format(timezone.localtime(as_of), "DATETIME_FORMAT")}
    return {
        "brand": brand.name,
        "language": (get_language() or "en")[:2],
        "title": _("What it brought"),
        "days": _("%(first)s to %(last)s") % days,
        "question": _("What did our social media bring, what did our social networking bring, what did each cost, "
        "and "
                      "how sure are we?"),
        "sides": [_side(found, side) for side in Side],
        "not_known": _("not known"),
        "foot": _("90 %%: such an interval holds the truth in 90 of 100 cases; of a count it says what chance "
        "alone might have "
                  "made of it. “More” and “less than chance” only where two intervals have no number in common. "
                  "Not known is "
                  "not nought. The two sides are never added up. Made on %(day)s.") % made,
    }  # fmt: skip


def _side(found: Sequence[Compared], side: Side) -> Mapping[str, Any]:
    return {
        "voice": side,
        "title": str(SIDES[side][0]),
        "lead": str(SIDES[side][1]),
        "figures": [_figure(one) for one in of_side(found, side)],
    }


def _figure(one: Compared) -> Mapping[str, Any]:
    counted = _("n = %(n)s") % {"n": one.now.n}
    sure = sureness(one.measure, one.now)
    return {
        "title": str(one.measure.title),
        "number": number_of(one.measure, one.now),
        "unit": unit_of(one.measure, one.now),
        "sure": " · ".join(part for part in (counted, sure) if part),
        "then": " · ".join(beside(one, then) for then in Then),
        "says": one.now.sentence,
    }
