"""Whose turn it is to be asked how many follow."""

from datetime import datetime, timedelta

from django.db import transaction

from antiphon.channels.models import Channel
from antiphon.lib import clock


@transaction.atomic
def claim_followers(lease: timedelta) -> Channel | None:
    """Take the next channel whose followers are to be counted, for as long as the lease; None if none is due."""
    now = clock.now()
    due = Channel.objects.due_to_count_followers(now).order_by("followers_due_at")
    for pk in due.values_list("pk", flat=True)[:5]:
        if Channel.objects.due_to_count_followers(now).filter(pk=pk).update(followers_due_at=now + lease):
            return Channel.objects.select_related("brand", "identity").get(pk=pk)
    return None


def finish_followers(channel: Channel, wait: timedelta, told_at: datetime | None) -> None:
    """Say when the channel is asked about next; `told_at` is when its number was told, None if it was not."""
    fields = {"followers_due_at": clock.now() + wait} | ({"followers_told_at": told_at} if told_at else {})
    Channel.objects.filter(pk=channel.pk).update(**fields)
