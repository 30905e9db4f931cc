"""Who takes care of a conversation."""

from django.db import transaction

from antiphon.conversations.models import Conversation
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty


@transaction.atomic
def assign(by: Member, conversation: Conversation, to: Member | None) -> None:
    """Say who takes care of a conversation."""
    require(by, Duty.ANSWER)
    conversation.assignee = to
    conversation.save(update_fields=["assignee"])
