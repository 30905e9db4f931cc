"""What may come of a person, and whom they brought."""

from typing import Any

from django.http import HttpRequest

from antiphon.organizations.models import Member
from antiphon.people.models import Person
from antiphon.relationships.queries.opportunities import opportunities_with


def opportunities(request: HttpRequest, member: Member, person: Person) -> dict[str, Any]:  # noqa: ARG001
    """Return the opportunities that concern a person, and those that they introduced."""
    return {"opportunities": list(opportunities_with(person)[:20])}
