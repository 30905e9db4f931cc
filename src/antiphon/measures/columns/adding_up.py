"""What figures are made of, added up from what is kept of each day: of a period, and of each month or day in it."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from antiphon.measures.columns import recurrence
from antiphon.measures.columns.engine import Tables, months_between, parts_of
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
    """Return the same of each month or day on which anything happened, in order, with the day on which it `begins`.

    Who was there in two months is counted in both. A month that begins earlier counts from `since` on.
    """
    return _each(each).answer(_paths(store, since, until), since=since, until=until)


def _paths(store: Store, since: date, until: date) -> Paths:
    manifest, months = store.manifest(), months_between(since, until)
    recurring = [part for name in RECURRENCE.values() for part in parts_of(manifest, name, months)]
    return {"days": store.paths(parts_of(manifest, DAYS, months)), "recurrence": store.paths(recurring)}


def _in_all(held: Tables, since: Any, until: Any) -> Any:
    return sums(held["days"], since, until).cross_join(recurrence.different(held["recurrence"], since, until))


@cache
def _each(each: Each) -> Question:
    def told(held: Tables, since: Any, until: Any) -> Any:
        added = sums(held["days"], since, until, each)
        different = recurrence.different(held["recurrence"], since, until, each)
        both = added.left_join(different, "begins")
        return both.select("begins", *_known(both, added), *_known(both, different)).order_by("begins")

    return Question(_KEPT, told, _PERIOD)


def _known(both: Any, of: Any) -> Sequence[Any]:
    """Return the numbers of one side of a join: where there is none, nothing was there."""
    return [both[name].fill_null(0).name(name) for name in of.columns if name != "begins"]


_IN_ALL = Question(_KEPT, _in_all, _PERIOD)
