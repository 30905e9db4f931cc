"""How we stand with a person, and why."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from antiphon.organizations.models import Member
from antiphon.people.models import Person
from antiphon.relationships.queries import initiatives, ties
from antiphon.web.drawings import strength_picture
from antiphon.web.explained import explained_addends, explained_initiative, explained_tie


def standing(request: HttpRequest, member: Member, person: Person) -> dict[str, Any]:  # noqa: ARG001
    """Return the tie, its figures in words, the picture of its addends and their rows."""
    today = timezone.localdate()
    tie = ties(member.brand, [person.pk], today)[person.pk]
    begun = initiatives(member.brand, [person.pk], today)[person.pk]
    return {
        "tie": tie,
        "known": [*explained_tie(tie), explained_initiative(begun)],
        "picture": strength_picture(tie.strength, today),
        "rows": explained_addends(tie),
    }
