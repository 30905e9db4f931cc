"""The contacts with many people at once: the ledger grouped by person, day, direction and verb."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Max, Min, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate

from antiphon.ledger.models import Interaction
from antiphon.ledger.queries import admissible
from antiphon.ledger.rules import Direction as Way
from antiphon.lib.wall_time import midnight
from antiphon.organizations.models import Brand
from antiphon.people.models import Identity
from antiphon.relationships.rules import EFFORT, Direction, Strength, Touch, strength


def strengths(brand: Brand, person_ids: Collection[int], as_of: date) -> dict[int, Strength]:
    """Return the strength of the tie with each person on a day of the brand's zone. Two queries."""
    touches = touches_of(brand, person_ids, as_of)
    return {person: strength(touches[person], as_of) for person in person_ids}


def touches_of(brand: Brand, person_ids: Collection[int], as_of: date) -> dict[int, list[Touch]]:
    """Return the contacts with each person up to and with a day, oldest first. Two queries.

    Of the contacts of one kind, direction and day the first and the last are given: between them
    nothing else can change a figure. Acts of machines, what was set aside and verbs without effort are left out.
    """
    found: dict[int, list[Touch]] = {person: [] for person in person_ids}
    known = Identity.objects.filter(brand=brand, person__in=person_ids).values_list("pk", "person")
    people = {identity: person for identity, person in known if person}
    heard = _grouped(brand, people, as_of, Way.IN, "actor")
    said = _grouped(brand, people, as_of, Way.OUT, "target")
    for row in heard.union(said, all=True) if people else ():
        found[people[row["identity"]]].extend(_touches(row))
    return {person: sorted(touches, key=lambda touch: touch.at) for person, touches in found.items()}


def end_of(day: date, brand: Brand) -> datetime:
    """Return the moment at which a day ends in the brand's zone."""
    return midnight(day + timedelta(days=1), brand.zone)


def _grouped(brand: Brand, identities: Collection[int], as_of: date, way: Way, side: str) -> QuerySet[Any, Any]:
    # Two halves in one statement: each finds its rows by its own index, as identities are named and not joined.
    rows = Interaction.objects.filter(
        admissible(), brand=brand, direction=way, automated=False, verb__in=list(EFFORT), at__lt=end_of(as_of, brand)
    ).filter(**{f"{side}__in": list(identities)})
    grouped = rows.values(
        "direction",
        "verb",
        identity=F(side),
        day=TruncDate("at", tzinfo=brand.zone),
        medium=Coalesce("channel__kind", Value("")),
    )
    return grouped.annotate(first=Min("at"), last=Max("at")).order_by()


def _touches(row: dict[str, Any]) -> Iterator[Touch]:
    direction: Direction = "in" if row["direction"] == Way.IN else "out"
    for at in dict.fromkeys((row["first"], row["last"])):
        yield Touch(row["day"], at, direction, row["verb"], row["medium"])
