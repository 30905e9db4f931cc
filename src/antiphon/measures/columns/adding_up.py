"""What figures are made of, added up from what is kept of each day: of a period, and of each month or day in it."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from antiphon.measures.columns import recurrence
from antiphon.measures.columns.engine import Tables, parts_of
from antiphon.measures.columns.expressions import sums
from antiphon.measures.columns.question import Paths, Question
from antiphon.measures.columns.rollups import COLUMNS, DAYS, RECURRENCE
from antiphon.measures.columns.store import Store

_KEPT = {"days": COLUMNS, "recurrence": recurrence.COLUMNS}
_PERIOD = ("since", "until")


class Each(StrEnum):
    """Into what a period is divided."""

    MONTH = "month"
    DAY = "day"


def totals(store: Store, since: date, until: date) -> dict[str, int]:
    """Return what the figures of the days from `since` to before `until` are made of."""
    [row] = _IN_ALL.answer(_paths(store, since, until), since=since, until=until)
    return row


def series(store: Store, since: date, until: date, each: Each) -> list[dict[str, Any]]:
    """Return the same of each month or day, in order, with the day on which it `begins`: from the first on which
    anything happened to the last.

    Who was there in two months is counted in both. A month that begins earlier counts from `since` on.
    """
    found = {row["begins"]: row for row in _each(each).answer(_paths(store, since, until), since=since, until=until)}
    if not found:
        return []
    nothing = {name: 0 for name in next(iter(found.values())) if name != "begins"}
    return [found.get(day, {"begins": day, **nothing}) for day in _begins(min(found), max(found), each)]


def known_since(store: Store) -> date | None:
    """Return the first day of the month of the earliest act; None where there is none."""
    months = [part.month for part in parts_of(store.manifest(), "interactions")]
    return date.fromisoformat(f"{min(months)}-01") if months else None


def questions() -> list[Question]:
    """Return what is asked to add figures up."""
    return [_IN_ALL, *map(_each, Each)]


def _begins(first: date, last: date, each: Each) -> Iterator[date]:
    """Give the first day of each month from one to another, or each day."""
    while first <= last:
        yield first
        first += timedelta(days=1 if each == Each.DAY else monthrange(first.year, first.month)[1])


def _paths(store: Store, since: date, until: date) -> Paths:
    manifest, years = store.manifest(), [str(year) for year in range(since.year, until.year + 1)]
    recurring = [part for name in RECURRENCE.values() for part in parts_of(manifest, name, years)]
    return {"days": store.paths(parts_of(manifest, DAYS, years)), "recurrence": store.paths(recurring)}


def _in_all(held: Tables, since: Any, until: Any) -> Any:
    return sums(held["days"], since, until).cross_join(recurrence.different(held["recurrence"], since, until))


@cache
def _each(each: Each) -> Question:
    def told(held: Tables, since: Any, until: Any) -> Any:
        added = sums(held["days"], since, until, each)
        different = recurrence.different(held["recurrence"], since, until, each)
        both = added.left_join(different, "begins")
        return both.select("begins", *_known(both, added), *_known(both, different)).order_by("begins")

    return Question(f"each_{each}", _KEPT, told, _PERIOD)


def _known(both: Any, of: Any) -> Sequence[Any]:
    """Return the numbers of one side of a join: where there is none, nothing was there."""
    return [both[name].fill_null(0).name(name) for name in of.columns if name != "begins"]


_IN_ALL = Question("in_all", _KEPT, _in_all, _PERIOD)
