"""Who may do what to posts."""

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty


def require_sending(member: Member, *, drafting: bool, answering: bool) -> None:
    """Raise Refusal unless the member may write this, and send it if it is more than a draft."""
    if answering:
        require(member, Duty.ANSWER)
    else:
        require(member, Duty.WRITE if drafting else Duty.PUBLISH)
