"""What the worker does with an address book on a server: each step a transaction, nothing of it while it waits."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from antiphon.lib import clock
from antiphon.lib.carddav import plain_path
from antiphon.people.actions.entering import Entering, enter
from antiphon.people.models import AddressBook, BookConflict, BookEntry, BookRun, ContactCard, Person, Side
from antiphon.people.queries.address_books import Standing, entries_at, is_forgotten, standings
from antiphon.people.rules.contacts import Contact, contact_from
from antiphon.people.rules.reconciling import Clash, Reconciled, carried, reconciled

EVERY, LONGEST_WAIT = timedelta(minutes=15), timedelta(days=1)
#: Trouble that only a person ends: until then nobody looks again.
WAITS_FOR_A_PERSON = frozenset({"auth", "elsewhere", "private", "seal", "no_book"})
_KEPT_RUNS = 100


@dataclass(slots=True)
class Counted:
    """What a look brought about."""

    came: int = 0
    changed: int = 0
    gone: int = 0
    failed: int = 0
    sent: int = 0
    made: int = 0
    clashed: int = 0


@dataclass(frozen=True, slots=True)
class Came:
    """A card as it was read; `contact` is None where it cannot be."""

    path: str
    etag: str
    contact: Contact | None


def claim_book(lease: timedelta) -> AddressBook | None:
    """Take the address book that is due the longest, if there is one."""
    now = clock.now()
    free = Q(held_until=None) | Q(held_until__lt=now)
    for found in AddressBook.objects.kept().filter(free, due_at__lte=now).order_by("due_at")[:5]:
        mine = AddressBook.objects.filter(pk=found.pk, disconnected_at=None, held_until=found.held_until)
        if mine.update(held_until=now + lease):
            return AddressBook.objects.select_related("brand", "connected_by").get(pk=found.pk)
    return None


def keep_book(book: AddressBook, lease: timedelta) -> bool:
    """Hold an address book for longer; whether it is still connected, and nobody else holds it."""
    until = clock.now() + lease
    mine = AddressBook.objects.kept().filter(pk=book.pk, held_until=book.held_until)
    held = bool(mine.update(held_until=until))
    book.held_until = until if held else book.held_until
    return held


@transaction.atomic
def take_in(book: AddressBook, cards: Sequence[Came], counted: Counted) -> None:
    """Enter what cards tell. Of whom was erased nothing is taken; what both sides changed waits for a member."""
    known = entries_at(book, [one.path for one in cards])
    cards = [one for one in cards if one.path not in known or not is_forgotten(known[one.path])]
    before = {one.entry.pk: one for one in standings(known.values())}
    readable = [one for one in cards if one.contact is not None]
    whose = [_person(known.get(one.path), before) for one in readable]
    by = book.connected_by
    first = enter(Entering(book.brand, clock.now(), by), [one.contact for one in readable if one.contact], whose)
    new = []
    for one, identity in zip(readable, first, strict=True):
        entry = known.get(one.path)
        if entry is None or entry.identity_id is None or entry.pk not in before:
            ours = identity.side == Side.US or identity.anonymized_at is not None
            new.append(_entered(book, entry or BookEntry(book=book, path=one.path), one, None if ours else identity))
            counted.came += 1
        elif _compared(before[entry.pk], one, counted):
            counted.changed += 1
    _begin(new)
    for one in cards:
        if one.contact is None:
            _failed(book, known.get(one.path), one)
            counted.failed += 1


def _person(entry: BookEntry | None, before: Mapping[int, Standing]) -> Person | None:
    return before[entry.pk].person if entry is not None and entry.pk in before else None


def _entered(book: AddressBook, entry: BookEntry, came: Came, identity: Any) -> BookEntry:
    now = clock.now()
    entry.etag, entry.identity, entry.came_at = came.etag[:300], identity, now
    entry.gone_at = entry.failed_at = None
    entry.told = came.contact.kept if came.contact and identity else {}
    if identity is not None and came.contact is not None:
        entry.card = ContactCard.objects.create(
            brand=book.brand,
            identity=identity,
            told=entry.told,
            birthday=came.contact.birthday,
            added_by=book.connected_by,
            added_at=now,
        )
    entry.save()
    return entry


def _begin(new: Iterable[BookEntry]) -> None:
    """Note how the book of people stands where a card came for the first time: only what changes later goes there."""
    for one in standings(new):
        one.entry.ours = one.ours
        one.entry.save(update_fields=["ours"])


def _compared(now: Standing, came: Came, counted: Counted) -> bool:
    """Take what changed there; whether anything did."""
    entry, contact = now.entry, came.contact or Contact()
    was = carried_of(entry.told)
    theirs = carried(contact)
    found = reconciled(entry.ours, now.ours, was, theirs)
    changed: bool = contact.kept != entry.told
    _clash(entry, found.clashes, counted)
    if "name" in found.take:
        now.person.name = found.take["name"][:200]
        now.person.save(update_fields=["name"])
    _card(entry, contact, latest=bool(found.take) and not found.clashes)
    entry.told, entry.etag = contact.kept, came.etag[:300]
    entry.gone_at = entry.failed_at = None
    entry.came_at = clock.now() if changed else entry.came_at
    entry.ours = _base(found, theirs)
    entry.save()
    return changed


def _base(found: Reconciled, theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Return our side as it is compared the next time: what came from there is no change of ours."""
    base = found.base | found.take
    for name in ("mails", "phones", "urls"):
        base[name] = list(dict.fromkeys([*base.get(name, []), *theirs.get(name, [])]))
    return base


