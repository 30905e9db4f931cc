"""Whose turn it is to be looked after, and when the next look is."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from antiphon.channels.models import Channel
from antiphon.conversations.models import Conversation, Message
from antiphon.conversations.rules import wait_for_look
from antiphon.lib import clock


@transaction.atomic
def claim_refresh(lease: timedelta) -> Conversation | None:
    """Take the next conversation whose tree and figures are due for a look."""
    now = clock.now()
    free = Channel.objects.connected().not_quiet(now).with_requests_to_spare(now)
    gone = Message.objects.filter(brand=OuterRef("brand"), uri=OuterRef("root_uri"), taken_down_at__isnull=False)
    due = Conversation.objects.filter(~Exists(gone), refresh_due_at__lte=now, channel__in=free)
    for pk in due.order_by("refresh_due_at").values_list("pk", flat=True)[:5]:
        if Conversation.objects.filter(pk=pk, refresh_due_at__lte=now).update(refresh_due_at=now + lease):
            found = Conversation.objects.select_related("channel__brand", "channel__identity")
            return found.get(pk=pk)
    return None


@transaction.atomic
def finish_refresh(conversation: Conversation, *, failed: bool = False) -> None:
    """Set when the conversation is looked after next, and when it was; never again once it is a year old."""
    now = clock.now()
    wait = wait_for_look(now - conversation.last_at, failed=failed)
    fields = {"refresh_due_at": now + wait if wait else None} | ({} if failed else {"refreshed_at": now})
    Conversation.objects.filter(pk=conversation.pk).update(**fields)
