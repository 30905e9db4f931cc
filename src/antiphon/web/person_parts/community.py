"""What somebody does in the community, and what they say of themselves there."""

from typing import Any

from django.http import HttpRequest

from antiphon.community.queries.participants import community_of, viewer_of
from antiphon.community.queries.presence import presences
from antiphon.organizations.models import Member
from antiphon.people.models import Person


def community(request: HttpRequest, member: Member, person: Person) -> dict[str, Any]:  # noqa: ARG001
    """Return what somebody is and did in the community, as far as the member may see it there."""
    place = community_of(member.brand.slug)
    if place is None:
        return {"presences": []}
    found = presences(viewer_of(place, member.user), list(person.identities.all()))
    people = [one.participant.brought_by.identity for one in found if one.participant.brought_by]
    return {"presences": found, "brought_by_person": people[0].person_id if people and people[0] else None}
