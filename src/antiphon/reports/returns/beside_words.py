"""Brands beside each other in words: the number of each, what comes on each hundred, and what is sure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.measures.rounding import rounded
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.rules import Duty
from antiphon.reports.queries.benchmark import brands_beside, kept_of
from antiphon.reports.returns.benchmark import Beside, Stand, beside_each_other
from antiphon.reports.returns.measure import Kind, Size
from antiphon.reports.returns.reckoning import counted_since
from antiphon.reports.returns.words import number_of, sureness

EACH: Mapping[Size, Promise] = {
    Size.FOLLOWERS: _("on each 100 followers"),
    Size.PEOPLE: _("on each 100 people of the network"),
}


def kept_beside(by: Member, month: date) -> list[dict[str, Any]]:
    """Return what is known of two brands at least, as plain values in the language of now.

    Only brands whose reports the member may give to others: whoever reads this one reads of them.
    """
    brands = brands_beside(by.brand, by.user, Duty.PUBLISH)
    found = beside_each_other(brands, kept_of(brands, month))
    return [_kept(one) for one in found if sum(stand.now is not None for stand in one.stands) > 1]


def stand_number(one: Stand) -> str:
    """Return the number of a brand with its currency, if it has one; empty where it is not known."""
    if one.told is None or one.told.now.value is None:
        return ""
    return f"{number_of(one.told.measure, one.told.now)} {one.told.now.unit}".strip()


def stand_sureness(one: Stand) -> str:
    """Return how sure the number of a brand is, and since when it was counted if that was not all the month."""
    if one.told is None:
        return ""
    began = one.told.now.began
    said = sureness(one.told.measure, one.told.now)
    return " · ".join(part for part in (said, counted_since(began) if began else "") if part)


def stand_each(one: Stand) -> tuple[str, str]:
    """Return what comes on each hundred, and from where to where by chance alone; empty where that is not known."""
    if one.each is None:
        return "", ""
    ends = one.each.interval
    return _written(one.each.value), f"{_written(ends.low)} – {_written(ends.high)}" if ends else ""


def says_of(found: Beside) -> Sequence[str]:
    """Return what one may say of the brands beside each other."""
    if found.is_compared:
        return _apart(found.apart) or [gettext("No difference one can be sure of.")]
    if found.measure.kind != Kind.SUM:
        return [gettext("Not compared: of fewer than two brands enough is known for an interval.")]
    in_money = bool(found.units - {""})
    own = gettext("Not compared: a sum has no interval. Money stands in each brand’s own currency.")
    return [own if in_money else gettext("Not compared: a sum has no interval.")]


def _kept(found: Beside) -> dict[str, Any]:
    rows = [
        {"brand": one.brand.name, "number": stand_number(one), "sureness": stand_sureness(one),
         "each": stand_each(one)[0]}
        for one in found.stands
    ]  # fmt: skip
    each = str(EACH[found.measure.size]) if found.measure.size else ""
    told = {"side": found.measure.side.value, "title": str(found.measure.title), "each": each}
    return told | {"says": list(says_of(found)), "rows": rows}


def _apart(pairs: Sequence[tuple[Brand, Brand]]) -> list[str]:
    below: dict[str, list[str]] = defaultdict(list)
    for one, other in pairs:
        below[one.name].append(other.name)
    said = gettext("%(one)s lies surely above %(others)s.")
    return [said % {"one": name, "others": get_text_list(others, gettext("and"))} for name, others in below.items()]


def _written(value: float | Decimal | None) -> str:
    return "" if value is None else rounded(value, 1)
