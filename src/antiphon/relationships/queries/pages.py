"""People as a list: who they are, how strong the tie is, when we last spoke."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from antiphon.organizations.models import Brand, Member
from antiphon.people.models import Identity, Person, Side
from antiphon.people.queries import people_called
from antiphon.relationships.models import Relationship
from antiphon.relationships.queries.ties import Tie, ties
from antiphon.relationships.queries.touches import end_of


class Order(StrEnum):
    """In which order people are listed. Who never spoke with us has no place where words are what counts."""

    SEEN = "seen"
    """Last seen first."""
    SPOKE = "spoke"
    """Last spoken with first."""
    SILENT = "silent"
    """Longest silent first."""
    NAME = "name"
    NEW = "new"
    """Known for the shortest time first."""


_PLACES = {
    Order.SEEN: "-seen_at",
    Order.SPOKE: "-spoke_at",
    Order.SILENT: "spoke_at",
    Order.NAME: "sought",
    Order.NEW: "-created_at",
}
type Contact = Literal["", "month", "quarter", "longer", "never"]
_MONTH, _QUARTER = timedelta(days=30), timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Who is looked for: by name, network, who keeps in touch, last contact; `among` are keys of identities.

    `touch`: kept by anybody, by `mine`, by `nobody`; `contact`: words within a month, a quarter, longer ago, never.
    The list goes on `after` the person of this key.
    """

    search: str = ""
    network: str = ""
    touch: Literal["", "kept", "mine", "nobody"] = ""
    mine: Member | None = None
    contact: Contact = ""
    among: QuerySet[Any, Any] | None = None
    order: Order = Order.SEEN
    after: int = 0


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person with their accounts and how we stand with them."""

    person: Person
    identities: list[Identity]
    tie: Tie


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of people, how many there are in all, and after whom the next page begins (0 at the end)."""

    lines: list[PersonLine]
    count: int
    after: int


def people_page(brand: Brand, as_of: date, sought: Sought | None = None, *, limit: int = 30) -> PeoplePage:
    """Return a page of people who are looked for. Seven queries at most, however many there are."""
    asked = sought or Sought()
    found = _found(brand, as_of, asked)
    accounts = Prefetch("identities", Identity.objects.filter(side=Side.THEM).order_by("first_seen", "pk"))
    rows = _beyond(found, asked).order_by(*_order(asked.order)).prefetch_related(accounts)
    page = list(rows[: limit + 1])
    shown = page[:limit]
    known = ties(brand, [person.pk for person in shown], as_of)
    lines = [PersonLine(person, list(person.identities.all()), known[person.pk]) for person in shown]
    return PeoplePage(lines, found.count(), shown[-1].pk if len(page) > limit else 0)


def _found(brand: Brand, as_of: date, asked: Sought) -> QuerySet[Person]:
    people = people_called(brand, asked.search).order_by()
    if asked.network:
        there = Identity.objects.filter(person=OuterRef("pk"), side=Side.THEM, network=asked.network)
        people = people.filter(Exists(there))
    if asked.among is not None:
        people = people.filter(Exists(Identity.objects.filter(person=OuterRef("pk"), pk__in=asked.among)))
    if asked.touch:
        people = _in_touch(people, asked)
    people = _spoken_with(people, asked.contact, end_of(as_of, brand))
    spoken = asked.order in {Order.SPOKE, Order.SILENT}
    return people.exclude(spoke_at=None) if spoken else people


def _in_touch(people: QuerySet[Person], asked: Sought) -> QuerySet[Person]:
    theirs = Q(person=OuterRef("pk")) | Q(person__merged_into=OuterRef("pk"))
    kept = Relationship.objects.cared_for().filter(theirs)
    if asked.touch == "nobody":
        return people.filter(~Exists(kept))
    return people.filter(Exists(kept.filter(steward=asked.mine) if asked.touch == "mine" else kept))


def _spoken_with(people: QuerySet[Person], contact: Contact, now: datetime) -> QuerySet[Person]:
    spans: dict[Contact, Q] = {
        "": Q(),
        "month": Q(spoke_at__gte=now - _MONTH),
        "quarter": Q(spoke_at__gte=now - _QUARTER),
        "longer": Q(spoke_at__lt=now - _QUARTER),
        "never": Q(spoke_at=None),
    }
    return people.filter(spans[contact])


def _beyond(people: QuerySet[Person], asked: Sought) -> QuerySet[Person]:
    """Return those who come after one of them; from the beginning if that one is gone or has no place any more."""
    last = Person.objects.filter(pk=asked.after).first() if asked.after else None
    field = _PLACES[asked.order]
    value = getattr(last, field.lstrip("-")) if last else None
    if last is None or value is None:
        return people
    way = "lt" if field.startswith("-") else "gt"
    name = field.lstrip("-")
    return people.filter(Q(**{f"{name}__{way}": value}) | Q(**{name: value, f"pk__{way}": last.pk}))


def _order(order: Order) -> list[Any]:
    field = F(_PLACES[order].lstrip("-"))
    return [field.desc(), F("pk").desc()] if _PLACES[order].startswith("-") else [field.asc(), F("pk").asc()]
