"""What is done about conversations, one or many at once: who takes care, what is closed, what is put off."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.conversations.actions.waiting import tell_who_waits
from antiphon.conversations.models import Closing, Conversation, Conversations
from antiphon.conversations.rules import LONGEST
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty


@transaction.atomic
def assign(by: Member, conversation: Conversation, to: Member | None) -> None:
    """Say who takes care of a conversation; raise Refusal if it is somebody who may not read it."""
    assign_all(by, [conversation], to)
    conversation.assignee = to


@transaction.atomic
def assign_all(by: Member, conversations: Iterable[Conversation], to: Member | None) -> int:
    """Say who takes care of conversations; raise Refusal, and change nothing, if they may not read one of them."""
    found = _own(by, conversations)
    if to is not None and (to.brand_id != by.brand_id or to.left_at is not None):
        raise Refusal(_("This person is not a member of the brand. Choose another one."), field="member")
    if to is not None and not allows(to, Duty.SEE):
        raise Refusal(_("This person does not see the inbox. Choose another one."), field="member")
    if to is not None and not allows(to, Duty.HOST) and found.filter(confined=True).exists():
        raise Refusal(_("This was said among few. Only hosts of the community can take care of it."), field="member")
    return found.update(assignee=to)


@transaction.atomic
def close(by: Member, conversations: Iterable[Conversation]) -> int:
    """Say that nobody waits any more for what came in until now; return how many were not closed before.

    Whatever others say later opens them again.
    """
    found = list(_locked(by, conversations).filter(closed_at=None))
    now = clock.now()
    Closing.objects.bulk_create([Closing(conversation=one, by=by, at=now) for one in found])
    _wake(found)
    _tell(found)
    return len(found)


@transaction.atomic
def reopen(by: Member, conversations: Iterable[Conversation]) -> int:
    """Take back that nobody waits any more: who waited before waits again, and since then."""
    found = list(_locked(by, conversations).exclude(closed_at=None))
    rows = Closing.objects.filter(conversation__in=found, withdrawn_at=None)
    rows.update(withdrawn_at=clock.now(), withdrawn_by=by)
    _tell(found)
    return len(found)


@transaction.atomic
def snooze(by: Member, conversations: Iterable[Conversation], until: datetime) -> int:
    """Put conversations off: they come back by themselves at that moment, and at once if somebody writes before."""
    now = clock.now()
    if until <= now:
        raise Refusal(_("This time has passed already. Choose a later one."), field="until")
    if until > now + LONGEST:
        raise Refusal(_("At most a year ahead. Choose an earlier day."), field="until")
    return _own(by, conversations).update(snoozed_until=until, snoozed_at=now, snoozed_by=by)


@transaction.atomic
def wake(by: Member, conversations: Iterable[Conversation]) -> int:
    """Let what was put off come back now."""
    return _own(by, conversations).exclude(snoozed_until=None).update(snoozed_until=None)


def _own(by: Member, conversations: Iterable[Conversation]) -> Conversations:
    """Return them as rows; raise NotAllowed unless the member answers for the brand and may read all of them."""
    require(by, Duty.ANSWER)
    keys = {one.pk for one in conversations}
    rows = Conversation.objects.told_to(by).filter(brand=by.brand_id, pk__in=keys)
    if rows.count() != len(keys):
        raise NotAllowed(_("This belongs to another brand."))
    return rows


def _locked(by: Member, conversations: Iterable[Conversation]) -> Conversations:
    return _own(by, conversations).select_for_update(of=("self",)).order_by("pk")


def _wake(conversations: Sequence[Conversation]) -> None:
    Conversation.objects.filter(pk__in=[one.pk for one in conversations]).update(snoozed_until=None)


def _tell(conversations: Sequence[Conversation]) -> None:
    for one in conversations:
        tell_who_waits(one)
