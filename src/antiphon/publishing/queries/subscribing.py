"""Reads about subscribers of newsletters with more than one caller."""

from collections.abc import Callable, Collection
from datetime import date

from django.db.models import Count, Q

from antiphon.channels.connector import Recipient
from antiphon.channels.connectors import connectors
from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Delivery, Subscriber, SubscriberState


def newsletters(brand: Brand) -> list[Channel]:
    """Return the brand's channels that write to people one by one, the oldest first."""
    kinds = [kind for kind, made in connectors().items() if made.to_recipients]
    found = brand.channels.connected().filter(kind__in=kinds)
    return list(found.select_related("identity", "brand").order_by("pk"))


def counts_of(channel: Channel) -> dict[str, int]:
    """Return how many subscriptions stand in each state. One query."""
    counted = {state.value: Count("pk", filter=Q(state=state.value)) for state in SubscriberState}
    found: dict[str, int] = Subscriber.objects.filter(channel=channel).aggregate(**counted)
    return found


type Holder = Callable[[Channel, Collection[date]], set[str]]
_holders: list[Holder] = []


def held_out_by(holder: Holder) -> None:
    """Let somebody above tell which addresses get no letters of a channel on some days, in lower case."""
    _holders.append(holder)


def recipients_of(delivery: Delivery, leave: Callable[[Subscriber], str]) -> tuple[Recipient, ...]:
    """Return who is still to be written to: active subscribers that no try of this delivery has written to.

    Who is held out on the day it is due, or on the day it goes out after a delay, is left out.
    """
    steps = delivery.checkpoints.filter(Q(step__startswith="to:") | Q(step__startswith="refused:"))
    done = {step.partition(":")[2] for step in steps.values_list("step", flat=True)}
    active = Subscriber.objects.filter(channel=delivery.channel, state=SubscriberState.ACTIVE).order_by("pk")
    held = _held_out(delivery)
    return tuple(
        Recipient(str(one.pk), one.address, one.name, one.language, leave(one))
        for one in active.select_related("channel__brand")
        if str(one.pk) not in done and one.address not in held
    )


def _held_out(delivery: Delivery) -> set[str]:
    zone, now = delivery.channel.brand.zone, clock.now()
    days = {at.astimezone(zone).date() for at in (delivery.due_at or now, now)}
    return {address for holder in _holders for address in holder(delivery.channel, days)}
