"""Address books on a real server (Radicale) are kept in step: nothing is overwritten silently, nobody deleted."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from antiphon.channels.actions.sealing import rotate_secrets
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.people.actions import anonymize, rename
from antiphon.people.actions.address_books import (
    change_password,
    choose_book,
    connect_book,
    decide_conflict,
    disconnect_book,
    look_at_once,
)
from antiphon.people.actions.syncing import Came, Counted, claim_book, end_look, keep_book, take_in
from antiphon.people.models import AddressBook, BookConflict, BookEntry, BookRun, ContactCard, Identity, Person
from antiphon.people.queries.address_books import sealer, server_of
from antiphon.people.rules.contacts import Contact
from antiphon.people.tasks import sync_all
from tests.partners.radicale import PASSWORD, USER, AddressBookServer
from tests.people.address_books import brought_in
from tests.people.folk import met, person_of
from tests.world import World

pytestmark = pytest.mark.django_db
DORA = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:dora-1\r\nFN:Dora Conti\r\nN:Conti;Dora;;;\r\nEMAIL:dora@home.example\r\n"
    "X-CAT:Olivia\r\nNOTE:only there\r\nEND:VCARD\r\n"
)
ADA = DORA.replace("dora-1", "ada-1").replace("Dora Conti", "Ada Poli").replace("Conti;Dora", "Poli;Ada")
ADA = ADA.replace("dora@", "ada@")


@pytest.fixture
def trusted(address_books: AddressBookServer) -> Iterator[AddressBookServer]:
    with override_settings(PRIVATE_HOSTS=[address_books.host]):
        yield address_books


@pytest.fixture
def there(trusted: AddressBookServer) -> str:
    """The path of an empty book of its own."""
    return trusted.make_book(uuid4().hex)


def _connected(world: World, server: AddressBookServer, there: str, giving: str = "changes") -> AddressBook:
    return connect_book(
        world.anna,
        server=f"http://{server.host}{there}",
        user_name=USER,
        password=PASSWORD,
        purpose="Customers of the shop",
        giving=giving,
    )


def _look(world: World, book: AddressBook) -> AddressBook:
    look_at_once(world.anna, book)
    assert sync_all() == 1
    book.refresh_from_db()
    return book


def _dora() -> Person:
    return person_of(Identity.objects.get(stable_id="mailto:dora@home.example"))


def test_cards_come_in_once_with_why_they_are_kept(world: World, trusted: AddressBookServer, there: str) -> None:
    trusted.put(f"{there}dora.vcf", DORA)
    trusted.put(f"{there}ada.vcf", ADA)
    book = _look(world, _connected(world, trusted, there))
    names = sorted(person.name for person in Person.objects.met())
    run = BookRun.objects.get()
    assert (names, run.came, run.changed, book.trouble) == (["Ada Poli", "Dora Conti"], 2, 0, "")
    assert sorted(one.told["note"] for one in ContactCard.objects.all()) == ["only there", "only there"]
    _look(world, book)
    assert (BookRun.objects.count(), ContactCard.objects.count(), Person.objects.met().count()) == (1, 2, 2)


def test_a_new_name_goes_there_and_leaves_the_rest_of_the_card(
    world: World, trusted: AddressBookServer, there: str
) -> None:
    trusted.put(f"{there}dora.vcf", DORA)
    book = _look(world, _connected(world, trusted, there))
    rename(world.anna, _dora(), "Dora Verdi")
    _look(world, book)
    card = trusted.read(f"{there}dora.vcf")
    kept = [one in card for one in ("FN:Dora Verdi", "N:Verdi;Dora;;;", "X-CAT:Olivia", "NOTE:only there")]
    assert (kept, BookRun.objects.order_by("-pk")[0].sent) == ([True] * 4, 1)
    _look(world, book)
    assert (BookRun.objects.count(), _dora().name) == (2, "Dora Verdi")


def test_what_changed_there_comes_in(world: World, trusted: AddressBookServer, there: str) -> None:
    trusted.put(f"{there}dora.vcf", DORA)
    book = _look(world, _connected(world, trusted, there))
    trusted.put(f"{there}dora.vcf", DORA.replace("FN:Dora Conti", "FN:Dora Neri\r\nEMAIL:d@work.example"))
    _look(world, book)
    handles = sorted(one.handle for one in _dora().identities.all())
    assert (_dora().name, handles) == ("Dora Neri", ["d@work.example", "dora@home.example"])
    assert Person.objects.met().count() == 1


@pytest.mark.parametrize(("wins", "name"), [("ours", "Dora Verdi"), ("theirs", "Dora Neri")])
def test_what_both_sides_changed_waits_for_a_member(
    world: World, trusted: AddressBookServer, there: str, wins: str, name: str
) -> None:
    trusted.put(f"{there}dora.vcf", DORA)
    book = _look(world, _connected(world, trusted, there))
    rename(world.anna, _dora(), "Dora Verdi")
    trusted.put(f"{there}dora.vcf", DORA.replace("FN:Dora Conti", "FN:Dora Neri"))
    _look(world, book)
    conflict = BookConflict.objects.get()
    assert (conflict.ours, conflict.theirs, _dora().name) == ("Dora Verdi", "Dora Neri", "Dora Verdi")
    assert "FN:Dora Neri" in trusted.read(f"{there}dora.vcf")
    decide_conflict(world.anna, conflict, wins)
    _look(world, book)
    assert (_dora().name, f"FN:{name}" in trusted.read(f"{there}dora.vcf")) == (name, True)
    with pytest.raises(Conflict):
        decide_conflict(world.anna, conflict, wins)


def test_who_is_deleted_there_stays_here_and_is_not_sent_again(
    world: World, trusted: AddressBookServer, there: str
) -> None:
    trusted.put(f"{there}dora.vcf", DORA)
    book = _look(world, _connected(world, trusted, there, "everybody"))
    trusted.delete(f"{there}dora.vcf")
    _look(world, book)
    rename(world.anna, _dora(), "Dora Verdi")
    _look(world, book)
    assert (BookEntry.objects.get().gone_at is not None, trusted.paths(there)) == (True, [])
    assert _dora().name == "Dora Verdi"


def test_who_is_erased_here_never_comes_again(world: World, trusted: AddressBookServer, there: str) -> None:
    trusted.put(f"{there}dora.vcf", DORA)
    book = _look(world, _connected(world, trusted, there))
    anonymize(Identity.objects.get(network="mail"), stable_id="gone:1", name="", at=clock.now())
    trusted.put(f"{there}dora.vcf", DORA.replace("NOTE:only", "NOTE:still"))
    AddressBook.objects.update(mark="")
    _look(world, book)
    entry = BookEntry.objects.get()
    assert (entry.told, entry.ours, "dora" in entry.path, ContactCard.objects.count()) == ({}, {}, False, 0)
    assert Identity.objects.filter(network="mail", anonymized_at=None).count() == 0


def test_everybody_with_an_address_gets_one_card(world: World, trusted: AddressBookServer, there: str) -> None:
    brought_in(world.anna, "Name,Email\nAda Poli,ada@home.example\n")
    met(world.bottega, "nomail", "No Mail")
    book = _look(world, _connected(world, trusted, there, "everybody"))
    (path,) = trusted.paths(there)
    assert "ada@home.example" in trusted.read(path.removesuffix("</"))
    BookEntry.objects.update(sent_at=None, etag="")  # as if the answer had been lost
    _look(world, book)
    assert (len(trusted.paths(there)), Person.objects.met().count()) == (1, 2)


def test_without_sync_tokens_a_book_is_compared_by_its_tags(
    world: World, trusted: AddressBookServer, there: str
) -> None:
    trusted.put(f"{there}dora.vcf", DORA)
    book = _look(world, _connected(world, trusted, there))
    with server_of(book) as server:
        listed = server._by_ctag(book.address, "")
        assert server._by_ctag(book.address, listed.mark).etags == {}
        assert list(listed.etags) == [f"{there}dora.vcf"]
        forgotten = server.listed(book.address, "token:http://radicale.org/ns/sync/of-yesterday")
        assert (forgotten.whole, list(forgotten.etags)) == (True, [f"{there}dora.vcf"])


def test_a_server_with_several_books_lets_one_choose(world: World, trusted: AddressBookServer, there: str) -> None:
    trusted.make_book(uuid4().hex)
    made = connect_book(world.anna, server=trusted.url, user_name=USER, password=PASSWORD, purpose="Shop")
    place = [address for address, _name in made.offered].index(f"http://{trusted.host}{there}")
    with pytest.raises(Refusal):
        choose_book(world.anna, made, 99)
    choose_book(world.anna, made, place)
    assert (made.address, made.offered) == (f"http://{trusted.host}{there}", [])
    with pytest.raises(Conflict):
        _connected(world, trusted, there)


def test_a_wrong_password_is_told_and_waits_for_a_person(
    world: World, trusted: AddressBookServer, there: str
) -> None:
    with pytest.raises(Refusal) as refused:
        connect_book(world.anna, server=trusted.url, user_name=USER, password="no", purpose="Shop")
    assert (refused.value.field, AddressBook.objects.count()) == ("password", 0)
    book = _connected(world, trusted, there)
    AddressBook.objects.update(user_name="nobody")
    _look(world, book)
    assert (book.trouble, book.due_at, book.failures) == ("auth", None, 1)
    AddressBook.objects.update(user_name=USER)
    change_password(world.anna, book, PASSWORD)
    assert (sync_all(), AddressBook.objects.get().trouble) == (1, "")


def test_passwords_are_sealed_turned_with_the_key_and_gone_in_the_end(
    world: World, trusted: AddressBookServer, there: str
) -> None:
    book = _connected(world, trusted, there)
    assert PASSWORD not in book.password_sealed
    sealed = book.password_sealed
    rotate_secrets()
    book = _look(world, book)
    assert (book.password_sealed != sealed, book.trouble) == (True, "")
    disconnect_book(world.anna, book)
    book.refresh_from_db()
    assert (book.password_sealed, book.due_at, sync_all()) == ("", None, 0)


@pytest.mark.parametrize(
    "typed", ["", "ftp://home.example", "http://home.example", "https://a:b@home.example/", "https://[", "https://"]
)
def test_what_is_no_safe_address_is_refused_before_anybody_is_asked(world: World, typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        connect_book(world.anna, server=typed, user_name=USER, password=PASSWORD, purpose="Shop")
    assert refused.value.field == "server"


def test_a_private_address_that_nobody_allowed_is_not_asked(world: World, address_books: AddressBookServer) -> None:
    assert settings.PRIVATE_HOSTS == []
    with pytest.raises(Refusal):
        connect_book(
            world.anna, server=f"https://{address_books.host}/", user_name=USER, password=PASSWORD, purpose="Shop"
        )


def test_only_who_may_connect_connects(world: World) -> None:
    with pytest.raises(NotAllowed):
        connect_book(world.bruno, server="https://home.example", user_name=USER, password="x", purpose="Shop")


def _book(world: World, address: str = "https://a.example/dora/") -> AddressBook:
    return AddressBook.objects.create(
        brand=world.bottega, name="x", server="x", address=address, user_name="x", password_sealed="", purpose="x",
        connected_by=world.anna, connected_at=clock.now(), due_at=clock.now(),
    )  # fmt: skip


def test_who_was_erased_stays_so_when_the_same_book_is_connected_again(world: World) -> None:
    card = Came("/dora/1.vcf", "1", Contact(name="Dora Conti", mails=("dora@home.example",)))
    take_in(before := _book(world), [card], Counted())
    anonymize(Identity.objects.get(network="mail"), stable_id="gone:1", name="", at=clock.now())
    disconnect_book(world.anna, before)
    take_in(_book(world), [card], counted := Counted())
    assert (counted.came, Identity.objects.filter(network="mail", anonymized_at=None).exists()) == (0, False)
    take_in(_book(world, "https://b.example/dora/"), [card], counted)
    assert counted.came == 1


def test_a_worker_that_was_overtaken_lets_the_book_go(world: World) -> None:
    made = _book(world)
    slow = claim_book(timedelta(minutes=10))
    assert slow is not None
    assert (keep_book(slow, timedelta(minutes=10)), claim_book(timedelta(minutes=10))) == (True, None)
    AddressBook.objects.update(held_until=clock.now() - timedelta(seconds=1))
    assert claim_book(timedelta(minutes=10)) == made
    assert not keep_book(slow, timedelta(minutes=10))
    end_look(slow, clock.now(), Counted(), mark="old")
    made.refresh_from_db()
    assert (made.mark, made.held_until is None) == ("", False)


def test_what_nobody_foresaw_is_told_of_and_tried_later(world: World) -> None:
    made = _book(world)
    AddressBook.objects.update(password_sealed=sealer().seal(b"\xff"))
    assert sync_all() == 1
    made.refresh_from_db()
    assert (made.trouble, made.trouble_detail, made.failures) == ("refused", "UnicodeDecodeError", 1)


def test_cards_come_with_as_many_queries_for_twenty_as_for_one(world: World) -> None:
    def asked(count: int) -> int:
        book = AddressBook.objects.create(
            brand=world.bottega, name="x", server="x", address=f"https://a.example/{count}/", user_name="x",
            password_sealed="", purpose="x", connected_by=world.anna, connected_at=clock.now(),
        )  # fmt: skip
        cards = [
            Came(f"/{count}/{n}.vcf", "1", Contact(name=f"Some Body{n}", mails=(f"{n}@{count}.example",)))
            for n in range(count)
        ]
        take_in(book, cards, Counted())
        with CaptureQueriesContext(connection) as read:
            take_in(book, cards, Counted())
        return len(read) - 2 * count  # each card that changed is saved, with what it tells

    assert asked(1) == asked(20)
