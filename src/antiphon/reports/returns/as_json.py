"""Results of both returns as plain values, to be kept: numbers and sentences, and of which kinds the rows are."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from antiphon.measures.rules.interval import Interval
from antiphon.reports.returns.catalogue import return_measures
from antiphon.reports.returns.measure import Result
from antiphon.reports.returns.reckoning import Compared
from antiphon.reports.rules.known import Rows
from antiphon.reports.rules.spans import Then

type Keys = Mapping[str, Sequence[int]]


def written(found: Sequence[Compared]) -> dict[str, Any]:
    """Return measures with their results as plain values."""
    return {one.measure.name: {"now": _result(one.now), **_then(one)} for one in found}


def rows_in(found: Sequence[Compared]) -> dict[str, tuple[int, ...]]:
    """Return the keys of the rows behind each measure, and left out of it, by part."""
    return {
        _part(one.measure.name, side, place): rows.ids
        for one in found
        for side, some in (("rows", one.now.rows), ("aside", one.now.aside))
        for place, rows in enumerate(some)
        if rows.ids
    }


def parts_of(kept: Mapping[str, Any], measure: str) -> list[str]:
    """Return under which names the rows of a measure are kept."""
    now = kept[measure]["now"]
    return [_part(measure, side, place) for side in ("rows", "aside") for place in range(len(now[side]))]


def read(kept: Mapping[str, Any], keys: Keys) -> list[Compared]:
    """Return measures with their results as they were written, without those that were not measured then."""
    return [
        Compared(one, _read(kept[name]["now"], name, keys), {then: _read(kept[name][then], "", {}) for then in Then})
        for name, one in return_measures().items()
        if name in kept
    ]


def _then(one: Compared) -> dict[str, Any]:
    return {then.value: _result(result) for then, result in one.then.items()}


def _result(one: Result) -> dict[str, Any]:
    exact = isinstance(one.value, Decimal)
    return {
        "value": str(one.value) if exact else one.value,
        "exact": exact,
        "n": one.n,
        "sentence": str(one.sentence),
        "interval": [one.interval.low, one.interval.high] if one.interval else None,
        "unit": one.unit,
        "level": one.level,
        "began": one.began.isoformat() if one.began else None,
        "rows": [[rows.kind, rows.ids is None] for rows in one.rows],
        "aside": [[rows.kind, rows.ids is None] for rows in one.aside],
    }


def _read(kept: Mapping[str, Any], measure: str, keys: Keys) -> Result:
    rows, aside = (
        tuple(
            Rows(kind, None if every else tuple(keys.get(_part(measure, side, place), ())))
            for place, (kind, every) in enumerate(kept[side])
        )
        for side in ("rows", "aside")
    )
    return Result(
        Decimal(kept["value"]) if kept["exact"] else kept["value"],
        kept["n"],
        kept["sentence"],
        Interval(*kept["interval"]) if kept["interval"] else None,
        rows,
        aside,
        kept["unit"],
        kept["level"],
        datetime.fromisoformat(kept["began"]) if kept["began"] else None,
    )


def _part(measure: str, side: str, place: int) -> str:
    return f"{measure} {side} {place}"
