"""Who may do something about a person: whose role answers people, in the person's own brand."""

from django.utils.translation import gettext_lazy as _

from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person


def require_person(by: Member, person: Person) -> None:
    """Raise NotAllowed unless the member answers people, and Refusal if the person is another brand's."""
    require(by, Duty.ANSWER)
    if person.brand_id != by.brand_id:
        raise Refusal(_("This person belongs to another brand."))


def require_able(member: Member, by: Member) -> None:
    """Refuse a member who is not in the team of who asks, or who does not answer people."""
    if member.brand_id != by.brand_id or not allows(member, Duty.ANSWER):
        raise Refusal(_("Choose somebody of the team who answers people."), field="steward")
