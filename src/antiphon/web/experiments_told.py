"""What came of an experiment, in sentences and drawn: what the pages of experiments show of a measurement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from antiphon.experiments.models import Experiment, ExperimentKind, Measurement
from antiphon.experiments.rules.estimate import Estimate, Verdict
from antiphon.experiments.sentences import fault_sentence
from antiphon.measures.rounding import rounded
from antiphon.web.charts import WIDE, LineChart, line_chart

_EDGE = 6
#: So many days before a test are drawn at least, and so many times its own.
_LEAST_DRAWN, _DRAWN_BEFORE = 28, 2
#: What an interval lets one say, as the head of the result.
VERDICTS: Mapping[Verdict, Promise] = {
    Verdict.MORE: gettext_lazy("It brought more"),
    Verdict.LESS: gettext_lazy("It brought less"),
    Verdict.OPEN: gettext_lazy("It cannot be told from chance"),
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart of what happened against what was expected; the test begins at `begin` in its width of 1000."""

    chart: LineChart
    begin: float | None
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Told:
    """A measurement in words: the verdict, the sentence, the estimates by label, the chart if there is one."""

    verdict: Promise
    sentence: str
    figures: Sequence[tuple[str, str, str]]
    n: str
    drawn: Drawn | None = None
    warning: str = ""


def effect_told(experiment: Experiment, measurement: Measurement) -> Told | None:
    """Return what a measurement of the effect says; None where there is no number."""
    content = measurement.content
    if not content:
        return None
    mean = Estimate(**content["mean"])
    teller = {
        ExperimentKind.BEFORE_AFTER: _before_after,
        ExperimentKind.DIFFERENCE: _difference,
        ExperimentKind.HOLDOUT: _holdout,
    }[ExperimentKind(experiment.kind)]
    return teller(mean, content)


def fault_told(measurement: Measurement) -> str:
    """Return why there is no number; empty where there is one."""
    return fault_sentence(measurement.fault, measurement.told) if measurement.fault else ""


def table_of(experiment: Experiment, content: Mapping[str, Any]) -> tuple[list[str], list[list[object]]]:
    """Return the points of a result as a table: its head and its rows."""
    if experiment.kind == ExperimentKind.BEFORE_AFTER:
        past = [[day, value, "", "", ""] for day, value in content.get("past", [])]
        return ["day", "actual", "expected", "low", "high"], [*past, *content.get("points", [])]
    if experiment.kind == ExperimentKind.DIFFERENCE:
        return ["day", "treated", "expected"], [*content.get("lines", [])]
    arms = [["treated", content.get("treated_n"), content.get("treated_mean")]]
    return ["side", "n", "mean"], [*arms, ["held out", content.get("held_n"), content.get("held_mean")]]


def written(value: float, places: int = 1) -> str:
    """Return a number with its sign."""
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return f"{sign}{rounded(abs(value), places)}"


def interval(one: Estimate, places: int = 1, times: float = 1) -> str:
    """Return the bounds of an estimate, and how sure they are."""
    return _("%(level)s %% interval: %(low)s to %(high)s") % {
        "level": rounded(100 * one.level),
        "low": written(one.low * times, places),
        "high": written(one.high * times, places),
    }


def _before_after(mean: Estimate, content: Mapping[str, Any]) -> Told:
    total, share = Estimate(**content["total"]), content["share"] and Estimate(**content["share"])
    figures = [
        (_("in all"), written(total.value, 0), interval(total, 0)),
        (_("a day"), written(mean.value), interval(mean)),
    ]
    if share:
        figures.append((_("of what was expected"), f"{written(100 * share.value)} %", interval(share, times=100)))
    return Told(
        VERDICTS[mean.verdict],
        _sentence(mean, content),
        figures,
        _("n = %(before)s days before, %(after)s in the test") % content,
        _line(content["past"], content["points"]),
    )


