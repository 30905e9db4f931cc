"""What stands in the inbox: the conversations that a member may read and looks for, and how many there are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db.models import Exists, OuterRef, Q

from antiphon.conversations.models import Conversation, Conversations, Note, SavedView
from antiphon.conversations.queries.finding import holding
from antiphon.conversations.rules import Filters, Shelf, read_filters
from antiphon.lib import clock
from antiphon.organizations.models import Member


class Standing(Protocol):
    """What has a place in the inbox."""

    @property
    def pk(self) -> int:
        """Its id."""


type Place = tuple[datetime, int]
"""Where a conversation stands in the order of its shelf: its moment, and its id."""

#: How far is counted beside a view: nobody needs to know whether there are 3,200 or 3,300.
COUNTED = 1000
_ORDER: Mapping[Shelf, tuple[str, bool]] = {
    Shelf.WAITING: ("waiting_since", False),
    Shelf.RESTING: ("snoozed_until", False),
    Shelf.CLOSED: ("closed_at", True),
    Shelf.ALL: ("last_at", True),
}


@dataclass(frozen=True, slots=True)
class CountedView:
    """A view that a member keeps, its filters, and how many conversations it holds; `more`: at least so many."""

    view: SavedView
    filters: Filters
    count: int

    @property
    def more(self) -> bool:
        """Whether there are more than were counted."""
        return self.count >= COUNTED


def inbox(
    member: Member, filters: Filters | None = None, *, limit: int = 30, after: Place | None = None
) -> list[Conversation]:
    """Return a page of what a member may read and looks for, with what was said last.

    Who waits longest comes first, what comes back soonest, else what is newest; `after` is the place of the last that
    was shown. Posts of ours that nobody has answered are no conversations yet. Two queries however many there are.
    """
    keys = keys_of(member, filters or Filters(), limit, after)
    related = ("channel__identity", "assignee__user", "last_message__author__person")
    whole = Conversation.objects.select_related(*related).in_bulk(keys)
    return [whole[key] for key in keys if key in whole]


def keys_of(member: Member, filters: Filters, limit: int, after: Place | None = None) -> list[int]:
    """Return the ids of a page of the inbox, in its order. One query."""
    field, newest_first = _ORDER[filters.tab]
    rows = _beyond(found(member, filters), field, after, newest_first=newest_first)
    sign = "-" if newest_first else ""
    return list(rows.order_by(f"{sign}{field}", f"{sign}pk").values_list("pk", flat=True)[:limit])


def place_in(filters: Filters, conversation: Standing) -> Place:
    """Return where a conversation, or its row, stands on the shelf that is looked at."""
    return getattr(conversation, _ORDER[filters.tab][0]), conversation.pk


def found(member: Member, filters: Filters) -> Conversations:
    """Return the conversations that a member may read and looks for, in no order."""
    now = clock.now()
    rows = _SHELVES[filters.tab](member.brand.conversations.told_to(member), now)
    if filters.channel:
        rows = rows.filter(channel=filters.channel)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.language:
        rows = rows.filter(language__startswith=filters.language)
    if filters.hours:
        rows = rows.filter(waiting_since__lte=now - timedelta(hours=filters.hours))
    if filters.beyond:
        rows = rows.filter(answer_due_at__lte=now)
    if filters.noted:
        rows = rows.filter(Exists(Note.objects.filter(conversation=OuterRef("pk"), told=member)))
    return holding(_cared_for(rows, member, filters.care), member.brand_id, filters.text)


def count_found(member: Member, filters: Filters) -> int:
    """Return how many conversations a member looks for, at most `COUNTED`."""
    return found(member, filters).order_by()[:COUNTED].count()


def views_of(member: Member) -> list[CountedView]:
    """Return the views that a member keeps, each with its count, in the order of their names."""
    kept = [(view, read_filters(view.filters)) for view in member.saved_views.order_by("name")]
    return [CountedView(view, filters, count_found(member, filters)) for view, filters in kept]


def _cared_for(rows: Conversations, member: Member, care: str) -> Conversations:
    if not care:
        return rows
    if care == "nobody":
        return rows.filter(assignee=None)
    return rows.filter(assignee=member.pk if care == "me" else int(care))


def _beyond(rows: Conversations, field: str, after: Place | None, *, newest_first: bool) -> Conversations:
    """Return what comes after a place: found by the order itself, however far down it is."""
    if after is None:
        return rows
    at, pk = after
    further, beside = ("lt", "gte") if newest_first else ("gt", "lte")
    return rows.filter(**{f"{field}__{further}e": at}).exclude(Q(**{field: at, f"pk__{beside}": pk}))


_SHELVES: Mapping[Shelf, Callable[[Conversations, datetime], Conversations]] = {
    Shelf.WAITING: lambda rows, now: rows.waiting_for_us(now),
    Shelf.RESTING: lambda rows, now: rows.resting(now),
    Shelf.CLOSED: lambda rows, _: rows.filter(closed_at__isnull=False),
    Shelf.ALL: lambda rows, _: rows.filter(heard_at__isnull=False),
}
