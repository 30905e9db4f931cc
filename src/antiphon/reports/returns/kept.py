"""Both returns of a month as plain values, to be kept in its report: they stay as they were told."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from antiphon.organizations.models import Brand
from antiphon.reports.returns.measure import Result
from antiphon.reports.returns.reckoning import Compared, returns_of
from antiphon.reports.returns.words import beside, number_of, sureness, unit_of
from antiphon.reports.rules.months import bounds
from antiphon.reports.rules.spans import Span, Then


def kept_returns(brand: Brand, month: date, now: datetime) -> list[dict[str, Any]]:
    """Return every measure of a month, beside the time before and a year ago; written out in the language of now."""
    since, until = bounds(month, brand.time_zone)
    return [_kept(one) for one in returns_of(brand, Span(since, max(since, min(until, now))))]


def known_first(kept: Sequence[dict[str, Any]], side: str) -> list[dict[str, Any]]:
    """Return the measures of a side: those that are known, then the others, each in their order."""
    own = [one for one in kept if one["side"] == side]
    return [one for one in own if one["value"] is not None] + [one for one in own if one["value"] is None]


def _kept(one: Compared) -> dict[str, Any]:
    return {
        "name": one.measure.name,
        "side": one.measure.side.value,
        "title": str(one.measure.title),
        "definition": str(one.measure.definition),
        "unit": unit_of(one.measure, one.now),
        "written": number_of(one.measure, one.now),
        "sureness": sureness(one.measure, one.now),
        **_result(one.now),
        **{then.value: _result(one.then[then]) | {"written": beside(one, then)} for then in Then},
    }


def _result(result: Result) -> dict[str, Any]:
    ends = result.interval
    return {
        "value": None if result.value is None else float(result.value),
        "n": result.n,
        "low": ends and ends.low,
        "high": ends and ends.high,
        "sentence": str(result.sentence),
    }
