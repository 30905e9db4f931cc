"""How workers share the work: rows are taken by a conditional UPDATE, for as long as a lease."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from antiphon.lib import clock, ids
from antiphon.lib.errors import AntiphonError
from antiphon.publishing.models import Deliveries, Delivery, Rendition
from antiphon.publishing.rules.delivering import State

#: What a delivery is read with to be sent or recorded.
WHOLE = (
    "channel__brand__link_rule",
    "channel__identity",
    "post__content__card__picture",
    "post__content__poll",
    "post__in_reply_to",
    "follows",
)
PREPARE_AHEAD = timedelta(minutes=10)


class LeaseLost(AntiphonError):
    """Somebody else took over: whatever we were about to do is no longer ours to do."""


def claim_to_send(limit: int) -> list[Delivery]:
    """Take up to `limit` deliveries that are due, the longest due first, and mark them as sending."""
    now = clock.now()
    return _claim(Delivery.objects.to_send(now), limit, now, state=State.SENDING, state_since=now)


def claim_to_prepare(limit: int) -> list[Delivery]:
    """Take up to `limit` deliveries whose files can be uploaded ahead of time, none of them still being made."""
    now = clock.now()
    being_made = Rendition.objects.filter(delivery=OuterRef("pk"), finished_at=None)
    return _claim(Delivery.objects.to_prepare(now, now + PREPARE_AHEAD).filter(~Exists(being_made)), limit, now)


def claim_in_doubt(limit: int) -> list[Delivery]:
    """Take up to `limit` deliveries of unknown outcome that may be looked after."""
    now = clock.now()
    return _claim(Delivery.objects.in_doubt(now), limit, now)


def claim_abandoned(limit: int) -> list[Delivery]:
    """Take up to `limit` deliveries whose worker died while sending."""
    now = clock.now()
    return _claim(Delivery.objects.abandoned(now), limit, now)


def claim_at_the_network(limit: int) -> list[Delivery]:
    """Take up to `limit` deliveries that a network took and still works on, to ask how far it is."""
    now = clock.now()
    return _claim(Delivery.objects.at_the_network(now), limit, now)


def claim_to_remove(limit: int) -> list[Delivery]:
    """Take up to `limit` deliveries that are to be taken down.

    Asking a network twice does no harm, so one whose worker died is simply taken again once its lease has run out.
    """
    now = clock.now()
    return _claim(Delivery.objects.to_remove(now), limit, now)


def keep_claim(delivery: Delivery) -> bool:
    """Extend the lease; return False if the delivery is no longer ours."""
    return bool(mine(delivery).update(lease_until=clock.now() + settings.DELIVERY_LEASE))


def mine(delivery: Delivery) -> Deliveries:
    """Return the delivery as a queryset that is empty once somebody else has taken it."""
    return Delivery.objects.filter(pk=delivery.pk, claimed_by=delivery.claimed_by)


def _claim(waiting: Deliveries, limit: int, now: datetime, **change: object) -> list[Delivery]:
    """Take rows of those waiting. Most looks find none: only who finds some waits for those that are writing."""
    return _taken(waiting, limit, now, change) if waiting.exists() else []


@transaction.atomic
def _taken(waiting: Deliveries, limit: int, now: datetime, change: dict[str, object]) -> list[Delivery]:
    rows = waiting.order_by("due_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    chosen = list(rows.values_list("pk", flat=True)[:limit])
    if not chosen:
        return []
    claim = ids.new_id(now)
    waiting.filter(pk__in=chosen).update(claimed_by=claim, lease_until=now + settings.DELIVERY_LEASE, **change)
    taken = Delivery.objects.filter(claimed_by=claim).order_by("due_at", "pk")
    return list(taken.select_related(*WHOLE))
