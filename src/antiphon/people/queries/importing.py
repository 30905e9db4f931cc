"""What rows of an address book would become: found for many at once, with a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from antiphon.organizations.models import Brand
from antiphon.people.models import (
    ContactCard,
    ContactImport,
    Identity,
    ImportedRow,
    KnownTrait,
    Outcome,
    Person,
    Side,
)
from antiphon.people.queries.matching import known_people
from antiphon.people.queries.recognizing import trait_key
from antiphon.people.rules import MOST_ALIKE, Candidate, Match, Trait, match
from antiphon.people.rules.contact_traits import traits_of_contact
from antiphon.people.rules.contacts import Account, Contact, accounts_of


@dataclass(frozen=True, slots=True)
class Planned:
    """What a row becomes, whom it joins, and how likely it is somebody known."""

    contact: Contact
    accounts: tuple[Account, ...]
    outcome: Outcome
    person: int | None = None
    match: Match = field(default_factory=lambda: Match(0.0))


def planned(brand: Brand, imported: ContactImport, contacts: Sequence[Contact]) -> list[Planned]:
    """Return what each contact becomes. Nine queries, however many they are."""
    accounts = [accounts_of(one) for one in contacts]
    known = known_accounts(brand, (one for some in accounts for one in some))
    seen = set(imported.rows.filter(key__in=[some[0].stable_id for some in accounts]).values_list("key", flat=True))
    cards = _cards(brand, known.values())
    alike = _alike(brand, contacts, accounts)
    found = []
    for contact, some, likely in zip(contacts, accounts, alike, strict=True):
        found.append(_planned(contact, some, known, seen, cards, likely))
        seen.add(some[0].stable_id)
    return found


def _planned(
    contact: Contact,
    accounts: tuple[Account, ...],
    known: Mapping[str, Identity],
    seen: set[str],
    cards: Mapping[int, list[dict[str, Any]]],
    likely: tuple[int | None, Match],
) -> Planned:
    if accounts[0].stable_id in seen:
        return Planned(contact, accounts, Outcome.TWICE)
    own = next((known[one.stable_id] for one in accounts if one.stable_id in known), None)
    if own is not None:
        same = own.side == Side.US or contact.kept in cards.get(own.pk, [])
        return Planned(contact, accounts, Outcome.SAME if same else Outcome.KNOWN, own.person_id)
    person, how = likely
    outcome = Outcome.KNOWN if how.certain else Outcome.LIKELY if person else Outcome.NEW
    return Planned(contact, accounts, outcome, person, how)


def known_accounts(brand: Brand, accounts: Iterable[Account]) -> dict[str, Identity]:
    """Return the accounts that are in the book by their stable id; the one known longest where networks share it."""
    wanted = {one.stable_id for one in accounts}
    rows = Identity.objects.filter(brand=brand, stable_id__in=wanted)
    found: dict[str, Identity] = {}
    for one in rows.order_by("first_seen", "pk"):
        found.setdefault(one.stable_id, one)
    return found


def _cards(brand: Brand, identities: Iterable[Identity]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = ContactCard.objects.filter(brand=brand, identity__in=[one.pk for one in identities])
    for identity, told in rows.values_list("identity", "told"):
        found[identity].append(told)
    return found


def _alike(
    brand: Brand, contacts: Sequence[Contact], accounts: Sequence[tuple[Account, ...]]
) -> list[tuple[int | None, Match]]:
    """Return with whom in the book each contact is most likely one, if it is likely enough to ask."""
    key = trait_key(brand.pk)
    traits = [traits_of_contact(key, *both) for both in zip(contacts, accounts, strict=True)]
    blocks = _blocks(brand, {one.key for some in traits for one in some})
    people = known_people({person for some in blocks.values() for person in some})
    found: list[tuple[int | None, Match]] = []
    for contact, some, own in zip(contacts, accounts, traits, strict=True):
        names = frozenset({contact.called} - {""})
        candidate = Candidate(own, names, frozenset(one.network for one in some))
        found.append(_best(candidate, own, blocks, people))
    return found


def _best(
    candidate: Candidate, own: Iterable[Trait], blocks: Mapping[str, set[int]], people: Mapping[int, Candidate]
) -> tuple[int | None, Match]:
    near = {person for one in own for person in blocks.get(one.key, set())} & people.keys()
    best = max(
        ((match(candidate, people[one]), one) for one in sorted(near)), key=lambda it: it[0].score, default=None
    )
    if best is None or not (best[0].likely or best[0].certain):
        return None, Match(0.0)
    return best[1], best[0]


def _blocks(brand: Brand, keys: set[str]) -> dict[str, set[int]]:
    same = KnownTrait.objects.filter(brand=brand, key__in=keys, identity__person__isnull=False)
    few = same.values("key").annotate(n=Count("pk")).filter(n__lte=MOST_ALIKE).order_by()
    blocks: dict[str, set[int]] = defaultdict(set)
    for key, person in same.filter(key__in=[row["key"] for row in few]).values_list("key", "identity__person"):
        blocks[key].add(person or 0)
    return blocks


def outcomes(imported: ContactImport) -> dict[str, int]:
    """Return how many rows become what; what nobody becomes is 0. One query."""
    counted = dict(imported.rows.values_list("outcome").annotate(n=Count("pk")).order_by())
    return {one.value: counted.get(one.value, 0) for one in Outcome}


def rows_of(imported: ContactImport, outcome: str = "", limit: int = 50, offset: int = 0) -> list[ImportedRow]:
    """Return a page of rows in their order, those of one outcome if it is given. Two queries."""
    wanted = Q(outcome=outcome) if outcome in Outcome.values else Q()
    return list(imported.rows.filter(wanted).select_related("person").order_by("number")[offset : offset + limit])


def person_names(people: Iterable[int]) -> dict[int, str]:
    """Return what people are called."""
    return dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
