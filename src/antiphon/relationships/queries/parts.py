"""People who were joined: what was noted about a part of a person is about that person, until they part."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from antiphon.organizations.models import Member
from antiphon.people.models import Person
from antiphon.relationships.models import Relationship

#: Of a row about a person: who that is today.
WHOLE = Coalesce("person__merged_into", "person")


def parts_of(people: Collection[int]) -> dict[int, int]:
    """Return, for each of the people and all who were joined with them, who they are today. One query."""
    rows = Person.objects.filter(Q(pk__in=people) | Q(merged_into__in=people)).values_list("pk", "merged_into")
    return {part: into or part for part, into in rows}


def relationship_with(person: Person) -> Relationship | None:
    """Return the relationship with a person: their own, else a standing one that a part of them brought."""
    rows = Relationship.objects.filter(person__in=Person.objects.part_of(person)).select_related("steward__user")
    found = sorted(rows, key=lambda one: (one.ended_at is not None, one.person_id != person.pk, one.pk))
    return next((one for one in found if one.ended_at is None or one.person_id == person.pk), None)


def people_of(member: Member) -> list[int]:
    """Return the people whom a member keeps in touch with; who cares for the whole stands before who did in part."""
    own = Relationship.objects.kept().filter(person=OuterRef("person__merged_into"))
    rows = Relationship.objects.kept().filter(steward=member).annotate(whole_kept=Exists(own))
    found = rows.values_list("person", "person__merged_into", "whole_kept").order_by("pk")
    return list(dict.fromkeys(into or part for part, into, whole in found if not (into and whole)))
