"""Reads about the queue."""

from datetime import datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from antiphon.channels.models import Channel
from antiphon.lib.wall_time import Resolved, resolve
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Category, Delivery, Slot
from antiphon.publishing.rules.delivering import State
from antiphon.publishing.rules.slots import WeekHour, coming, takes

#: How far ahead a free slot is looked for.
FARTHEST = timedelta(days=2 * 366)
#: States in which a delivery leaves its hour to others.
_GONE = frozenset({State.CANCELLED, State.REMOVED, State.MISSED, State.REFUSED})


def slots_of(brand: Brand) -> QuerySet[Slot]:
    """Return the slots of the channels in use, by the day and hour."""
    found = Slot.objects.filter(channel__brand=brand, channel__disconnected_at=None)
    return found.select_related("channel__identity", "category").order_by("weekday", "wall_time", "channel")


def next_slot(channel: Channel, category: Category | None, after: datetime) -> Resolved | None:
    """Return the next free slot of a channel after a moment, or None: there is none, or none free within two years.

    Who takes it must hold the channel meanwhile, or another may take the same: `actions.queueing` does.
    """
    slots = Slot.objects.filter(channel=channel)
    wanted = category.pk if category else None
    hours = [_hour(one) for one in slots if takes(one.category_id, wanted)]
    zone, taken = channel.brand.time_zone, _taken(channel, after)
    for wall in coming(
        hours, timezone.localtime(after, channel.brand.zone).replace(tzinfo=None) - timedelta(hours=3)
    ):
        found = resolve(wall, zone)
        if found.at > after + FARTHEST:
            return None
        if found.at > after and found.at not in taken:
            return found
    return None


def _taken(channel: Channel, after: datetime) -> set[datetime]:
    waiting = Delivery.objects.filter(channel=channel, due_at__gt=after).exclude(state__in=_GONE)
    return {due.replace(second=0, microsecond=0) for due in waiting.values_list("due_at", flat=True) if due}


def _hour(slot: Slot) -> WeekHour:
    return WeekHour(slot.weekday, time.fromisoformat(slot.wall_time))
