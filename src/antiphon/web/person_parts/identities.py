"""Where somebody is: their accounts."""

from typing import Any

from django.http import HttpRequest

from antiphon.organizations.models import Member
from antiphon.people.models import Person, Side


def identities(request: HttpRequest, member: Member, person: Person) -> dict[str, Any]:  # noqa: ARG001
    """Return the accounts of a person, the first met first."""
    return {"identities": person.identities.filter(side=Side.THEM).order_by("first_seen", "pk")}
