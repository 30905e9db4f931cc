"""People as a list: who they are, how strong the tie is, when we last spoke."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet

from antiphon.organizations.models import Brand
from antiphon.people.models import Identity, Person, Side
from antiphon.relationships.queries.ties import Tie, ties


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person with their accounts and how we stand with them."""

    person: Person
    identities: list[Identity]
    tie: Tie


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of people, how many there are in all, and whether more follow."""

    lines: list[PersonLine]
    count: int
    more: bool


def people_page(brand: Brand, as_of: date, *, search: str = "", limit: int = 30, offset: int = 0) -> PeoplePage:
    """Return people by when they were last seen, the latest first; found by name or handle. Six queries."""
    found = _found(brand, search.replace("\0", "").strip())
    accounts = Prefetch("identities", Identity.objects.filter(side=Side.THEM).order_by("first_seen", "pk"))
    seen = found.annotate(last_seen=Max("identities__last_seen", filter=Q(identities__side=Side.THEM)))
    page = list(seen.order_by("-last_seen", "-pk").prefetch_related(accounts)[offset : offset + limit])
    count = found.count()
    known = ties(brand, [person.pk for person in page], as_of)
    lines = [PersonLine(person, list(person.identities.all()), known[person.pk]) for person in page]
    return PeoplePage(lines, count, offset + len(page) < count)


def _found(brand: Brand, search: str) -> QuerySet[Person]:
    accounts = Identity.objects.filter(person=OuterRef("pk"), side=Side.THEM)
    people = Person.objects.filter(Exists(accounts), brand=brand)
    if not search:
        return people
    named = accounts.filter(Q(handle__icontains=search) | Q(name__icontains=search))
    return people.filter(Q(Exists(named)) | Q(name__icontains=search))
