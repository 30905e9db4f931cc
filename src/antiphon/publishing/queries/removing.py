"""Reads about what is to be taken down: what follows a post on its channel, and who can take it away."""

from collections.abc import Iterable
from enum import StrEnum

from antiphon.channels.connector import Capability
from antiphon.channels.connectors import connector_for
from antiphon.publishing.models import Delivery
from antiphon.publishing.rules.delivering import State


class Way(StrEnum):
    """How what stands somewhere can be taken down."""

    BY_US = "by_us"
    BY_HAND = "by_hand"
    NONE = "none"


def way_down(delivery: Delivery) -> Way:
    """Return how a live delivery can be taken down: we ask its network, a person does it there, or nobody can.

    A network can be asked where its connector knows how, the channel is connected, and it told us under which
    name the post stands: what somebody found there by hand has none.
    """
    channel, made = delivery.channel, connector_for(delivery.channel.kind)
    if made.to_recipients:
        return Way.NONE
    if made.native:
        return Way.BY_US
    can_be_asked = made.can(Capability.REMOVE) and channel.disconnected_at is None and bool(delivery.network_id)
    return Way.BY_US if can_be_asked else Way.BY_HAND


def to_take_down(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """Return those of these deliveries that are live and can be taken down, by us or by hand."""
    return [one for one in deliveries if one.state == State.LIVE and way_down(one) != Way.NONE]


def later_on(delivery: Delivery) -> list[Delivery]:
    """Return the parts of a thread and the comment that follow a delivery, in their order. One query a part."""
    following = list(
        delivery.followed_by.select_related("channel__identity", "channel__brand", "post__content").order_by("pk")
    )
    return [one for part in following for one in (part, *later_on(part))]
