"""What the page of a person is made of: each part brings what its template `people/_<part>.html` shows."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from antiphon.organizations.models import Member
from antiphon.people.models import Person
from antiphon.web.person_parts.cards import cards
from antiphon.web.person_parts.community import community
from antiphon.web.person_parts.consents import consents
from antiphon.web.person_parts.decisions import decisions
from antiphon.web.person_parts.identities import identities
from antiphon.web.person_parts.opportunities import opportunities
from antiphon.web.person_parts.past import past
from antiphon.web.person_parts.purchases import purchases
from antiphon.web.person_parts.rights import rights
from antiphon.web.person_parts.standing import standing
from antiphon.web.person_parts.touch import touch

type Part = Callable[[HttpRequest, Member, Person], dict[str, Any]]

#: A new part adds its function here and its template to people/person.html.
PARTS: tuple[Part, ...] = (
    identities,
    decisions,
    standing,
    touch,
    opportunities,
    purchases,
    past,
    community,
    cards,
    consents,
    rights,
)


def about_person(request: HttpRequest, member: Member, person: Person) -> dict[str, Any]:
    """Return what all parts of the page show."""
    told: dict[str, Any] = {"member": member, "person": person}
    for part in PARTS:
        told |= part(request, member, person)
    return told
