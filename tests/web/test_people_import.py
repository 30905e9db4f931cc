"""The pages by which people come in and out."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from antiphon.people.models import ContactImport, Identity
from antiphon.people.tasks import import_all
from antiphon.web.pages.people_import import PAGE
from tests.people.address_books import CARDS, brought_in, handed_in
from tests.web.readers import signed_in
from tests.world import World

pytestmark = pytest.mark.django_db


def test_an_address_book_is_looked_at_and_brought_in(world: World) -> None:
    client = signed_in(world.anna)
    given = {"file": SimpleUploadedFile("book.csv", b"Nome;Cognome;E-mail\nDora;Conti;dora@home.example\n")}
    here = client.post(reverse("people_import", args=["bottega"]), given)
    made = ContactImport.objects.get()
    one = reverse("one_import", args=["bottega", made.pk])
    assert (here.status_code, here["Location"]) == (303, one)
    assert 'value="mails" selected' in client.get(one).content.decode()
    columns = {"do": "columns", "column-0": "given", "column-1": "family", "column-2": "mails"}
    assert client.post(one, columns).status_code == 303
    import_all()
    assert "new person · 1" in client.get(one).content.decode()
    assert client.post(one, {"do": "write", "purpose": "", "source": "x"}).status_code == 422
    assert client.post(one, {"do": "write", "purpose": "Fair", "source": "Talk"}).status_code == 303
    import_all()
    identity = Identity.objects.get(network="mail")
    page = client.get(reverse("person", args=["bottega", identity.person_id])).content.decode()
    assert "dora@home.example" in page
    assert "for: Fair" in page


def test_what_is_no_address_book_is_told_at_the_form(world: World) -> None:
    answer = signed_in(world.anna).post(
        reverse("people_import", args=["bottega"]), {"file": SimpleUploadedFile("a.csv", b"\0\1")}
    )
    assert answer.status_code == 422
    assert "This is no address book" in answer.content.decode()


def test_many_rows_are_shown_in_pages(world: World) -> None:
    rows = "".join(f"Some Body{n},n{n}@home.example\n" for n in range(PAGE + 1))
    made = handed_in(world.anna, "Name,Email\n" + rows)
    client, one = signed_in(world.anna), reverse("one_import", args=["bottega", made.pk])
    assert client.get(one).content.decode().count("<tr><th") == PAGE + 1  # with the head
    assert "Some Body50" in client.get(one + "?page=2").content.decode()


def test_people_go_out_as_cards_and_as_a_table_without_formulas(world: World) -> None:
    brought_in(world.anna, CARDS, "book.vcf")
    brought_in(world.anna, 'Name,Email,Note\n"=HYPERLINK(1)",evil@home.example,@sum\n')
    client = signed_in(world.anna)
    cards = client.get(reverse("people_cards", args=["bottega"])).getvalue().decode()
    assert "FN:Dora Conti\r\nN:Conti;Dora;;;\r\nEMAIL:dora@home.example\r\nTEL:+390669821234\r\n" in cards
    assert "NOTE:one\\, two\\nthree" in cards
    table = client.get(reverse("people_csv", args=["bottega"])).getvalue().decode()
    rows = list(csv.reader(io.StringIO(table)))
    assert [row[0] for row in rows] == ["Name", "Dora Conti", "'=HYPERLINK(1)"]
    assert rows[1][4] == "'+390669821234"
    person = Identity.objects.get(stable_id="mailto:dora@home.example").person_id
    card = client.get(reverse("person_card", args=["bottega", person])).getvalue().decode()
    assert card in cards


def test_what_goes_out_comes_in_again_as_nothing_new(world: World) -> None:
    brought_in(world.anna, CARDS, "book.vcf")
    client = signed_in(world.anna)
    table = client.get(reverse("people_csv", args=["bottega"])).getvalue()
    again = handed_in(world.anna, table)
    assert [(row.outcome, row.told["phones"]) for row in again.rows.all()] == [("same", ["+390669821234"])]
