"""Keep address books on servers in step: what changed there comes in, what changed here goes out."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import batched

import structlog

from antiphon.lib import clock
from antiphon.lib.carddav import Card, CardChanged, Server, ServerTrouble, Trouble
from antiphon.lib.secrets import SealBroken
from antiphon.people.actions.syncing import (
    Came,
    Counted,
    card_to_make,
    carried_of,
    claim_book,
    end_look,
    keep_book,
    note_gone,
    note_sent,
    take_in,
)
from antiphon.people.models import AddressBook, BookEntry, Giving
from antiphon.people.queries.address_books import (
    Standing,
    entries_at,
    is_forgotten,
    server_of,
    standings,
    without_card,
)
from antiphon.people.rules.card_edits import edited
from antiphon.people.rules.contacts import Contact, tidy
from antiphon.people.rules.reconciling import carried, reconciled
from antiphon.people.rules.vcards import Broken, read_cards, written

log = structlog.get_logger(__name__)

_LEASE = timedelta(minutes=10)
_READ, _COMPARED, _MOST_MADE = 20, 200, 500
_REFUSED_HERE = frozenset({Trouble.REFUSED, Trouble.FORBIDDEN, Trouble.GONE, Trouble.TOO_LARGE})


class _Let(Exception):
    """Somebody disconnected the book meanwhile, or another worker has it."""


def sync_next() -> int:
    """Look at the address book that is due the longest; return how many were looked at."""
    book = claim_book(_LEASE)
    if book is None:
        return 0
    began, counted, mark, trouble, detail = clock.now(), Counted(), book.mark, "", ""
    try:
        with server_of(book) as server:
            mark = _come(server, book, counted)
            if book.giving != Giving.NOTHING:
                _go(server, book, counted)
            if book.giving == Giving.EVERYBODY:
                _make(server, book, counted)
    except ServerTrouble as error:
        trouble, detail = error.trouble, error.detail
    except SealBroken as error:
        trouble, detail = "seal", f"{error}"
    except _Let:
        return 1
    except Exception as error:
        log.exception("an address book cannot be kept in step", book=book.pk)
        trouble, detail = Trouble.REFUSED, type(error).__name__
    end_look(book, began, counted, mark=mark, trouble=trouble, detail=detail)
    return 1


def sync_all() -> int:
    """Look at all address books that are due; return how many were looked at."""
    done = 0
    while some := sync_next():
        done += some
    return done


def _come(server: Server, book: AddressBook, counted: Counted) -> str:
    """Take what changed there since the last look; return up to where it was read."""
    listed = server.listed(book.address, book.mark)
    gone = set(listed.gone)
    if listed.whole:
        here = book.entries.filter(gone_at=None).exclude(path__startswith="forgotten:")
        gone |= set(here.exclude(etag="", sent_at=None).values_list("path", flat=True)) - listed.etags.keys()
    for some in batched(listed.etags, _COMPARED):
        known = entries_at(book, some)
        changed = [one for one in some if _is_news(known.get(one), listed.etags[one])]
        for few in batched(changed, _READ):
            take_in(book, [_came(one) for one in server.cards(book.address, few)], counted)
            _hold(book)
    note_gone(book, gone, counted)
    return listed.mark


def _is_news(entry: BookEntry | None, etag: str) -> bool:
    if entry is None:
        return True
    return not is_forgotten(entry) and (entry.etag != etag or not etag or entry.gone_at is not None)


def _came(card: Card) -> Came:
    return Came(card.path, card.etag, _contact(card.text))


def _contact(text: str) -> Contact | None:
    read = next(iter(read_cards(text.splitlines(keepends=True))), None)
    contact = tidy(read) if read is not None and not isinstance(read, Broken) else None
    return contact if contact and contact.called else None


def _go(server: Server, book: AddressBook, counted: Counted) -> None:
    """Write there what changed here, each card only as it was read: what somebody wrote meanwhile comes first."""
    for page in _pages(book):
        for one in standings(page):
            was = carried_of(one.entry.told)
            found = reconciled(one.entry.ours, one.ours, was, was)
            if found.send:
                _hold(book)
                counted.sent += _write(server, one, found.send)
        _hold(book)


def _pages(book: AddressBook) -> Iterator[Sequence[BookEntry]]:
    rows = book.entries.filter(gone_at=None, failed_at=None, identity__isnull=False).exclude(etag="").order_by("pk")
    last = 0
    while page := list(rows.filter(pk__gt=last)[:_COMPARED]):
        yield page
        last = page[-1].pk


def _write(server: Server, one: Standing, send: dict[str, object]) -> bool:
    entry = one.entry
    card = server.card(entry.book.address, entry.path)
    if card is None or (card.etag or entry.etag) != entry.etag:
        return False
    text = edited(card.text, send)
    contact = _contact(text)
    if contact is None:
        return False
    try:
        etag = server.write(entry.book.address, entry.path, text, entry.etag)
    except CardChanged:
        return False
    except ServerTrouble as trouble:
        if trouble.trouble not in _REFUSED_HERE:
            raise
        return False
    note_sent(entry, etag, contact, one.ours)
    return True


def _make(server: Server, book: AddressBook, counted: Counted) -> None:
    """Give everybody a card there who has none; who lost it there gets no other."""
    for entry in book.entries.filter(etag="", sent_at=None, gone_at=None, came_at=None, identity__isnull=False):
        _hold(book)
        _give(server, entry, counted)  # what was begun, and of which no answer came
    for page in batched(without_card(book)[:_MOST_MADE], _READ):
        for person in page:
            _hold(book)
            if made := card_to_make(book, person):
                _give(server, made, counted)


def _give(server: Server, entry: BookEntry, counted: Counted) -> None:
    for one in standings([entry]):
        text = written(one.contact)
        try:
            etag = server.write(entry.book.address, entry.path, text, "")
        except CardChanged:  # it is there: the answer was lost
            card = server.card(entry.book.address, entry.path)
            etag = card.etag if card else ""
        note_sent(entry, etag, _contact(text) or one.contact, carried(one.contact))
        counted.made += 1


def _hold(book: AddressBook) -> None:
    if not keep_book(book, _LEASE):
        raise _Let
