"""What was said and done between a person and us, in pages."""

from typing import Any

from django.http import HttpRequest

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.relationships.queries import history
from antiphon.web.explained import explained_event
from antiphon.web.paging import page_number

PAGE = 30


def past(request: HttpRequest, member: Member, person: Person) -> dict[str, Any]:
    """Return a page of the history."""
    number = page_number(request)
    found = history(person, limit=PAGE, offset=(number - 1) * PAGE, confined=allows(member, Duty.HOST))
    return {
        "events": [explained_event(event, person) for event in found.events],
        "newer": number - 1,
        "older": number + 1 if found.more else 0,
    }
