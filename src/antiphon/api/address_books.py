"""Address books on servers: connected, kept in step both ways, what came and went, what clashes."""

from datetime import datetime

from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.actions import address_books
from antiphon.people.models import AddressBook, BookConflict, Giving
from antiphon.people.queries.address_books import books_of, entry_counts, open_conflicts

router = Router(tags=["people"])
_RUNS = 20


class RunJson(Json, frozen=True, kw_only=True):
    """A look in which something came, went or failed."""

    began_at: datetime
    ended_at: datetime
    came: int
    changed: int
    gone: int
    failed: int
    sent: int
    made: int
    clashed: int
    trouble: str


class AddressBookJson(Json, frozen=True, kw_only=True):
    """An address book of a server; `offered` are those to choose from as long as `address` is empty.

    `giving` is what goes there: `nothing`, `changes`, `everybody`. `trouble` is why the last look failed; `due_at` is
    when it is looked at next, null where that waits for a person. `cards` counts its cards, and what became of them.
    """

    id: int
    name: str
    address: str
    offered: list[str]
    user_name: str
    giving: str
    purpose: str
    connected_at: datetime
    looked_at: datetime | None
    due_at: datetime | None
    trouble: str
    failures: int
    cards: dict[str, int]
    runs: list[RunJson]


class ConflictJson(Json, frozen=True, kw_only=True):
    """What both sides changed, each otherwise; `person` is whom it is about."""

    id: int
    person: int | None
    field: str
    ours: str
    theirs: str
    found_at: datetime


class ConnectBody(Schema):
    """A server, who signs in there, why the people are kept, and what goes there."""

    server: str
    user_name: str
    password: str
    purpose: str
    giving: str = Giving.CHANGES


class ChooseBody(Schema):
    """Which of the address books that were offered, from 0."""

    place: int


class ChangeBody(Schema):
    """Another password, or other things that go there; what is left out stays."""

    password: str | None = None
    giving: str | None = None


class DecideBody(Schema):
    """Which side holds: `ours` or `theirs`."""

    wins: str


@router.get("/brands/{brand}/address-books")
def list_address_books(request: Asked, brand: str) -> list[AddressBookJson]:
    """List the address books that are kept in step."""
    member = _answering(member_of(request, brand))
    return [_shown(one) for one in books_of(member.brand)]


@router.post("/brands/{brand}/address-books")
def connect_address_book(request: Asked, brand: str, body: ConnectBody) -> Created[AddressBookJson]:
    """Connect an address book (CardDAV). The server is asked first; where it has several, choose one then."""
    return Created(_shown(address_books.connect_book(member_of(request, brand), **body.dict())))


@router.get("/address-books/{book_id}")
def read_address_book(request: Asked, book_id: int) -> AddressBookJson:
    """Tell how an address book is kept in step."""
    return _shown(_book(request, book_id)[0])


@router.post("/address-books/{book_id}/choose")
def choose_address_book(request: Asked, book_id: int, body: ChooseBody) -> AddressBookJson:
    """Choose one of the address books that the server offered."""
    found, member = _book(request, book_id)
    address_books.choose_book(member, found, body.place)
    return _shown(found)


@router.post("/address-books/{book_id}/look")
def look_at_address_book(request: Asked, book_id: int) -> AddressBookJson:
    """Have an address book looked at as soon as a worker is free."""
    found, member = _book(request, book_id)
    address_books.look_at_once(member, found)
    found.refresh_from_db()
    return _shown(found)


@router.post("/address-books/{book_id}/change")
def change_address_book(request: Asked, book_id: int, body: ChangeBody) -> AddressBookJson:
    """Change the password, or what goes there."""
    found, member = _book(request, book_id)
    require(member, Duty.CONNECT)
    if body.giving is not None:
        address_books.change_giving(member, found, body.giving)
    if body.password is not None:
        address_books.change_password(member, found, body.password)
    found.refresh_from_db()
    return _shown(found)


@router.post("/address-books/{book_id}/disconnect")
def disconnect_address_book(request: Asked, book_id: int) -> AddressBookJson:
    """Keep an address book in step no longer; return what it was."""
    found, member = _book(request, book_id)
    told = _shown(found)
    address_books.disconnect_book(member, found)
    return told


@router.get("/address-books/{book_id}/conflicts")
def list_book_conflicts(request: Asked, book_id: int) -> list[ConflictJson]:
    """List what both sides changed and nobody decided yet."""
    found, _member = _book(request, book_id)
    return [_conflict(one, person.pk if person else None) for one, person in open_conflicts(found)]


@router.post("/book-conflicts/{conflict_id}")
def decide_book_conflict(request: Asked, conflict_id: int, body: DecideBody) -> ConflictJson:
    """Choose which side holds."""
    conflicts = BookConflict.objects.select_related("entry__book", "entry__identity")
    found = get_object_or_404(conflicts, pk=conflict_id, entry__book__brand__in=brands_of(request))
    address_books.decide_conflict(_answering(member_in(request, found.entry.book.brand_id)), found, body.wins)
    return _conflict(found, found.entry.identity.person_id if found.entry.identity else None)


def _book(request: Asked, pk: int) -> tuple[AddressBook, Member]:
    books = AddressBook.objects.filter(brand__in=brands_of(request), disconnected_at=None)
    found = get_object_or_404(books, pk=pk)
    return found, _answering(member_in(request, found.brand_id))


def _answering(member: Member) -> Member:
    require(member, Duty.ANSWER)
    return member


def _conflict(one: BookConflict, person: int | None) -> ConflictJson:
    return ConflictJson(
        id=one.pk, person=person, field=one.field, ours=one.ours, theirs=one.theirs, found_at=one.found_at
    )


def _shown(found: AddressBook) -> AddressBookJson:
    same = ("name", "address", "user_name", "giving", "purpose", "connected_at", "looked_at", "due_at")
    told = {name: getattr(found, name) for name in (*same, "trouble", "failures")}
    runs = [
        RunJson(**{name: getattr(one, name) for name in RunJson.__struct_fields__})
        for one in found.runs.order_by("-began_at")[:_RUNS]
    ]
    offered = [address for address, _name in found.offered]
    return AddressBookJson(id=found.pk, offered=offered, cards=dict(entry_counts(found)), runs=runs, **told)