def _card(entry: BookEntry, contact: Contact, *, latest: bool) -> None:
    """Let the card of the book of people tell what the one there tells; `latest` has it told before all others."""
    if entry.card is None:
        return
    entry.card.told = contact.kept
    entry.card.birthday = contact.birthday if contact.birthday != entry.told.get("birthday", "") else ""
    if latest:
        entry.card.added_at = clock.now()
    entry.card.save()


def _clash(entry: BookEntry, clashes: Iterable[Clash], counted: Counted) -> None:
    for one in clashes:
        both = {"ours": one.ours[:300], "theirs": one.theirs[:300], "found_at": clock.now()}
        BookConflict.objects.update_or_create(entry=entry, field=one.field, answered_at=None, defaults=both)
        counted.clashed += 1


def _failed(book: AddressBook, entry: BookEntry | None, came: Came) -> None:
    found = entry or BookEntry(book=book, path=came.path)
    found.etag, found.failed_at = came.etag[:300], clock.now()
    found.save()


def carried_of(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return of a kept card what is carried over."""
    return carried(contact_from(told))


@transaction.atomic
def note_gone(book: AddressBook, paths: Collection[str], counted: Counted) -> None:
    """Note which cards are gone from there: whom they were about stays in the book of people."""
    rows = book.entries.filter(path__in=list(paths), gone_at=None)
    counted.gone += rows.update(gone_at=clock.now(), etag="")


@transaction.atomic
def card_to_make(book: AddressBook, person: Person) -> BookEntry | None:
    """Write down at which path somebody gets a card before it is sent: a lost answer makes no second one."""
    accounts = person.identities.filter(side=Side.THEM, anonymized_at=None)
    identity = accounts.order_by("first_seen", "pk").first()
    if identity is None:
        return None
    path = f"{plain_path(urlsplit(book.address).path)}{uuid4()}.vcf"
    return BookEntry.objects.create(book=book, path=path, identity=identity)


@transaction.atomic
def note_sent(entry: BookEntry, etag: str, contact: Contact, ours: Mapping[str, Any]) -> None:
    """Note that a card was written there, and that both sides say this now."""
    held = BookEntry.objects.select_for_update().filter(pk=entry.pk).first()
    if held is None or is_forgotten(held):
        return
    held.etag, held.told, held.ours, held.sent_at = etag[:300], contact.kept, dict(ours), clock.now()
    held.save()
    if held.card_id:
        ContactCard.objects.filter(pk=held.card_id).update(told=contact.kept)


@transaction.atomic
def end_look(
    book: AddressBook, began: datetime, counted: Counted, *, mark: str = "", trouble: str = "", detail: str = ""
) -> None:
    """Note how a look ended, and when the next one is due: later and later while it fails."""
    now = clock.now()
    held = AddressBook.objects.select_for_update().filter(pk=book.pk, held_until=book.held_until).first()
    if held is None:
        return  # another worker went on with it meanwhile
    held.failures = held.failures + 1 if trouble else 0
    waits = trouble in WAITS_FOR_A_PERSON
    later = min(EVERY * 2 ** min(held.failures, 10), LONGEST_WAIT) if trouble else EVERY
    asked = held.due_at is not None and book.due_at is not None and held.due_at > book.due_at and not trouble
    held.due_at = None if waits or held.disconnected_at else held.due_at if asked else now + later
    held.mark = held.mark if trouble else mark
    held.trouble, held.trouble_detail = trouble[:12], detail[:300]
    held.looked_at, held.held_until = now, None
    held.save()
    if any(asdict(counted).values()) or (trouble and held.failures == 1):
        BookRun.objects.create(book=book, began_at=began, ended_at=now, trouble=trouble[:12], **asdict(counted))
        old = held.runs.order_by("-began_at").values_list("pk", flat=True)[_KEPT_RUNS:]
        BookRun.objects.filter(pk__in=list(old)).delete()
