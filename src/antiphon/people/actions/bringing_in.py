"""What the worker does with an address book: it is looked through and written in batches, each a transaction."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from django.db import transaction

from antiphon.lib import clock
from antiphon.people.actions.entering import Entering, enter
from antiphon.people.models import ContactCard, ContactImport, ImportedRow, Outcome, Side, Stage
from antiphon.people.queries.importing import Planned, planned
from antiphon.people.readers import Fault
from antiphon.people.rules.contacts import Contact, contact_from, tidy

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
    came = Entering(imported.brand, imported.given_at, imported.approved_by, imported)
    first = enter(came, contacts)
    cards = [
        ContactCard(
            brand=imported.brand,
            identity=one,
            imported=imported,
            told=contact.kept,
            birthday=contact.birthday,
            added_by=imported.approved_by,
            added_at=clock.now(),
        )
        for contact, one in zip(contacts, first, strict=True)
        if one.side == Side.THEM
    ]
    ContactCard.objects.bulk_create(cards, ignore_conflicts=True)
    for row, identity in zip(rows, first, strict=True):
        row.person_id = identity.person_id
    ImportedRow.objects.bulk_update(rows, ["person"])
    ImportedRow.objects.filter(pk__in=[row.pk for row in rows]).update(told={}, evidence=[])
