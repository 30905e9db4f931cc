"""The pages of address books on servers, with a real server behind them."""

from uuid import uuid4

import pytest
from django.test import override_settings
from django.urls import reverse

from antiphon.people.actions import rename
from antiphon.people.models import AddressBook, Identity
from antiphon.people.tasks import sync_all
from tests.partners.radicale import PASSWORD, USER, AddressBookServer
from tests.people.folk import person_of
from tests.people.test_address_books import DORA
from tests.web.readers import signed_in
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_book_is_connected_read_and_what_clashes_is_decided(world: World, address_books: AddressBookServer) -> None:
    client, there = signed_in(world.anna), address_books.make_book(uuid4().hex)
    address_books.put(f"{there}dora.vcf", DORA)
    typed = {"user_name": USER, "password": PASSWORD, "purpose": "The fair", "giving": "changes"}
    books = reverse("address_books", args=["bottega"])
    assert "No address book yet" in client.get(books).content.decode()
    with override_settings(PRIVATE_HOSTS=[address_books.host]):
        wrong = client.post(books, typed | {"server": f"http://{address_books.host}{there}", "password": "no"})
        assert (wrong.status_code, "does not know this user name" in wrong.content.decode()) == (422, True)
        answer = client.post(books, typed | {"server": f"http://{address_books.host}{there}"})
        book = AddressBook.objects.get()
        one = reverse("address_book", args=["bottega", book.pk])
        assert (answer.status_code, answer["Location"]) == (303, one)
        sync_all()
        dora = person_of(Identity.objects.get(network="mail"))
        card = client.get(reverse("person", args=["bottega", dora.pk])).content.decode()
        assert "for: The fair" in card
        rename(world.anna, dora, "Dora Verdi")
        address_books.put(f"{there}dora.vcf", DORA.replace("FN:Dora Conti", "FN:Dora Neri"))
        client.post(one, {"do": "look"})
        sync_all()
        page = client.get(one).content.decode()
        assert ("Ours: Dora Verdi" in page, "Theirs: Dora Neri" in page, PASSWORD in page) == (True, True, False)
        conflict = book.entries.get().conflicts.get()
        assert client.post(one, {"do": "decide", "conflict": conflict.pk, "wins": "theirs"}).status_code == 303
    dora.refresh_from_db()
    assert dora.name == "Dora Neri"
    assert client.post(one, {"do": "disconnect"}).status_code == 303
    assert client.get(one).status_code == 404


def test_one_of_several_books_is_chosen_and_a_bad_choice_told(world: World) -> None:
    book = AddressBook.objects.create(
        brand=world.bottega, name="home", user_name="a", password_sealed="x", purpose="x", server="x",
        offered=[["https://home.example/a/", "Phone"], ["https://home.example/b/", ""]],
        connected_by=world.anna, connected_at=world.anna.user.date_joined,
    )  # fmt: skip
    client, one = signed_in(world.anna), reverse("address_book", args=["bottega", book.pk])
    assert client.get(one).content.decode().count('name="place"') == 2
    assert client.post(one, {"do": "choose", "place": "7"}).status_code == 422
    assert client.post(one, {"do": "look"}).status_code == 422
    assert client.post(one, {"do": "choose", "place": "1"}).status_code == 303
    book.refresh_from_db()
    assert (book.address, book.due_at is not None) == ("https://home.example/b/", True)
