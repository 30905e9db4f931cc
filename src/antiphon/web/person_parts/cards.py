"""What address books told of somebody."""

from typing import Any

from django.http import HttpRequest

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.people.queries.cards import cards_of
from antiphon.people.rules.contacts import contact_from


def cards(request: HttpRequest, member: Member, person: Person) -> dict[str, Any]:  # noqa: ARG001  every part takes it
    """Return the cards of a person, the latest first, and whether the person may be taken along as a file."""
    return {
        "cards": [(one, contact_from(one.told)) for one in cards_of(person)],
        "may_take_along": allows(member, Duty.ANSWER),
    }
