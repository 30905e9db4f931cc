"""The numbers that an experiment looks at: its treated series and those it is compared with, day by day."""

import math
from dataclasses import dataclass
from datetime import date, timedelta

from antiphon.experiments.models import Experiment
from antiphon.experiments.queries.series import Days, daily, known_since
from antiphon.experiments.rules.faults import Fault, Unfit
from antiphon.experiments.rules.planning import Window, window
from antiphon.lib import clock
from antiphon.organizations.models import Brand

#: What an experiment looks at where it is no series of the brand: a table, a list, or totals that were typed.
FILE, LIST, TOTALS = "file", "list", "totals"


@dataclass(frozen=True, slots=True)
class Panel:
    """Numbers by day of the treated and the control series, by name; the test begins at place `begin`."""

    days: tuple[date, ...]
    begin: int
    treated: dict[str, list[float]]
    controls: dict[str, list[float]]

    @property
    def summed(self) -> list[float]:
        """The treated series added up."""
        return [math.fsum(row) for row in zip(*self.treated.values(), strict=True)]

    @property
    def weekdays(self) -> list[int]:
        """The day of the week of each point, 0 for Monday."""
        return [day.weekday() for day in self.days]


def panel_of(experiment: Experiment) -> Panel:
    """Return the numbers of an experiment up to yesterday. One query a series, and one to know since when.

    Raise Unfit where a series is not known, or no day of the test is over.
    """
    return _from_table(experiment) if experiment.measure == FILE else _from_rows(experiment)


def yesterday_of(brand: Brand) -> date:
    """Return the last day that is over on a brand's wall."""
    return clock.now().astimezone(brand.zone).date() - timedelta(days=1)


def _from_rows(experiment: Experiment) -> Panel:
    names = [*experiment.treated, *experiment.controls]
    since = [known_since(experiment.brand, name) for name in names]
    known = [day for day in since if day]
    if len(known) < len(names) or not names:
        raise Unfit(Fault.NO_SUCH_SERIES, name=next((n for n, day in zip(names, since, strict=True) if not day), ""))
    seen = window(experiment.begins, experiment.ends, max(known), yesterday_of(experiment.brand))
    days = Days(seen.first, seen.last)
    return Panel(
        tuple(days),
        seen.begin,
        {name: daily(experiment.brand, name, days) for name in experiment.treated},
        {name: daily(experiment.brand, name, days) for name in experiment.controls},
    )


def _from_table(experiment: Experiment) -> Panel:
    days = [date.fromisoformat(day) for day in experiment.table.get("days", [])]
    columns = experiment.table.get("columns", {})
    missing = next((name for name in (*experiment.treated, *experiment.controls) if name not in columns), None)
    if missing is not None or not days:
        raise Unfit(Fault.NO_SUCH_SERIES, name=missing or "")
    seen = window(experiment.begins, experiment.ends, days[0], days[-1])
    return Panel(
        tuple(Days(seen.first, seen.last)),
        seen.begin,
        {name: _column(columns[name], days, seen) for name in experiment.treated},
        {name: _column(columns[name], days, seen) for name in experiment.controls},
    )


def _column(column: list[float | None], days: list[date], seen: Window) -> list[float]:
    known = dict(zip(days, column, strict=True))
    return [math.nan if (value := known.get(day)) is None else value for day in Days(seen.first, seen.last)]
