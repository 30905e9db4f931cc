"""What follows once a post is live: apart from the send, and never lost."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from antiphon.channels.connector import Reference
from antiphon.conversations.actions import Spoken, keep_ours, note_taken_down
from antiphon.conversations.models import Message
from antiphon.lib import clock
from antiphon.publishing.models import Delivery
from antiphon.publishing.outgoing import shown_of
from antiphon.publishing.rules.delivering import State, too_late


def live_unrecorded(limit: int) -> list[Delivery]:
    """Return deliveries that went live and whose line in the ledger is still to be written.

    What was taken down at once stood all the same.
    """
    rows = Delivery.objects.that_stood().filter(recorded_at=None, live_at__isnull=False).order_by("live_at")
    rows = rows.exclude(follows__isnull=False, follows__recorded_at=None)
    return list(
        rows.select_related("channel__brand", "channel__identity", "post__content", "post__in_reply_to", "follows")[
            :limit
        ]
    )


@transaction.atomic
def record_live(delivery: Delivery) -> None:
    """Open the conversation of a live post and write its line in the ledger. May run twice: it adds once."""
    # First of all, so that whoever settles at the same moment that it was taken down waits for this, or we for it.
    Delivery.objects.filter(pk=delivery.pk, recorded_at=None).update(recorded_at=clock.now())
    content = delivery.post.content
    pictures = [one for one in shown_of(delivery) if one.asset.is_picture]
    spoken = Spoken(
        reference=Reference(delivery.uri, delivery.network_id, delivery.url, delivery.version),
        at=delivery.live_at or clock.now(),
        text=delivery.words,
        language=content.language,
        answers=delivery.post.in_reply_to or _part_before(delivery),
        pictures=tuple((settings.MEDIA_URL + str(one.asset.file), one.alt_text) for one in pictures),
    )
    keep_ours(delivery.channel, spoken)
    gone = Delivery.objects.filter(pk=delivery.pk, state=State.REMOVED).values_list("state_since", flat=True).first()
    if gone is not None:
        note_taken_down(delivery.channel, delivery.uri, gone)


def _part_before(delivery: Delivery) -> Message | None:
    if delivery.follows is None:
        return None
    return Message.objects.filter(brand_id=delivery.channel.brand_id, uri=delivery.follows.uri).first()


def mark_missed() -> int:
    """Say of every scheduled delivery whose hour passed by more than it allows that it was missed."""
    now = clock.now()
    waiting = Delivery.objects.filter(state=State.SCHEDULED, due_at__lt=now - timedelta(minutes=1)).free(now)
    times = waiting.values_list("pk", "due_at", "late_minutes")
    late = [pk for pk, due_at, late_minutes in times if due_at and too_late(due_at, late_minutes, now)]
    if not late:
        return 0
    rows = waiting.filter(pk__in=late)
    return rows.update(state=State.MISSED, state_since=now, next_try_at=None, claimed_by="", lease_until=None)
