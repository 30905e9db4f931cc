"""What the worker does with an address book: it is looked through and written in batches, each a transaction."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import chain

from django.db import transaction

from antiphon.lib import clock
from antiphon.lib.folding import folded
from antiphon.people.models import (
    ContactCard,
    ContactImport,
    Ground,
    Identity,
    IdentityLink,
    ImportedAccount,
    ImportedRow,
    KnownTrait,
    Outcome,
    Person,
    Side,
    Stage,
)
from antiphon.people.queries.importing import Planned, known_accounts, planned
from antiphon.people.readers import Fault
from antiphon.people.rules.contact_traits import traits_of_contact
from antiphon.people.rules.contacts import Account, Contact, accounts_of, contact_from, tidy

BATCH, MOST_ROWS = 500, 500_000
_WRITTEN = (Outcome.NEW, Outcome.KNOWN, Outcome.LIKELY)


def claim_import(lease: timedelta) -> ContactImport | None:
    """Take the import that has waited longest for a worker, if there is one."""
    now = clock.now()
    due = ContactImport.objects.waiting()
    free = due.filter(held_until=None) | due.filter(held_until__lt=now)
    for found in free.order_by("given_at").select_related("brand")[:5]:
        mine = ContactImport.objects.filter(pk=found.pk, stage=found.stage, held_until=found.held_until)
        if mine.update(held_until=now + lease):
            return found
    return None


@transaction.atomic
def keep_planned(imported: ContactImport, entries: Sequence[Contact | Fault], lease: timedelta) -> bool:
    """Note what the next entries would become; whether there is more to do. The book of people stays as it is."""
    held = ContactImport.objects.select_for_update().filter(pk=imported.pk, stage=Stage.READING).first()
    if held is None or held.rows_read != imported.rows_read:
        return False
    rows = dict(enumerate(entries, held.rows_read + 1))
    contacts, faults = _sorted(rows, held.region)
    plans = planned(held.brand, held, list(contacts.values()))
    made = [_row(held, number, plan) for number, plan in zip(contacts, plans, strict=True)]
    made += [
        ImportedRow(imported=held, number=number, outcome=Outcome.FAILED, why=why) for number, why in faults.items()
    ]
    ImportedRow.objects.bulk_create(made)
    held.rows_read += len(rows)
    held.held_until = clock.now() + lease
    held.save(update_fields=["rows_read", "held_until"])
    imported.rows_read = held.rows_read
    return bool(rows)


def _sorted(rows: dict[int, Contact | Fault], region: str) -> tuple[dict[int, Contact], dict[int, str]]:
    """Return the contacts, written in one way, and why the other rows are none."""
    told = {number: tidy(one, region) for number, one in rows.items() if isinstance(one, Contact)}
    faults = {number: one.why for number, one in rows.items() if isinstance(one, Fault)}
    faults |= {number: "empty" for number, one in told.items() if not one.called}
    return {number: one for number, one in told.items() if number not in faults}, faults


def _row(imported: ContactImport, number: int, plan: Planned) -> ImportedRow:
    return ImportedRow(
        imported=imported,
        number=number,
        key=plan.accounts[0].stable_id,
        told=plan.contact.kept,
        outcome=plan.outcome,
        person_id=plan.person,
        score=plan.match.score or None,
        evidence=[[one.sign.value, one.weight] for one in plan.match.evidence],
    )


@transaction.atomic
def end_reading(imported: ContactImport, failure: str = "") -> None:
    """Note that an address book is looked through, or why it cannot be; the file goes."""
    stage = Stage.FAILED if failure else Stage.PREVIEW
    found = ContactImport.objects.filter(pk=imported.pk, stage=Stage.READING)
    if found.update(stage=stage, failure=failure[:500], file="", sample=[], held_until=None):
        with suppress(OSError):
            imported.file.delete(save=False)


@transaction.atomic
def write_next(imported: ContactImport, lease: timedelta) -> bool:
    """Write the next rows into the book of people; whether there were any. Done again, nothing comes twice."""
    held = ContactImport.objects.select_for_update().filter(pk=imported.pk, stage=Stage.WRITING).first()
    if held is None:
        return False
    left = held.rows.filter(outcome__in=_WRITTEN, number__gt=held.rows_written).order_by("number")
    rows = list(left[:BATCH])
    if not rows:
        held.rows.update(told={}, evidence=[])
        held.stage, held.written_at, held.held_until = Stage.DONE, clock.now(), None
        held.save(update_fields=["stage", "written_at", "held_until"])
        return False
    _write(held, rows)
    held.rows_written, held.held_until = rows[-1].number, clock.now() + lease
    held.save(update_fields=["rows_written", "held_until"])
    return True


def _write(imported: ContactImport, rows: Sequence[ImportedRow]) -> None:
    contacts = [contact_from(row.told) for row in rows]
    accounts = [accounts_of(one) for one in contacts]
    known = known_accounts(imported.brand, chain.from_iterable(accounts))
    had = set(known)
    people = _people(imported, contacts, accounts, known)
    new: dict[str, Identity] = {}
    for contact, some, person in zip(contacts, accounts, people, strict=True):
        for one in some:
            if one.stable_id not in known:
                new[one.stable_id] = known[one.stable_id] = _identity(imported, contact, one, person)
    Identity.objects.bulk_create(new.values())
    _link(imported, new.values())
    first = [known[some[0].stable_id] for some in accounts]
    _note(imported, contacts, accounts, first, known, had)
    for row, identity in zip(rows, first, strict=True):
        row.person_id = identity.person_id
    ImportedRow.objects.bulk_update(rows, ["person"])
    ImportedRow.objects.filter(pk__in=[row.pk for row in rows]).update(told={}, evidence=[])
    touched = {identity.person_id for identity in known.values() if identity.person_id}
    Person.objects.filter(pk__in=touched, seen_at__isnull=False).update(compare_due_at=clock.now())


def _people(
    imported: ContactImport,
    contacts: Sequence[Contact],
    accounts: Sequence[tuple[Account, ...]],
    known: dict[str, Identity],
) -> list[Person]:
    """Return whose each contact is: who has one of its accounts, somebody of this batch, or somebody new."""
    there = Person.objects.in_bulk({one.person_id for one in known.values() if one.person_id})
    whose = {key: there[one.person_id] for key, one in known.items() if one.person_id in there}
    new, found = [], []
    for contact, some in zip(contacts, accounts, strict=True):
        person = next((whose[one.stable_id] for one in some if one.stable_id in whose), None)
        if person is None:
            new.append(person := _person(imported, contact))
        whose |= {one.stable_id: person for one in some if one.stable_id not in whose}
        found.append(person)
    Person.objects.bulk_create(new)
    return found


def _person(imported: ContactImport, contact: Contact) -> Person:
    name, at = contact.called, imported.given_at
    return Person(brand=imported.brand, name=name, sought=folded(name)[:200], created_at=clock.now(), seen_at=at)


def _identity(imported: ContactImport, contact: Contact, account: Account, person: Person) -> Identity:
    name = contact.called if contact.called != account.handle else ""
    return Identity(
        brand=imported.brand,
        network=account.network,
        stable_id=account.stable_id,
        handle=account.handle[:300],
        name=name,
        sought=f"{folded(name)} {folded(account.handle)}".strip()[:600],
        url=account.url,
        person=person,
        first_seen=imported.given_at,
        last_seen=imported.given_at,
    )


def _link(imported: ContactImport, identities: Iterable[Identity]) -> None:
    now, new = clock.now(), list(identities)
    IdentityLink.objects.bulk_create(
        IdentityLink(
            identity=one, person_id=one.person_id or 0, ground=Ground.FIRST_SEEN, by=imported.approved_by, at=now
        )
        for one in new
    )
    ImportedAccount.objects.bulk_create(ImportedAccount(imported=imported, identity=one) for one in new)


def _note(
    imported: ContactImport,
    contacts: Sequence[Contact],
    accounts: Sequence[tuple[Account, ...]],
    first: Sequence[Identity],
    known: dict[str, Identity],
    had: set[str],
) -> None:
    """Keep the cards, and by what the new accounts are recognized; of an account that was known nothing is added."""
    now = clock.now()
    cards = [
        ContactCard(
            brand=imported.brand,
            identity=one,
            imported=imported,
            told=contact.kept,
            birthday=contact.birthday,
            added_by=imported.approved_by,
            added_at=now,
        )
        for contact, one in zip(contacts, first, strict=True)
        if one.side == Side.THEM
    ]
    ContactCard.objects.bulk_create(cards, ignore_conflicts=True)
    traits = [
        KnownTrait(
            brand=imported.brand,
            identity=known[one.stable_id],
            kind=trait.kind,
            key=trait.key,
            verified=trait.verified,
            noted_at=now,
        )
        for contact, some in zip(contacts, accounts, strict=True)
        for one in some[:1]
        if one.stable_id not in had
        for trait in traits_of_contact(imported.brand_id, contact, some)
    ]
    KnownTrait.objects.bulk_create(traits, ignore_conflicts=True)
