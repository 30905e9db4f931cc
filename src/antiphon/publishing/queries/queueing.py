"""Reads about the queue."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from antiphon.channels.models import Channel
from antiphon.lib.wall_time import Resolved, resolve
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Category, Deliveries, Delivery, Slot
from antiphon.publishing.rules.delivering import State
from antiphon.publishing.rules.slots import WeekHour, coming, takes

#: How far ahead a free slot is looked for.
FARTHEST = timedelta(days=2 * 366)
#: The clocks are put on or back by no more than this.
_LARGEST_SHIFT = timedelta(hours=3)
#: States in which a delivery leaves its hour to others.
_GONE = frozenset({State.CANCELLED, State.REMOVED, State.MISSED, State.REFUSED})


@dataclass(frozen=True, slots=True)
class Seat:
    """One time that a slot comes: when, for which category if for one, and what has taken it."""

    at: datetime
    category: str
    delivery: Delivery | None


@dataclass(frozen=True, slots=True)
class Queue:
    """A channel with its slots by the hour of the week, and the next times at which they come."""

    channel: Channel
    slots: list[Slot]
    seats: list[Seat]


@dataclass(frozen=True, slots=True)
class NextSlot:
    """How a channel stands for whoever queues up: the next free slot, or None, and whether there are hours at all.

    `fits` is whether any hour is kept for such content, `kept` whether any is kept for anything.
    """

    channel: Channel
    free: Resolved | None
    fits: bool
    kept: bool


def next_slots(
    channels: Sequence[Channel], brand: Brand, category: Category | None, after: datetime
) -> list[NextSlot]:
    """Return how the queues of some channels of a brand stand for content of a category. Two queries, however many.

    Free is the next slot that nothing has taken within two years. Who takes it must hold the channel meanwhile, or
    another may take the same: `actions.queueing` does.
    """
    wanted, slots = category.pk if category else None, _slots_by_channel(channels)
    taken: dict[int, set[datetime]] = {}
    for channel, at in _waiting(after).filter(channel__in=channels).values_list("channel", "due_at"):
        if at is not None:
            taken.setdefault(channel, set()).add(_minute(at))
    return [_line(one, brand, slots.get(one.pk, []), taken.get(one.pk, set()), wanted, after) for one in channels]


def _line(
    channel: Channel, brand: Brand, slots: list[Slot], taken: set[datetime], wanted: int | None, after: datetime
) -> NextSlot:
    fitting = [one for one in slots if takes(one.category_id, wanted)]
    found = next((found for found, _slot in _times(brand, fitting, after) if found.at not in taken), None)
    free = found if found and found.at <= after + FARTHEST else None
    return NextSlot(channel, free, fits=bool(fitting), kept=bool(slots))


def queues(brand: Brand, after: datetime, seats: int) -> list[Queue]:
    """Return the queue of every channel in use with its next `seats` times. Three queries, however many channels."""
    channels = brand.channels.connected().select_related("identity").order_by("pk")
    waiting = _waiting(after).filter(channel__in=channels).select_related("post__content")
    taken = {(one.channel_id, _minute(one.due_at)): one for one in waiting.order_by("pk") if one.due_at}
    by_channel = _slots_by_channel(channels)
    return [_queue(one, by_channel.get(one.pk, []), taken, after, seats) for one in channels]


def slots_of(brand: Brand) -> QuerySet[Slot]:
    """Return the slots of the channels in use, by channel, day and hour. One query."""
    found = Slot.objects.filter(channel__brand=brand, channel__disconnected_at=None)
    return found.order_by("channel", "weekday", "wall_time")


def _slots_by_channel(channels: Iterable[Channel]) -> dict[int, list[Slot]]:
    found: dict[int, list[Slot]] = {}
    for slot in Slot.objects.filter(channel__in=channels).select_related("category"):
        found.setdefault(slot.channel_id, []).append(slot)
    return found


def _queue(
    channel: Channel, slots: list[Slot], taken: dict[tuple[int, datetime], Delivery], after: datetime, seats: int
) -> Queue:
    times = (
        Seat(found.at, str(slot.category or ""), taken.get((channel.pk, found.at)))
        for found, slot in _times(channel.brand, slots, after)
    )
    return Queue(channel, slots, [seat for seat, _ in zip(times, range(seats), strict=False)])


def _times(brand: Brand, slots: Iterable[Slot], after: datetime) -> Iterator[tuple[Resolved, Slot]]:
    """Yield the times at which slots come after a moment, without end."""
    by_hour = {WeekHour(slot.weekday, time.fromisoformat(slot.wall_time)): slot for slot in slots}
    begin = timezone.localtime(after, brand.zone).replace(tzinfo=None) - _LARGEST_SHIFT
    for wall in coming(by_hour, begin):
        found = resolve(wall, brand.time_zone)
        if found.at > after:
            yield found, by_hour[WeekHour(wall.weekday(), wall.time())]


def _waiting(after: datetime) -> Deliveries:
    return Delivery.objects.filter(due_at__gt=after).exclude(state__in=_GONE)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
