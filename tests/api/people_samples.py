"""What the test of access sends where people are found to be one."""

import atexit
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from antiphon.lib import clock
from antiphon.organizations.rules import Duty
from antiphon.people.actions import join_people, note_consent
from antiphon.people.actions.importing import hand_in
from antiphon.people.models import AddressBook, BookConflict, BookEntry, Suggestion
from antiphon.people.queries.address_books import sealer
from antiphon.people.tasks import compare_all
from tests.api.talk import Talk
from tests.people.address_books import CARDS, brought_in, handed_in
from tests.people.folk import met, person_of
from tests.webpages import Web, small_web
from tests.world import World

type Maker = Callable[[World, Talk], int | str]


def other_than_dora(world: World) -> int:
    """Meet somebody else; return who."""
    return person_of(met(world.bottega, "other", "Some Body", network="bluesky")).pk


def _suggestion(world: World, _talk: Talk) -> int:
    for network in ("mastodon", "bluesky"):
        met(world.bottega, "doraconti", "Dora Conti", network=network)
    compare_all()
    return Suggestion.objects.get().pk


def _joining(world: World, talk: Talk) -> int:
    other = person_of(met(world.bottega, "other", "Some Body", network="bluesky"))
    return join_people(world.anna, talk.dora, other).pk


def _consent(world: World, talk: Talk) -> int:
    return note_consent(world.anna, talk.dora, "quote", wording="Yes", source="Talk").pk


def _import(world: World, _talk: Talk) -> int:
    return handed_in(world.anna, CARDS, "book.vcf").pk


def imported(world: World, _talk: Talk) -> int:
    """Bring somebody in by an address book; return by which."""
    return brought_in(world.anna, CARDS, "book.vcf").pk


def waiting_columns(world: World, _talk: Talk) -> int:
    """Hand a table in of which nobody has named the columns; return which."""
    return hand_in(world.anna, "book.csv", ContentFile(b"Name\nAda\n")).pk


def _address_book(world: World, _talk: Talk) -> int:
    book = AddressBook(brand=world.bottega, name="Phone", address="https://home.example/anna/", user_name="anna")
    book.password_sealed, book.connected_by, book.connected_at = sealer().seal(b"x"), world.anna, clock.now()
    book.save()
    return book.pk


def book_to_choose(world: World, talk: Talk) -> int:
    """Connect a server that offers address books; return which."""
    pk = _address_book(world, talk)
    AddressBook.objects.filter(pk=pk).update(address="", offered=[["https://home.example/anna/", "Phone"]])
    return pk


def _book_conflict(world: World, talk: Talk) -> int:
    entry = BookEntry.objects.create(book_id=_address_book(world, talk), path="/anna/1.vcf")
    return BookConflict.objects.create(entry=entry, field="name", ours="A", theirs="B", found_at=clock.now()).pk


def server(*_: object) -> dict[str, str]:
    """Return what connects an address book on a server of this machine."""
    return {
        "server": f"{_small_book().url}/",
        "user_name": "anna",
        "password": "x",
        "purpose": "The shop",
        "giving": "nothing",
    }


@cache
def _small_book() -> Web:
    serving = ExitStack()
    atexit.register(serving.close)
    web = serving.enter_context(small_web())
    told = (
        '<multistatus xmlns="DAV:"><response><href>/</href><propstat><prop><resourcetype><addressbook '
        'xmlns="urn:ietf:params:xml:ns:carddav"/></resourcetype></prop><status>HTTP/1.1 200 OK</status></propstat>'
        "</response></multistatus>"
    )
    web.answers = {"/": (207, {"Content-Type": "application/xml"}, told.encode())}
    return web


def book(_world: World, _talk: Talk, *_place: object) -> dict[str, SimpleUploadedFile]:
    """Return an address book as a form sends it."""
    return {"file": SimpleUploadedFile("book.vcf", CARDS.encode(), "text/vcard")}


MAKERS: dict[str, Maker] = {
    "suggestion_id": _suggestion,
    "joining_id": _joining,
    "consent_id": _consent,
    "import_id": _import,
    "book_id": _address_book,
    "conflict_id": _book_conflict,
}
CALLS: dict[str, tuple[Duty, Any]] = {
    "POST /same-person/{suggestion_id}": (Duty.ANSWER, {"answer": "link"}),
    "POST /people/{person_id}/join": (Duty.ANSWER, lambda world, _: {"other": other_than_dora(world)}),
    "POST /joinings/{joining_id}/take-back": (Duty.ANSWER, None),
    "POST /people/{person_id}/consents": (Duty.ANSWER, {"purpose": "quote", "wording": "Yes", "source": "Talk"}),
    "POST /consents/{consent_id}/withdraw": (Duty.ANSWER, None),
    "GET /brands/{brand}/contact-imports": (Duty.ANSWER, None),
    "GET /contact-imports/{import_id}": (Duty.ANSWER, None),
    "GET /contact-imports/{import_id}/rows": (Duty.ANSWER, None),
    "POST /contact-imports/{import_id}/write": (Duty.ANSWER, {"purpose": "Fair", "source": "Fair"}),
    "POST /contact-imports/{import_id}/discard": (Duty.ANSWER, None),
    "GET /brands/{brand}/address-books": (Duty.ANSWER, None),
    "POST /brands/{brand}/address-books": (Duty.CONNECT, server),
    "GET /address-books/{book_id}": (Duty.ANSWER, None),
    "POST /address-books/{book_id}/look": (Duty.ANSWER, None),
    "POST /address-books/{book_id}/change": (Duty.CONNECT, {"giving": "nothing"}),
    "POST /address-books/{book_id}/disconnect": (Duty.CONNECT, None),
    "GET /address-books/{book_id}/conflicts": (Duty.ANSWER, None),
    "POST /book-conflicts/{conflict_id}": (Duty.ANSWER, {"wins": "ours"}),
    "GET /people/{person_id}/contact": (Duty.ANSWER, None),
    "GET /people/{person_id}/export": (Duty.HOST, None),
    "POST /people/{person_id}/erase": (Duty.MANAGE, {"name": "Dora"}),
    "POST /people/{person_id}/name": (Duty.ANSWER, {"name": "Dora Conti"}),
}
