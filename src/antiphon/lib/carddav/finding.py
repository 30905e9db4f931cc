"""Which address books somebody has at a server (RFC 6764): from whatever address they know of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from antiphon.lib.carddav.answers import CARD, DAV, Found
from antiphon.lib.carddav.server import Server, ServerTrouble, Trouble

_ABOUT = ("d:resourcetype", "d:displayname", "d:current-user-principal", "c:addressbook-home-set")
#: Trouble at one address that says nothing of the next.
_ONLY_THERE = frozenset({Trouble.GONE, Trouble.REFUSED, Trouble.FORBIDDEN})


@dataclass(frozen=True, slots=True)
class Book:
    """An address book of a server: where it is, and what it is called there."""

    address: str
    name: str


def books_at(server: Server, address: str) -> list[Book]:
    """Return the address books of who asks, from the address of a book, a person or the server.

    Raise ServerTrouble, NO_BOOK if there is none.
    """
    last: ServerTrouble | None = None
    for one in dict.fromkeys((address, urljoin(address, "/.well-known/carddav"), urljoin(address, "/"))):
        try:
            found = list(_books(server, one))
        except ServerTrouble as trouble:
            if trouble.trouble not in _ONLY_THERE:
                raise
            last = trouble
        else:
            if found:
                return found
    raise ServerTrouble(Trouble.NO_BOOK, last.detail if last else "")


def _books(server: Server, address: str) -> Iterator[Book]:
    where, here = _told(server, address)
    if here.is_a(f"{CARD}addressbook"):
        yield _book(here, where)
        return
    home = here.address(f"{CARD}addressbook-home-set", where)
    principal = here.address(f"{DAV}current-user-principal", where)
    if not home and principal:
        where, person = _told(server, principal)
        home = person.address(f"{CARD}addressbook-home-set", where)
    if home:
        where, answer = server.properties(home, _ABOUT, 1)
        yield from (_book(one, where) for one in answer.found if one.is_a(f"{CARD}addressbook"))


def _told(server: Server, address: str) -> tuple[str, Found]:
    where, answer = server.properties(address, _ABOUT)
    return where, next(iter(answer.found), Found("", 404))


def _book(found: Found, base: str) -> Book:
    address = urljoin(base, found.path)
    return Book(address if address.endswith("/") else f"{address}/", found.text(f"{DAV}displayname")[:200])
