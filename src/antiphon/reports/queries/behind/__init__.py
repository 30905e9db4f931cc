"""The rows behind a figure of a return, and those that were left out: as many as are asked for, each of its kind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import batched
from typing import Any

from antiphon.community.models import Participant
from antiphon.conversations.models import CallToAnswer
from antiphon.ledger.models import Interaction, Reading
from antiphon.organizations.models import Member
from antiphon.people.models import Person
from antiphon.relationships.models import Opportunity, TimeSpent
from antiphon.reports.queries.behind.brought import clicks, leads, machine_clicks, newcomers
from antiphon.reports.queries.behind.heard import asked, contacts, interactions, readings, set_aside_acts, surges
from antiphon.reports.queries.behind.known_people import lost, opportunities, people, times
from antiphon.reports.queries.behind.row import AT_ONCE, RowBehind, Wanted
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
from antiphon.sales.models import Purchase, Spend

__all__ = ["RowBehind", "newest_first", "rows_of"]

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

#: Where the rows are that a figure names by their ids, and when they were.
_KEPT_IN: Mapping[str, tuple[Any, str]] = {
    "reading": (Reading, "at"),
    "interaction": (Interaction, "at"),
    "call": (CallToAnswer, "opened_at"),
    "person": (Person, "created_at"),
    "lost": (Person, "created_at"),
    "newcomer": (Participant, "admitted_at"),
    "opportunity": (Opportunity, "closed_at"),
    "time": (TimeSpent, "started_at"),
    "purchase": (Purchase, "at"),
    "spend": (Spend, "first"),
}


def rows_of(
    member: Member, span: Span, wanted: Sequence[Rows], most: int, *, after: int = 0, aside: bool = False
) -> list[RowBehind]:
    """Return at most so many rows of each kind, those `after` the first so many, in the order of their ids.

    Names and words only as the member may read them. `aside`: they were left out of the figure, and each says why.
    """
    found = []
    for one in wanted:
        if one.ids is None or one.ids[after:]:
            found += _READERS[one.kind](Wanted(member, span, one.ids, most, after, aside))
    return found


def newest_first(rows: Rows) -> Rows:
    """Return the rows behind a figure, the newest first; those that are no more are left out."""
    if not rows.ids:
        return rows
    kept, at = _KEPT_IN[rows.kind]
    some = (kept.objects.filter(pk__in=ids).values_list(at, "pk") for ids in batched(rows.ids, AT_ONCE))
    told = sorted(((when is not None, when, pk) for found in some for when, pk in found), reverse=True)
    return replace(rows, ids=tuple(pk for _told, _when, pk in told))
