"""Both returns of some days, answered."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone, translation

from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.reports.actions.answering import ask
from antiphon.reports.answers.told import Told, at_once, content_of, kept, keys_of
from antiphon.reports.models import KeptAnswer, Question
from antiphon.reports.queries.behind import newest_first
from antiphon.reports.queries.size import is_large
from antiphon.reports.returns.as_json import parts_of, read, rows_in, written
from antiphon.reports.returns.measure import Result, ReturnMeasure
from antiphon.reports.returns.reckoning import Compared, returns_of
from antiphon.reports.rules.spans import Span, days_of, span_of_days


def returns_told(brand: Brand, span: Span) -> Told[list[Compared]]:
    """Return every measure of some days beside other days. The rows behind them are not told."""
    if not is_large(brand):
        return at_once(returns_of(brand, span))
    row = _asked(brand, span)
    content = content_of(row)
    return kept(row, None if content is None else read(content, {}))


def return_told(brand: Brand, span: Span, measure: ReturnMeasure) -> Told[Compared]:
    """Return one measure, with the rows behind it and those left out, the newest first."""
    if not is_large(brand):
        return at_once(_sorted(returns_of(brand, span, measure)[0]))
    row = _asked(brand, span)
    content = content_of(row)
    if content is None or measure.name not in content:
        return kept(row, None)
    found = read({measure.name: content[measure.name]}, keys_of(row, *parts_of(content, measure.name)))
    return kept(row, found[0])


def reckon_returns(answer: KeptAnswer, about: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, tuple[int, ...]]]:
    """Return what both returns of some days come to, to be kept, and the rows behind each measure."""
    first, last = (date.fromisoformat(about[name]) for name in ("first", "last"))
    zone = answer.brand.zone
    with translation.override(about["language"]), timezone.override(zone):
        found = returns_of(answer.brand, span_of_days(first, last, zone, clock.now()))
        sorted_ = [_sorted(one) for one in found]
        return written(sorted_), rows_in(sorted_)


def _asked(brand: Brand, span: Span) -> KeptAnswer:
    first, last = days_of(span.since, span.until, brand.zone)
    language = translation.get_language() or brand.language
    about = {"first": first.isoformat(), "last": last.isoformat(), "language": language}
    return ask(brand, Question.RETURNS, about)


def _sorted(one: Compared) -> Compared:
    return replace(one, now=_newest_first(one.now))


def _newest_first(one: Result) -> Result:
    rows, aside = (tuple(newest_first(some) for some in part) for part in (one.rows, one.aside))
    return replace(one, rows=rows, aside=aside)
