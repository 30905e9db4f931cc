"""Tell both returns of a brand in some days: `antiphon figures --json --from 2026-11-01 --to 2026-11-30`."""

import argparse
import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import django

from antiphon.lib.errors import Refusal
from antiphon.lib.wall_time import bounds_of_days

if TYPE_CHECKING:
    from antiphon.organizations.models import Brand
    from antiphon.reports.returns.measure import Result
    from antiphon.reports.returns.reckoning import Compared

_LAST_DAYS = timedelta(days=29)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Of which brand, of which days, how it is told."""
    parser.add_argument("--json", action="store_true", help="as JSON, for programs")
    parser.add_argument("--brand", metavar="SHORT-NAME", default="", help="only this brand (default: all of them)")
    parser.add_argument("--from", dest="first", metavar="DAY", default="", help="from which day, as 2026-11-01")
    parser.add_argument(
        "--to", dest="last", metavar="DAY", default="", help="to which day, included (default: today)"
    )


def run(options: argparse.Namespace) -> int:
    """Tell the figures."""
    django.setup()
    from antiphon.cli.commands.export import brands

    told = [_told(brand, options.first, options.last) for brand in brands(options.brand)]
    if options.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return 0
    for one in told:
        print(f"{one['brand']}: {one['from']} to {one['to']}")
        for figure in one["figures"]:
            value = "not known" if figure["value"] is None else f"{figure['value']:,}"
            print(f"  {figure['side']:<9} {figure['title']:<40} {value:>14} {figure['unit']}  n = {figure['n']:,}")
    return 0


def _told(brand: "Brand", first: str, last: str) -> dict[str, Any]:
    from django.utils import timezone

    from antiphon.lib import clock
    from antiphon.reports.returns.reckoning import returns_of
    from antiphon.reports.rules.spans import Span

    end = _day(last) if last else timezone.localdate(clock.now(), brand.zone)
    begin = _day(first) if first else end - _LAST_DAYS
    if begin > end:
        raise Refusal("Give the first day before the last one.")
    since, over = bounds_of_days(begin, end, brand.zone)
    until = min(clock.now(), over)
    since = min(since, until)
    figures = [_figure(one) for one in returns_of(brand, Span(since, until))]
    return {"brand": brand.slug, "from": begin.isoformat(), "to": end.isoformat(), "figures": figures}


def _figure(one: "Compared") -> dict[str, Any]:
    measure = one.measure
    return {
        "name": measure.name,
        "side": measure.side.value,
        "title": str(measure.title),
        "definition": str(measure.definition),
        "source": str(measure.source),
        "kind": measure.kind.value,
        "unit": one.now.unit or ("share" if measure.hundredths else str(measure.unit)),
        **_result(one.now),
        **{then.value: _result(one.then[then]) for then in one.then},
    }


def _result(result: "Result") -> dict[str, Any]:
    value = None if result.value is None else float(result.value)
    interval = result.interval and {"low": result.interval.low, "high": result.interval.high}
    return {"value": value, "n": result.n, "interval": interval, "sentence": result.sentence}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(f"{text!r} is no day. Write it as 2026-11-01.") from None
