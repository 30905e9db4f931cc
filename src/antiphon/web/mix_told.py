"""A marketing-mix model in words and drawn: what its page shows, and nothing where it may not be trusted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from antiphon.experiments.models import MixModel
from antiphon.experiments.rules.mixing.soundness import Diagnostics, diagnostics_in
from antiphon.experiments.sentences import DOUBTS
from antiphon.measures.rounding import rounded
from antiphon.web.charts import LineChart, line_chart

type Band = Sequence[float]


@dataclass(frozen=True, slots=True)
class Brought:
    """What one spend brought, each with its interval; and its curve, from no spend to the most there ever was."""

    label: str
    spent: str
    brought: tuple[str, str]
    share: tuple[str, str]
    each: tuple[str, str]
    more: tuple[str, str]
    usual: str
    most: str
    curve: LineChart | None


@dataclass(frozen=True, slots=True)
class MixTold:
    """A model that may be trusted: what each spend brought, the most first, what is left, how well it follows."""

    rows: Sequence[Brought]
    base: tuple[str, str]
    chart: LineChart | None
    first: date
    last: date
    weeks: int
    follows: str


@dataclass(frozen=True, slots=True)
class Fitted:
    """How far the chains agree, why they may not be trusted, and the model if they may."""

    diagnostics: Diagnostics
    doubts: Sequence[Promise]
    told: MixTold | None


@dataclass(frozen=True, slots=True)
class Line:
    """A model in a list: what brought the most, with its interval, if it may be trusted."""

    model: MixModel
    doubtful: bool = False
    label: str = ""
    brought: tuple[str, str] = ("", "")


def line_of(model: MixModel, labels: Mapping[str, str]) -> Line:
    """Return a model as it stands in a list, with the words for what money was spent on."""
    content = model.content
    if not content or diagnostics_in(content["diagnostics"]).doubts:
        return Line(model, doubtful=bool(content))
    name = _ordered(content)[0]
    return Line(model, label=labels[name], brought=_money(content["channels"][name]["brought"]))


def fitted_of(model: MixModel, labels: Mapping[str, str]) -> Fitted | None:
    """Return what a model says, with the words for what money was spent on; None where there is none."""
    if not model.content:
        return None
    found = diagnostics_in(model.content["diagnostics"])
    return Fitted(found, [DOUBTS[one] for one in found.doubts], None if found.doubts else _told(model, labels))


def rows_of(model: MixModel) -> tuple[list[str], list[list[object]]]:
    """Return the weekly table with what was fitted, as head and rows; without it where it may not be trusted."""
    table, content = model.table, model.content
    names = [*table["spend"], *table["controls"]]
    columns = [*table["spend"].values(), *table["controls"].values()]
    trusted = content and not diagnostics_in(content["diagnostics"]).doubts
    bands = [row[2:] for row in content["weeks"]] if trusted else [["", "", ""]] * len(table["weeks"])
    rows = zip(table["weeks"], table["sales"], bands, *columns, strict=True)
    return ["week", "sales", "fitted", "low", "high", *names], [
        [week, sold, *band, *values] for week, sold, band, *values in rows
    ]


def _ordered(content: Mapping[str, Any]) -> list[str]:
    """Return what money was spent on, what brought the most first."""
    channels = content["channels"]
    return sorted(channels, key=lambda name: -channels[name]["brought"][0])


def _told(model: MixModel, labels: Mapping[str, str]) -> MixTold:
    content = model.content
    weeks = content["weeks"]
    return MixTold(
        [_brought(labels[name], content["channels"][name], content["curves"][name]) for name in _ordered(content)],
        _money(content["base"]),
        _weeks_drawn(weeks),
        date.fromisoformat(weeks[0][0]),
        date.fromisoformat(weeks[-1][0]),
        len(weeks),
        rounded(100 * content["r2"]),
    )


def _brought(label: str, channel: Mapping[str, Any], curve: Mapping[str, Any]) -> Brought:
    points = curve["points"]
    long = points[-1][0] or 1
    band = [(x / long, low, value, high) for x, value, low, high in points]
    return Brought(
        label,
        rounded(channel["spent"]),
        _money(channel["brought"]),
        _hundredths(channel["share"]),
        _rates(channel["each"]),
        _rates(curve["more"]),
        rounded(curve["usual"]),
        rounded(points[-1][0]),
        line_chart([(x / long, value) for x, value, _low, _high in points], band),
    )


def _weeks_drawn(weeks: Sequence[Sequence[Any]]) -> LineChart | None:
    long = len(weeks) - 1
    band = [(n / long, low, value, high) for n, (_week, _was, value, low, high) in enumerate(weeks)]
    return line_chart([(n / long, row[1]) for n, row in enumerate(weeks)], band)


def _money(band: Band) -> tuple[str, str]:
    return _written(band, 0)


def _rates(band: Band) -> tuple[str, str]:
    return _written(band, 2)


def _hundredths(band: Band) -> tuple[str, str]:
    value, about = _written([100 * one for one in band], 1)
    return f"{value} %", about


def _written(band: Band, places: int) -> tuple[str, str]:
    value, low, high = (rounded(one, places) for one in band)
    return value, _("90 %% interval: %(low)s to %(high)s") % {"low": low, "high": high}
