"""Reads about address books on servers with more than one caller."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from antiphon.lib.bounds import Bounds
from antiphon.lib.carddav import Server
from antiphon.lib.secrets import Sealer, read_keys
from antiphon.organizations.models import Brand
from antiphon.people.models import AddressBook, BookConflict, BookEntry, ContactCard, Identity, Person, Side
from antiphon.people.queries.cards import contacts_of
from antiphon.people.rules.contacts import Contact
from antiphon.people.rules.reconciling import carried

#: How long one answer may take (seconds), and how large it may be: a page of cards with their pictures.
_SECONDS, _BYTES = 30.0, 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Standing:
    """A card with whom it is about, and what the book of people says of them today."""

    entry: BookEntry
    person: Person
    contact: Contact

    @property
    def ours(self) -> dict[str, Any]:
        """What the book of people says, as it is compared."""
        return carried(self.contact)


def sealer() -> Sealer:
    """Return what seals and opens the passwords of this installation."""
    return Sealer(read_keys(settings.SECRETS_FILE))


def server_of(book: AddressBook) -> Server:
    """Return the server of a book, asked as who connected it; raise SealBroken if the password cannot be opened."""
    password = sealer().open(book.password_sealed).decode()
    return Server(book.address or book.server, book.user_name, password, server_bounds())


def server_bounds() -> Bounds:
    """Return what requests to address book servers may do."""
    seconds = min(_SECONDS, settings.NETWORK_SECONDS)
    return Bounds(frozenset(settings.PRIVATE_HOSTS), min(10.0, seconds), seconds, _BYTES)


def forgotten_path(path: str) -> str:
    """Return what is left of the path of a card of somebody who was erased."""
    return f"forgotten:{sha256(path.encode()).hexdigest()}"


def standings(entries: Iterable[BookEntry]) -> list[Standing]:
    """Return how both books stand for these cards, those of nobody known left out. Three queries."""
    rows = list(entries)
    accounts = Identity.objects.filter(pk__in=[one.identity_id for one in rows if one.identity_id])
    whose = dict(accounts.filter(side=Side.THEM, anonymized_at=None).values_list("pk", "person"))
    people = list(Person.objects.met().filter(pk__in={one for one in whose.values() if one}))
    contacts = {person.pk: (person, contact) for person, contact in contacts_of(people)}
    found = []
    for one in rows:
        person = whose.get(one.identity_id) if one.identity_id else None
        if person in contacts:
            found.append(Standing(one, *contacts[person]))
    return found


def entries_at(book: AddressBook, paths: Collection[str]) -> dict[str, BookEntry]:
    """Return the cards that are known by their path there; of erased people too. One query.

    Who was erased while the same address book was connected before stays erased.
    """
    digests = {forgotten_path(one): one for one in paths}
    same = Q(book__brand=book.brand_id, book__address=book.address, path__in=digests)
    rows = BookEntry.objects.filter(Q(book=book, path__in=paths) | same).select_related("card")
    return {digests.get(one.path, one.path): one for one in sorted(rows, key=is_forgotten)}


def is_forgotten(entry: BookEntry) -> bool:
    """Whether a card is of somebody who was erased."""
    return entry.path.startswith("forgotten:")


def without_card(book: AddressBook) -> QuerySet[Person]:
    """Return whom a book has no card of, though the book of people knows a mail address or a number of theirs."""
    there = BookEntry.objects.filter(book=book, identity__person=OuterRef("pk"))
    cards = ContactCard.objects.filter(identity__person=OuterRef("pk"))
    told = cards.filter(Q(told__has_key="phones") | Q(told__has_key="mails"))
    mails = Identity.objects.filter(person=OuterRef("pk"), side=Side.THEM, stable_id__startswith="mailto:")
    people = Person.objects.met().filter(brand=book.brand, merged_into=None)
    return people.filter(Exists(mails) | Exists(told)).exclude(Exists(there)).order_by("pk")


def books_of(brand: Brand) -> list[AddressBook]:
    """Return the address books that a brand keeps, those that wait for a choice too. One query."""
    rows = AddressBook.objects.filter(brand=brand, disconnected_at=None)
    return list(rows.select_related("connected_by__user").order_by("connected_at", "pk"))


def open_conflicts(book: AddressBook) -> list[tuple[BookConflict, Person | None]]:
    """Return what clashes, with whom it is about, the latest first. One query."""
    rows = BookConflict.objects.filter(entry__book=book, answered_at=None).order_by("-found_at", "-pk")
    return [
        (one, one.entry.identity.person if one.entry.identity else None)
        for one in rows.select_related("entry__identity__person")[:200]
    ]


def entry_counts(book: AddressBook) -> Mapping[str, int]:
    """Return how many cards stand there, went there, are gone from there, cannot be read. Four queries."""
    rows = book.entries.exclude(path__startswith="forgotten:")
    return {
        "cards": rows.filter(gone_at=None, failed_at=None).count(),
        "sent": rows.exclude(sent_at=None).count(),
        "gone": rows.exclude(gone_at=None).count(),
        "failed": rows.exclude(failed_at=None).count(),
    }


def lately(book: AddressBook, field: str, limit: int = 20) -> Sequence[BookEntry]:
    """Return the cards to which something happened: `came_at`, `sent_at`, `gone_at` or `failed_at`. One query."""
    rows = book.entries.exclude(**{field: None}).exclude(path__startswith="forgotten:")
    return list(rows.select_related("identity__person").order_by(f"-{field}", "-pk")[:limit])
