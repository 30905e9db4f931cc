"""Address books on servers are connected, chosen, looked at at once, disconnected; what clashes is decided."""

from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from antiphon.lib import clock
from antiphon.lib.carddav import Book, Server, ServerTrouble, Trouble, books_at
from antiphon.lib.errors import Conflict, Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.models import AddressBook, BookConflict, BookEntry, Giving, Person, Wins
from antiphon.people.queries.address_books import sealer, server_bounds
from antiphon.people.rules.contacts import plain_mail

_MOST_OFFERED = 50
_SAID = {
    Trouble.AUTH: gettext_lazy(
        "The server does not know this user name and password. Where you sign in with a code, it wants a password "
        "made for programs."
    ),
    Trouble.ELSEWHERE: gettext_lazy("The server sends you on to %(detail)s. Type that address if you trust it."),
    Trouble.PRIVATE: gettext_lazy(
        "This address leads into a private network. If it is yours, ANTIPHON_PRIVATE_HOSTS can name it."
    ),
    Trouble.UNREACHABLE: gettext_lazy("The server does not answer. Look at the address, or try later."),
}
_NOTHING = gettext_lazy("There is no address book at this address. Type the one that your server tells for CardDAV.")


def connect_book(
    by: Member, *, server: str, user_name: str, password: str, purpose: str, giving: str = Giving.CHANGES
) -> AddressBook:
    """Connect an address book of a server; where there are several, one is to be chosen then. Asks the server.

    Raise Refusal if there is none, or it lets nobody in: then nothing is kept.
    """
    require(by, Duty.CONNECT)
    address = _address(server)
    for field, said in (("user_name", user_name), ("password", password), ("purpose", purpose)):
        if not said.strip():
            raise Refusal(_("Fill this in."), field=field)
    if giving not in Giving.values:
        raise Refusal(_("Choose what goes to the server."), field="giving")
    found = _asked(address, user_name.strip(), password)
    made = AddressBook(
        brand=by.brand,
        name=urlsplit(address).hostname or "",
        server=address[:500],
        offered=[[one.address, one.name] for one in found[:_MOST_OFFERED]],
        user_name=user_name.strip()[:200],
        password_sealed=sealer().seal(password.encode()),
        giving=giving,
        purpose=purpose.strip()[:200],
        connected_by=by,
        connected_at=clock.now(),
    )
    return _placed(made, found[0]) if len(found) == 1 else _kept(made)


@transaction.atomic
def choose_book(by: Member, book: AddressBook, place: int) -> None:
    """Choose one of the address books that the server offered."""
    require(by, Duty.CONNECT)
    held = _held(by, book)
    if held.address:
        raise Conflict(_("An address book is chosen already."))
    if not 0 <= place < len(held.offered):
        raise Refusal(_("Choose one of the address books."), field="place")
    _placed(held, Book(*held.offered[place]))
    book.refresh_from_db()


@transaction.atomic
def look_at_once(by: Member, book: AddressBook) -> None:
    """Have an address book looked at as soon as a worker is free."""
    require(by, Duty.ANSWER)
    held = _held(by, book)
    if not held.address:
        raise Conflict(_("Choose one of the address books."))
    held.due_at = clock.now()
    held.save(update_fields=["due_at"])


def change_password(by: Member, book: AddressBook, password: str) -> None:
    """Give a book another password, tried at the server first; it is looked at then."""
    require(by, Duty.CONNECT)
    if not password:
        raise Refusal(_("Fill this in."), field="password")
    held = _held(by, book)
    _asked(held.address or held.server, held.user_name, password)
    sealed = sealer().seal(password.encode())
    AddressBook.objects.filter(pk=held.pk).update(
        password_sealed=sealed, due_at=clock.now(), trouble="", trouble_detail="", failures=0
    )


@transaction.atomic
def change_giving(by: Member, book: AddressBook, giving: str) -> None:
    """Say anew what goes to the server."""
    require(by, Duty.CONNECT)
    if giving not in Giving.values:
        raise Refusal(_("Choose what goes to the server."), field="giving")
    held = _held(by, book)
    held.giving = giving
    held.save(update_fields=["giving"])


