"""The credits of attribution as plain values, to be kept."""

from collections.abc import Mapping
from typing import Any

from antiphon.measures.rules.interval import Interval
from antiphon.reports.queries.attribution import Attribution, Cell, ChannelCredit


def written(made: Attribution) -> dict[str, Any]:
    """Return credits as plain values."""
    names = ("journeys", "conversions", "value", "order", "too_many")
    return {name: getattr(made, name) for name in names} | {"channels": [_channel(one) for one in made.channels]}


def read(kept: Mapping[str, Any]) -> Attribution:
    """Return credits as they were written."""
    return Attribution(**{**kept, "channels": [_read(one) for one in kept["channels"]]})


def _channel(one: ChannelCredit) -> dict[str, Any]:
    cells = {
        model: [cell.conversions, cell.value, _ends(cell.sure), _ends(cell.sure_of_value)]
        for model, cell in one.cells.items()
    }
    return {"channel": one.channel, "side": one.side, "n": one.n, "cells": cells}


def _read(kept: Mapping[str, Any]) -> ChannelCredit:
    cells = {
        model: Cell(conversions, value, _interval(sure), _interval(sure_of_value))
        for model, (conversions, value, sure, sure_of_value) in kept["cells"].items()
    }
    return ChannelCredit(kept["channel"], kept["side"], kept["n"], cells)


def _ends(one: Interval | None) -> list[float] | None:
    return None if one is None else [one.low, one.high]


def _interval(ends: list[float] | None) -> Interval | None:
    return None if ends is None else Interval(*ends)