def _sentence(mean: Estimate, content: Mapping[str, Any]) -> str:
    points = content["points"]
    told = {
        "days": len(points),
        "actual": rounded(sum(row[1] for row in points)),
        "expected": rounded(sum(row[2] for row in points)),
    }
    if mean.verdict == Verdict.OPEN:
        return (
            _(
                "In %(days)s days there were %(actual)s. Without the test about %(expected)s were to be expected, "
                "and the difference is no larger than chance makes it."
            )
            % told
        )
    return (
        _(
            "In %(days)s days there were %(actual)s. Without the test about %(expected)s were to be expected. "
            "The whole interval lies on one side of zero, so chance alone hardly explains it."
        )
        % told
    )


def _line(past: Sequence[Sequence[Any]], points: Sequence[Sequence[Any]]) -> Drawn | None:
    """Draw the test and as much before it as lets both be seen; the table holds all of it."""
    past = past[-max(_LEAST_DRAWN, _DRAWN_BEFORE * len(points)) :]
    long = len(past) + len(points) - 1
    actual = [row[1] for row in (*past, *points)]
    band = [((len(past) + n) / long, row[3], row[2], row[4]) for n, row in enumerate(points)] if long else []
    return _drawn([row[0] for row in (*past, *points)], actual, band, len(past))


def _drawn(
    days: Sequence[str], actual: Sequence[float], band: Sequence[tuple[float, float, float, float]], begin: int
) -> Drawn | None:
    long = len(days) - 1
    chart = line_chart([(n / long, value) for n, value in enumerate(actual)], band) if long > 0 else None
    if chart is None:
        return None
    spot = round(_EDGE + begin / long * (WIDE - 2 * _EDGE), 1)
    return Drawn(chart, spot, date.fromisoformat(days[0]), date.fromisoformat(days[-1]))


def _difference(mean: Estimate, content: Mapping[str, Any]) -> Told:
    placebo = Estimate(**content["placebo"])
    lines, long = content["lines"], len(content["lines"]) - 1
    band = [(n / long, row[2], row[2], row[2]) for n, row in enumerate(lines)] if long else []
    sentence = (
        _("Each treated unit changed by %(value)s a day more than the others did.")
        if mean.verdict != Verdict.OPEN
        else _("Each treated unit changed by %(value)s a day more than the others; chance explains that too.")
    )
    warning = _(
        "Before the test the two groups already went apart, so they may not be compared: do not rely on this."
    )
    return Told(
        VERDICTS[mean.verdict if content["alike"] else Verdict.OPEN],
        sentence % {"value": written(mean.value)},
        [
            (_("a unit and day"), written(mean.value), interval(mean)),
            (_("the same, where nothing was tried"), written(placebo.value), interval(placebo)),
        ],
        _("n = %(treated)s treated and %(controls)s other units; %(before)s days before, %(after)s in the test")
        % {**content, "treated": len(content["treated"]), "controls": len(content["controls"])},
        _drawn([row[0] for row in lines], [row[1] for row in lines], band, content["before"]),
        "" if content["alike"] else warning,
    )


def _holdout(mean: Estimate, content: Mapping[str, Any]) -> Told:
    total, is_share = Estimate(**content["total"]), content["unit"] == "share"
    times, mark = (100, " %") if is_share else (1, "")
    arms = {
        "treated": rounded(times * content["treated_mean"], 2) + mark,
        "held": rounded(times * content["held_mean"], 2) + mark,
    }
    label = _("in points of a hundred") if is_share else _("for each of them")
    places = 2
    return Told(
        VERDICTS[mean.verdict],
        _("Of those who were treated: %(treated)s. Of those who were held out: %(held)s.") % arms
        if is_share
        else _("Those who were treated: %(treated)s each. Those who were held out: %(held)s each.") % arms,
        [
            (label, written(times * mean.value, places), interval(mean, places, times)),
            (_("brought in all"), written(total.value, 0), interval(total, 0)),
        ],
        _("n = %(treated_n)s treated, %(held_n)s held out") % content,
    )