@transaction.atomic
def disconnect_book(by: Member, book: AddressBook) -> None:
    """Keep an address book in step no longer. Nothing is deleted there; who came by it stays in the book."""
    require(by, Duty.CONNECT)
    held = _held(by, book)
    held.disconnected_at, held.disconnected_by, held.due_at = clock.now(), by, None
    held.password_sealed, held.mark, held.offered = "", "", []
    held.save()
    BookConflict.objects.filter(entry__book=held, answered_at=None).delete()
    there = BookEntry.objects.filter(book=held).exclude(path__startswith="forgotten:")
    there.filter(card=None).delete()
    there.update(told={}, ours={}, etag="")  # what is left says where a card came from, and what for


@transaction.atomic
def decide_conflict(by: Member, conflict: BookConflict, wins: str) -> None:
    """Choose which side holds: ours goes there with the next look, theirs comes into the book of people."""
    require(by, Duty.ANSWER)
    if wins not in Wins.values:
        raise Refusal(_("Choose one of the two."), field="wins")
    open_now = BookConflict.objects.select_for_update().filter(pk=conflict.pk, answered_at=None)
    held = open_now.filter(entry__book__brand=by.brand).first()
    if held is None:
        raise Conflict(_("Somebody else answered this already."))
    held.answer, held.answered_by, held.answered_at = wins, by, clock.now()
    held.save()
    entry = BookEntry.objects.select_for_update().get(pk=held.entry_id)
    if wins == Wins.OURS:
        entry.ours.pop(held.field, None)  # so it counts as changed here
        entry.save(update_fields=["ours"])
        AddressBook.objects.kept().filter(pk=entry.book_id).update(due_at=clock.now())
    else:
        _take(entry, held)


def _take(entry: BookEntry, held: BookConflict) -> None:
    if held.field == "name" and entry.identity and entry.identity.person:
        person: Person = entry.identity.person
        person.name = held.theirs[:200]
        person.save(update_fields=["name"])
    if entry.card:
        entry.card.added_at = clock.now()  # what it tells is told before all others from now on
        entry.card.save(update_fields=["added_at"])
    entry.ours[held.field] = held.theirs
    entry.save(update_fields=["ours"])


def _address(typed: str) -> str:
    """Return the address of a server: what is typed, or that of a mail address."""
    plain = typed.strip()
    if not plain:
        raise Refusal(_("Type the address of the server, or your mail address."), field="server")
    if "://" not in plain:
        mail = plain_mail(plain) if "/" not in plain else ""
        plain = f"https://{mail.rpartition('@')[2] or plain}"
    try:
        parts = urlsplit(plain)
        trusted = server_bounds().allows(parts.hostname or "", parts.port or 80)
    except ValueError:
        raise Refusal(_("This is no address of a server."), field="server") from None
    if parts.username or not parts.hostname or parts.scheme not in {"https", "http"}:
        raise Refusal(_("This is no address of a server."), field="server")
    if parts.scheme == "http" and not trusted:
        raise Refusal(
            _(
                "Type an address that begins with https. Over http, whoever carries the request could read "
                "the credentials. Of your own machines, ANTIPHON_PRIVATE_HOSTS can name those to trust."
            ),
            field="server",
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path or '/'}"


def _asked(address: str, user_name: str, password: str) -> list[Book]:
    try:
        with Server(address, user_name, password, server_bounds()) as server:
            return books_at(server, address)
    except ServerTrouble as trouble:
        said = f"{_SAID.get(trouble.trouble, _NOTHING)}"
        field = "password" if trouble.trouble == Trouble.AUTH else "server"
        raise Refusal(said % {"detail": trouble.detail} if "%(" in said else said, field=field) from trouble


def _placed(made: AddressBook, found: Book) -> AddressBook:
    made.address = found.address[:1000]
    made.name = (found.name or made.name)[:200]
    made.offered, made.due_at = [], clock.now()
    return _kept(made)


def _kept(made: AddressBook) -> AddressBook:
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise Conflict(_("This address book is connected already.")) from None
    return made


def _held(by: Member, book: AddressBook) -> AddressBook:
    held = AddressBook.objects.select_for_update().filter(pk=book.pk, brand=by.brand, disconnected_at=None)
    with transaction.atomic():
        found = held.first()
    if found is None:
        raise Conflict(_("This address book is not connected any more."))
    return found
