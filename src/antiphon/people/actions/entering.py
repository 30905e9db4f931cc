"""Contacts are entered in the book of people: many at once, each account once, whoever hands them in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from antiphon.lib import clock
from antiphon.lib.folding import folded
from antiphon.organizations.models import Brand, Member
from antiphon.people.models import ContactImport, Ground, Identity, IdentityLink, ImportedAccount, KnownTrait, Person
from antiphon.people.queries.importing import known_accounts
from antiphon.people.queries.recognizing import trait_key
from antiphon.people.rules.contact_traits import traits_of_contact
from antiphon.people.rules.contacts import Account, Contact, accounts_of


@dataclass(frozen=True, slots=True)
class Entering:
    """By what contacts come: seen when, by whom, by which import if it is one that can be taken back."""

    brand: Brand
    at: datetime
    by: Member | None
    imported: ContactImport | None = None


def enter(
    came: Entering, contacts: Sequence[Contact], known_as: Sequence[Person | None] | None = None
) -> list[Identity]:
    """Enter contacts; return the first account of each. Done again, nothing comes twice. Within a transaction.

    `known_as` is who each is, where that is known; else it is who has one of its accounts, or somebody new.
    """
    accounts = [accounts_of(one) for one in contacts]
    known = known_accounts(came.brand, chain.from_iterable(accounts))
    had = set(known)
    people = _people(came, contacts, accounts, known, known_as or [None] * len(contacts))
    new: dict[str, Identity] = {}
    for contact, some, person in zip(contacts, accounts, people, strict=True):
        for one in some:
            if one.stable_id not in known:
                new[one.stable_id] = known[one.stable_id] = _identity(came, contact, one, person)
    Identity.objects.bulk_create(new.values())
    _link(came, new.values())
    _note_traits(came, contacts, accounts, known, had)
    touched = {identity.person_id for identity in known.values() if identity.person_id}
    Person.objects.filter(pk__in=touched, seen_at__isnull=False).update(compare_due_at=clock.now())
    return [known[some[0].stable_id] for some in accounts]


def _people(
    came: Entering,
    contacts: Sequence[Contact],
    accounts: Sequence[tuple[Account, ...]],
    known: dict[str, Identity],
    known_as: Sequence[Person | None],
) -> list[Person]:
    """Return whose each contact is: who has one of its accounts, somebody of this batch, or somebody new."""
    there = Person.objects.in_bulk({one.person_id for one in known.values() if one.person_id})
    whose = {key: there[one.person_id] for key, one in known.items() if one.person_id in there}
    new, found = [], []
    for contact, some, told in zip(contacts, accounts, known_as, strict=True):
        person = told or next((whose[one.stable_id] for one in some if one.stable_id in whose), None)
        if person is None:
            new.append(person := _person(came, contact))
        whose |= {one.stable_id: person for one in some if one.stable_id not in whose}
        found.append(person)
    Person.objects.bulk_create(new)
    return found


def _person(came: Entering, contact: Contact) -> Person:
    name = contact.called
    return Person(brand=came.brand, name=name, sought=folded(name)[:200], created_at=clock.now(), seen_at=came.at)


def _identity(came: Entering, contact: Contact, account: Account, person: Person) -> Identity:
    name = contact.called if contact.called != account.handle else ""
    return Identity(
        brand=came.brand,
        network=account.network,
        stable_id=account.stable_id,
        handle=account.handle[:300],
        name=name,
        sought=f"{folded(name)} {folded(account.handle)}".strip()[:600],
        url=account.url,
        person=person,
        first_seen=came.at,
        last_seen=came.at,
    )


def _link(came: Entering, identities: Iterable[Identity]) -> None:
    now, new = clock.now(), list(identities)
    IdentityLink.objects.bulk_create(
        IdentityLink(identity=one, person_id=one.person_id or 0, ground=Ground.FIRST_SEEN, by=came.by, at=now)
        for one in new
    )
    if came.imported is not None:
        ImportedAccount.objects.bulk_create(ImportedAccount(imported=came.imported, identity=one) for one in new)


def _note_traits(
    came: Entering,
    contacts: Sequence[Contact],
    accounts: Sequence[tuple[Account, ...]],
    known: dict[str, Identity],
    had: set[str],
) -> None:
    """Keep by what the new accounts are recognized; to an account that was known nothing is added."""
    now, key = clock.now(), trait_key(came.brand.pk)
    traits = [
        KnownTrait(
            brand=came.brand,
            identity=known[one.stable_id],
            kind=trait.kind,
            key=trait.key,
            verified=trait.verified,
            noted_at=now,
        )
        for contact, some in zip(contacts, accounts, strict=True)
        for one in some[:1]
        if one.stable_id not in had
        for trait in traits_of_contact(key, contact, some)
    ]
    KnownTrait.objects.bulk_create(traits, ignore_conflicts=True)
