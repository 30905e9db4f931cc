"""The rows behind a figure of a return, and those that were left out: as many as are asked for, each of its kind."""

from collections.abc import Callable, Sequence

from antiphon.organizations.models import Member
from antiphon.reports.queries.behind.brought import clicks, leads, machine_clicks, newcomers
from antiphon.reports.queries.behind.heard import asked, contacts, interactions, readings, set_aside_acts, surges
from antiphon.reports.queries.behind.known_people import lost, opportunities, people, times
from antiphon.reports.queries.behind.row import RowBehind, Wanted
from antiphon.reports.queries.behind.sold import (
    brought_visits,
    called_visits,
    goals,
    left_out,
    other_goals,
    purchases,
    spends,
)
from antiphon.reports.rules.known import Rows
from antiphon.reports.rules.spans import Span

__all__ = ["RowBehind", "rows_of"]

type Reader = Callable[[Wanted], list[RowBehind]]
_READERS: dict[str, Reader] = {
    "reading": readings,
    "interaction": interactions,
    "contact": contacts,
    "set_aside": set_aside_acts,
    "surge": surges,
    "call": asked,
    "person": people,
    "lost": lost,
    "newcomer": newcomers,
    "click": clicks,
    "machine_click": machine_clicks,
    "lead": leads,
    "opportunity": opportunities,
    "time": times,
    "purchase": purchases,
    "spend": spends,
    "visit": called_visits,
    "brought_visit": brought_visits,
    "goal": goals,
    "other_goal": other_goals,
    "left_out": left_out,
}


def rows_of(member: Member, span: Span, wanted: Sequence[Rows], most: int, *, aside: bool = False) -> list[RowBehind]:
    """Return at most so many rows of each kind, the newest first; names and words only as the member may read them.

    `aside`: they were left out of the figure, and each says why.
    """
    found = []
    for one in wanted:
        if one.ids is None or one.ids:
            found += _READERS[one.kind](Wanted(member, span, one.ids, most, aside))
    return found
