"""What a person may ask for: everything that is known of them, and to be forgotten."""

from typing import Any

from django.http import HttpRequest

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person


def rights(request: HttpRequest, member: Member, person: Person) -> dict[str, Any]:  # noqa: ARG001
    """Return whether the member may give everything out, and erase."""
    return {"may_export": allows(member, Duty.HOST), "may_erase": allows(member, Duty.MANAGE)}
