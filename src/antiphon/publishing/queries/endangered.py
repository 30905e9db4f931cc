"""Reads about posts that will not go out unless somebody signs in again."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from antiphon.channels.queries import TokenEnd
from antiphon.publishing.models import Delivery
from antiphon.publishing.rules.delivering import State

#: What would go out by itself at its hour, or as soon as it is agreed.
_PLANNED = (State.SCHEDULED, State.APPROVED, State.IN_REVIEW)
#: So many posts of each channel are named.
NAMED = 5


@dataclass(frozen=True, slots=True)
class AtRisk:
    """The planned deliveries of a channel that are due after its token has ended: how many, and the first of them."""

    end: TokenEnd
    count: int
    first: list[Delivery]


def posts_at_risk(ends: Sequence[TokenEnd]) -> list[AtRisk]:
    """Return for each token that ends what is due after that, in the order of the ends, with one query."""
    due_after = Q()
    for end in ends:
        due_after |= Q(channel=end.channel, due_at__gte=end.ends_at)
    if not due_after:
        return []
    found = Delivery.objects.filter(due_after, state__in=_PLANNED).select_related("post__content").order_by("due_at")
    by_channel: dict[int, list[Delivery]] = {end.channel.pk: [] for end in ends}
    for delivery in found:
        by_channel[delivery.channel_id].append(delivery)
    return [AtRisk(end, len(mine), mine[:NAMED]) for end in ends for mine in [by_channel[end.channel.pk]]]
