"""Reads about subscribers of newsletters with more than one caller."""

from collections.abc import Callable

from django.db.models import Count, Q

from antiphon.channels.connector import Recipient
from antiphon.channels.connectors import connectors
from antiphon.channels.models import Channel
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


def recipients_of(delivery: Delivery, leave: Callable[[Subscriber], str]) -> tuple[Recipient, ...]:
    """Return who is still to be written to: active subscribers that no try of this delivery has written to."""
    steps = delivery.checkpoints.filter(Q(step__startswith="to:") | Q(step__startswith="refused:"))
    done = {step.partition(":")[2] for step in steps.values_list("step", flat=True)}
    active = Subscriber.objects.filter(channel=delivery.channel, state=SubscriberState.ACTIVE).order_by("pk")
    return tuple(
        Recipient(str(one.pk), one.address, one.name, one.language, leave(one))
        for one in active.select_related("channel__brand")
        if str(one.pk) not in done
    )
