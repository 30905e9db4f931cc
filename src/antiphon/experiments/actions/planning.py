"""An experiment is planned: what is tried, from when to when, and what it is compared with."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.experiments.actions.measuring import ask
from antiphon.experiments.models import Experiment, ExperimentKind, Measurement, Purpose
from antiphon.experiments.queries.panel import FILE
from antiphon.experiments.queries.series import series_names
from antiphon.experiments.rules.tables import NoTable, Table, table_from
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty

MOST_DAYS, MOST_CONTROLS, MOST_TREATED = 366, 12, 30
_EARLIEST = date(2000, 1, 1)
_TABLE_WORDS = {
    "head": _("The first line names the columns: the day, then each unit once, at most 60."),
    "rows": _("The table needs from 1 to 2,000 days."),
    "row": _("Line %(row)d has too many cells, or a day that came before."),
    "day": _("Line %(row)d does not begin with a day written as 2026-05-31."),
    "number": _("Line %(row)d holds something that is no number."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What is asked for: `series` and `controls` are names of series, or columns where a `table` is given as text."""

    name: str
    kind: str
    begins: date
    ends: date
    question: str = ""
    treated: Sequence[str] = ()
    controls: Sequence[str] = field(default_factory=tuple)
    table: str = ""


@transaction.atomic
def plan(by: Member, wanted: Planned) -> Experiment:
    """Plan a test on series of the brand or of a table, and have it measured; raise Refusal for what has no sense."""
    require(by, Duty.PUBLISH)
    check_named(wanted.name, wanted.begins, wanted.ends)
    if wanted.kind not in {ExperimentKind.BEFORE_AFTER, ExperimentKind.DIFFERENCE, ExperimentKind.HOLDOUT}:
        raise Refusal(_("Choose one of the kinds."), field="kind")
    table = read_table(wanted.table) if wanted.table.strip() else None
    treated, controls = _series(by, wanted, table)
    made = Experiment.objects.create(
        brand=by.brand,
        name=" ".join(wanted.name.split())[:120],
        question=wanted.question.strip()[:300],
        kind=wanted.kind,
        measure=FILE if table else treated[0].partition("/")[0],
        treated=treated,
        controls=controls,
        table=table.kept() if table else {},
        begins=wanted.begins,
        ends=wanted.ends,
        planned_at=clock.now(),
        made_by=by,
        seed=secrets.randbelow(2**31 - 1),
    )
    _ask_first(by, made)
    return made


def _ask_first(by: Member, made: Experiment) -> Measurement | None:
    """Have it measured what the test changed; what it could see where it has not begun."""
    if made.begins < clock.now().astimezone(by.brand.zone).date():
        return ask(by, made, Purpose.EFFECT)
    return ask(by, made, Purpose.POWER) if made.kind == ExperimentKind.BEFORE_AFTER else None


def check_named(name: str, begins: date, ends: date) -> None:
    """Raise Refusal for a test without a name, or whose days have no sense."""
    if not name.strip():
        raise Refusal(_("Give it a name, so that you find it again."), field="name")
    if begins < _EARLIEST or begins > _EARLIEST.replace(year=2200):
        raise Refusal(_("Choose a first day that the calendar of the brand knows."), field="begins")
    if not timedelta(0) <= ends - begins < timedelta(days=MOST_DAYS):
        raise Refusal(_("The last day comes after the first, at most a year."), field="ends")


def read_table(text: str) -> Table:
    """Return a table of numbers by day; raise Refusal for a text that is none."""
    try:
        return table_from(text)
    except NoTable as wrong:
        raise Refusal(_TABLE_WORDS[wrong.why] % {"row": wrong.row}, field="table") from None


def _series(by: Member, wanted: Planned, table: Table | None) -> tuple[list[str], list[str]]:
    known = list(table.columns) if table else series_names(by.brand)
    treated, controls = list(dict.fromkeys(wanted.treated)), list(dict.fromkeys(wanted.controls))
    if table and wanted.kind != ExperimentKind.BEFORE_AFTER and not controls:
        controls = [name for name in known if name not in treated]
    _check_known("treated", treated, known)
    _check_known("controls", controls, known)
    if not treated or len(treated) > MOST_TREATED:
        raise Refusal(_("Choose what the test is meant to change."), field="treated")
    if wanted.kind == ExperimentKind.BEFORE_AFTER and len(controls) > MOST_CONTROLS:
        raise Refusal(_("Compare it with at most 12 series."), field="controls")
    _check_apart(treated, controls)
    return treated, controls


def _check_known(place: str, names: Sequence[str], known: Sequence[str]) -> None:
    unknown = next((name for name in names if name not in known), None)
    if unknown is not None:
        raise Refusal(_("“%(name)s” is not among what is counted.") % {"name": unknown[:60]}, field=place)


def _check_apart(treated: Sequence[str], controls: Sequence[str]) -> None:
    """Raise Refusal where what is treated and what it is compared with overlap: that control would move by itself."""
    for one in treated:
        for other in controls:
            same, wider = one == other, one.startswith(f"{other}/") or other.startswith(f"{one}/")
            if same or wider:
                words = _("What is treated cannot be compared with itself: leave “%(name)s” out of the comparison.")
                raise Refusal(words % {"name": other}, field="controls")
