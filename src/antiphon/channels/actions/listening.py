"""Whose turn it is to be listened to."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from antiphon.channels.models import Channel
from antiphon.lib import clock

LISTEN_EVERY = timedelta(seconds=60)


@transaction.atomic
def claim_listening(lease: timedelta) -> Channel | None:
    """Take the next channel whose turn to listen has come, for as long as the lease; None if none is due."""
    now = clock.now()
    for pk in Channel.objects.due_to_listen(now).order_by("listen_due_at").values_list("pk", flat=True)[:5]:
        if Channel.objects.due_to_listen(now).filter(pk=pk).update(listen_lease_until=now + lease):
            return Channel.objects.select_related("brand", "identity").get(pk=pk)
    return None


@transaction.atomic
def finish_listening(channel: Channel, cursor: str | None, wait: timedelta = LISTEN_EVERY) -> None:
    """Give the channel back; a cursor says how far was heard, None that nothing was."""
    now = clock.now()
    fields: dict[str, Any] = {"listen_lease_until": None, "listen_due_at": now + wait}
    if cursor is not None:
        fields |= {"listen_cursor": cursor, "listened_at": now}
    Channel.objects.filter(pk=channel.pk).update(**fields)
