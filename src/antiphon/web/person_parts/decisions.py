"""How the accounts of a person came to be theirs, and the way back."""

from typing import Any

from django.http import HttpRequest

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.people.queries import decisions as decisions_of
from antiphon.web.recognized import shown_decision


def decisions(request: HttpRequest, member: Member, person: Person) -> dict[str, Any]:  # noqa: ARG001
    """Return the joinings that made a person."""
    return {
        "decisions": [shown_decision(one) for one in decisions_of(person)],
        "may_join": allows(member, Duty.ANSWER),
    }
