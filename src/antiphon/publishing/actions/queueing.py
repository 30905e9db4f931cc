"""The queue: its slots, and how something finds a place in it."""

from collections.abc import Sequence
from datetime import datetime, time

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.lib.wall_time import Resolved
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.publishing import sentences
from antiphon.publishing.actions.placing import plan_for, propose
from antiphon.publishing.models import Category, Delivery, Slot
from antiphon.publishing.queries.queueing import next_slots


@transaction.atomic
def to_next_slot(by: Member, delivery: Delivery) -> Resolved:
    """Put a delivery into the next free slot of its channel, and return which; two never get the same.

    Who may publish plans it for that hour; who may only write proposes the hour and leaves it a draft.
    Raise Refusal if the channel has no free slot for its category.
    """
    content = delivery.post.content
    found = take_slot(delivery.channel, content.category, clock.now())
    zone = delivery.channel.brand.time_zone
    put = plan_for if allows(by, Duty.PUBLISH) else propose
    return put(by, delivery, found.wall, zone)


def take_slot(channel: Channel, category: Category | None, after: datetime) -> Resolved:
    """Return the next free slot and hold the channel until the transaction ends, so that nobody else gets it."""
    held = Channel.objects.select_for_update(of=("self",)).select_related("brand").get(pk=channel.pk)
    (found,) = next_slots([held], held.brand, category, after)
    if found.free is None:
        raise Refusal(sentences.no_slot(channel, fits=found.fits, kept=found.kept), field="slot")
    return found.free


@transaction.atomic
def add_slots(
    by: Member, channel: Channel, weekdays: Sequence[int], at: str, category: Category | None = None
) -> list[Slot]:
    """Keep an hour of some days of the week free for the queue of a channel; raise Refusal if one is kept already."""
    require(by, Duty.PUBLISH)
    _check_own(by, channel, category)
    if not weekdays or not set(weekdays) <= set(range(7)):
        raise Refusal(_("Choose at least one day of the week."), field="weekdays")
    wall = _hour(at)
    try:
        with transaction.atomic():
            return [
                Slot.objects.create(channel=channel, weekday=day, wall_time=wall, category=category)
                for day in sorted(set(weekdays))
            ]
    except IntegrityError as error:
        raise Refusal(_("This channel has a slot at this hour already."), field="at") from error


@transaction.atomic
def remove_slot(by: Member, slot: Slot) -> None:
    """Give an hour up; what was planned for it stays where it is."""
    require(by, Duty.PUBLISH)
    _check_own(by, slot.channel, None)
    slot.delete()


def _check_own(by: Member, channel: Channel, category: Category | None) -> None:
    if channel.brand_id != by.brand_id or (category and category.brand_id != by.brand_id):
        raise NotAllowed(_("This belongs to another brand."))


def _hour(typed: str) -> str:
    try:
        return time.fromisoformat(typed.strip()).replace(tzinfo=None).strftime("%H:%M")
    except ValueError as error:
        raise Refusal(_("Give an hour such as 09:30."), field="at") from error
