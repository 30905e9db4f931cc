"""Starters and their turns: who sees them, which are due, which are still to be laid out."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from antiphon.community.models import Starter, StarterTurn
from antiphon.community.models.starters import StarterTurns
from antiphon.community.permissions import Viewer, moderates
from antiphon.community.queries.cases import groups_moderated
from antiphon.community.queries.groups import groups_read
from antiphon.lib import clock
from antiphon.lib.recurrence import recurrence_of, times
from antiphon.lib.wall_time import resolve

#: How far ahead the turns of a ritual are laid out.
HORIZON = timedelta(days=92)


def starters_kept(viewer: Viewer) -> QuerySet[Starter]:
    """Return the starters of the groups that somebody looks after, those that go on."""
    found = Starter.objects.filter(group__in=groups_moderated(viewer).values("pk"), ended_at=None)
    return found.select_related("group", "responsible").order_by("group__name", "title", "pk")


def turns_seen(viewer: Viewer) -> StarterTurns:
    """Return the turns that somebody keeps in view: of the groups they look after, and their own."""
    keeps = Q(starter__group__in=groups_moderated(viewer).values("pk"))
    own = Q(starter__responsible=viewer.participant)
    return turns_read(viewer).filter(keeps | own if viewer.takes_part else keeps)


def turns_read(viewer: Viewer) -> StarterTurns:
    """Return the turns in groups that somebody reads."""
    found = StarterTurn.objects.filter(starter__group__in=groups_read(viewer).values("pk"))
    return found.select_related("starter__group", "starter__responsible", "starter__brand", "settled_by", "topic")


def turns_of_month(viewer: Viewer, month: date) -> list[StarterTurn]:
    """Return the turns whose day lies in the month of a day, by the clock of the brand, in their order."""
    first = month.replace(day=1)
    return list(turns_seen(viewer).filter(wall_time__startswith=f"{first:%Y-%m}-").order_by("due_at", "pk"))


def own_turns(viewer: Viewer, now: datetime) -> list[StarterTurn]:
    """Return what is due and waits for somebody to start it."""
    if not viewer.takes_part:
        return []
    mine = turns_seen(viewer).open().filter(starter__responsible=viewer.participant, due_at__lte=now)
    return list(mine.order_by("due_at", "pk")[:20])


def turns_ahead(viewer: Viewer, most: int = 200) -> list[StarterTurn]:
    """Return what somebody is still to start, for their calendar, the next first."""
    if not viewer.takes_part:
        return []
    mine = turns_read(viewer).open().filter(starter__responsible=viewer.participant, starter__ended_at=None)
    return list(mine.order_by("due_at", "pk")[:most])


def may_start(viewer: Viewer, turn: StarterTurn) -> bool:
    """Whether somebody may start this: who is named, and whoever keeps order in the group."""
    named = viewer.participant is not None and turn.starter.responsible_id == viewer.participant.pk
    return viewer.takes_part and (named or moderates(viewer, turn.starter.group))


def walls_ahead(starter: Starter, now: datetime) -> Sequence[datetime]:
    """Return the wall times at which a starter comes round from now on, as far ahead as turns are laid out.

    One that comes once is laid out however far ahead it lies.
    """
    zone = starter.brand.time_zone
    if not starter.rule:
        return [datetime.fromisoformat(starter.first_wall)]
    until = (now + HORIZON).astimezone(starter.brand.zone).replace(tzinfo=None)
    return [wall for wall in times(recurrence_of(starter), until) if resolve(wall, zone).at > now]


def due_turns() -> StarterTurns:
    """Return the turns whose hour has come and of which nobody was told."""
    found = StarterTurn.objects.open().filter(told_at=None, due_at__lte=clock.now(), starter__ended_at=None)
    found = found.filter(starter__group__closed_at=None)
    return found.order_by("due_at", "pk")
