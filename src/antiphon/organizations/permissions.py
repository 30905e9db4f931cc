"""Who may do what, asked in one sentence."""

from django.utils.translation import gettext_lazy as _

from antiphon.lib.errors import NotAllowed
from antiphon.organizations.models import Member
from antiphon.organizations.rules import Duty, may


def allows(member: Member, duty: Duty) -> bool:
    """Whether the member may do this for their brand, today."""
    return member.left_at is None and may(member.role, duty)


def require(member: Member, duty: Duty) -> None:
    """Raise NotAllowed unless the member may do this for their brand."""
    if not allows(member, duty):
        raise NotAllowed(
            _("Your role does not allow this. Ask an owner of the brand to do it or to change your role.")
        )
