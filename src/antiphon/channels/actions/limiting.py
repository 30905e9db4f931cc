"""Whose turn it is to be asked anew what fits there, and what was answered."""

from datetime import timedelta

import msgspec
from django.db import transaction
from django.db.models import F

from antiphon.channels import limits
from antiphon.channels.actions.opening import note_trouble, open_connector
from antiphon.channels.connector import Capability
from antiphon.channels.connectors import connectors
from antiphon.channels.models import Channel, Channels
from antiphon.lib import clock
from antiphon.lib.errors import ChannelError

#: How often a network is asked what fits there; and when again after it did not answer.
READ_EVERY, AFTER_FAILURE = timedelta(days=1), timedelta(hours=1)


@transaction.atomic
def claim_limits(lease: timedelta) -> Channel | None:
    """Take the next channel whose network is to be asked what fits there; None if none is due."""
    now = clock.now()
    telling = [kind for kind, made in connectors().items() if made.can(Capability.LIMITS)]
    due = Channel.objects.due_to_read_limits(now).filter(kind__in=telling)
    for pk in due.order_by(F("limits_due_at").asc(nulls_first=True)).values_list("pk", flat=True)[:5]:
        if Channel.objects.due_to_read_limits(now).filter(pk=pk).update(limits_due_at=now + lease):
            return Channel.objects.select_related("brand", "identity").get(pk=pk)
    return None


def read_limits(channel: Channel) -> None:
    """Ask a claimed channel's network what fits there; raise ChannelError why not. What was read before stays."""
    try:
        read = open_connector(channel).limits(limits.table(channel.kind))
    except ChannelError as error:
        told = note_trouble(channel, error)
        wait = max(AFTER_FAILURE, told.retry_after or AFTER_FAILURE)
        _mine(channel).update(limits_failed_at=clock.now(), limits_due_at=clock.now() + wait)
        raise
    now = clock.now()
    _mine(channel).update(
        limits_read=msgspec.to_builtins(read),
        limits_read_at=now,
        limits_failed_at=None,
        limits_due_at=now + READ_EVERY,
    )


def _mine(channel: Channel) -> Channels:
    """Return the row as it was claimed: whoever connected it anew meanwhile has read fresher limits."""
    return Channel.objects.connected().filter(pk=channel.pk, limits_due_at=channel.limits_due_at)
