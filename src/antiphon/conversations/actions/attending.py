"""Who is there: who looks at a conversation now, who writes in it, and which messages a member has opened."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from antiphon.conversations.models import Conversation, Heard, Message, Presence
from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty

#: What nobody needs any more: who was there is told for some seconds only.
_KEPT = timedelta(hours=1)


@transaction.atomic
def attend(member: Member, conversation: Conversation, *, writes: bool = False) -> None:
    """Note that a member looks at a conversation now, and maybe writes; of who cannot answer nothing is noted."""
    if not allows(member, Duty.ANSWER) or conversation.brand_id != member.brand_id:
        return
    now = clock.now()
    seen = {"seen_at": now} | ({"wrote_at": now} if writes else {})
    if not Presence.objects.filter(conversation=conversation, member=member).update(**seen):
        Presence.objects.filter(conversation=conversation, seen_at__lt=now - _KEPT).delete()
        come = Presence(conversation=conversation, member=member, **seen)
        Presence.objects.bulk_create([come], ignore_conflicts=True)


@transaction.atomic
def leave(member: Member, conversation: Conversation) -> None:
    """Note that a member does not look at a conversation any more, or has sent what they wrote."""
    Presence.objects.filter(conversation=conversation, member=member).delete()


@transaction.atomic
def hear(by: Member, messages: Iterable[Message]) -> None:
    """Keep that a human member opened messages, of which none had been opened before; the first opening stays."""
    now = clock.now()
    Heard.objects.bulk_create([Heard(message=one, by=by, at=now) for one in messages], ignore_conflicts=True)
