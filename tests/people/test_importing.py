"""Address books come into the book of people: shown first, written in batches, taken back as a whole."""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.people.actions import anonymize, meet, note_consent
from antiphon.people.actions.bringing_in import write_next
from antiphon.people.actions.importing import approve, discard, hand_in, set_columns, set_letters, take_back
from antiphon.people.models import Consent, ContactCard, ContactImport, Identity, Merge, Person, Suggestion
from antiphon.people.queries.importing import outcomes, planned, rows_of
from antiphon.people.rules.contacts import Contact
from antiphon.people.tasks import compare_all, import_all
from antiphon.people.tasks.importing import _LEASE
from tests.people.address_books import CARDS, LINKEDIN, MASTODON, OUTBOX, TABLE, brought_in, handed_in
from tests.people.folk import met, person_of
from tests.world import World


def _many(count: int) -> str:
    return "Name,Email\n" + "".join(f"Person Number{n},p{n}@home.example\n" for n in range(count))


def test_a_preview_says_what_each_row_becomes_and_writes_nothing(world: World) -> None:
    known = met(world.bottega, "doraconti", "Dora Conti")
    meet(
        world.bottega,
        network="newsletter",
        stable_id="mailto:ada@home.example",
        at=clock.now(),
        handle="ada@home.example",
    )
    people = Person.objects.count()
    told = (
        "Name,Email\nAda Poli,ada@home.example\nMario Rossi,mario@home.example\nMario Rossi,other@home.example\n"
        "Again,mario@home.example\n,not an address\nx,y,z\n"
    )
    made = handed_in(world.anna, told)
    assert [(row.outcome, row.why) for row in rows_of(made)] == [
        ("known", ""), ("new", ""), ("new", ""), ("twice", ""), ("failed", "empty"), ("failed", "columns"),
    ]  # fmt: skip
    assert (Person.objects.count(), ContactCard.objects.count(), made.stage, known.pk) == (
        people,
        0,
        "preview",
        known.pk,
    )


def test_a_windows_table_comes_in_with_its_letters_and_numbers(world: World) -> None:
    made = brought_in(world.anna, TABLE.encode("cp1252"), region="it")
    card = ContactCard.objects.select_related("identity__person").get()
    assert (made.stage, made.encoding, made.delimiter) == ("done", "cp1252", ";")
    assert card.told == {
        "given": "Niccolò",
        "family": "Perù",
        "mails": ["nico@casa.example"],
        "phones": ["+390669821234"],
        "organization": "Caffè Così",
    }
    assert (card.identity.network, card.identity.stable_id) == ("mail", "mailto:nico@casa.example")
    assert str(card.identity.person) == "Niccolò Perù"


def test_nobody_who_is_imported_agreed_to_anything(world: World) -> None:
    made = brought_in(world.anna, CARDS, "book.vcf")
    assert Consent.objects.count() == 0
    assert (made.purpose, made.source, made.approved_by) == ("To ask about the fair", "The fair of May", world.anna)
    assert ContactCard.objects.get().birthday == "1980-05-17"


def test_the_same_book_twice_brings_nothing_new(world: World) -> None:
    brought_in(world.anna, CARDS, "book.vcf")
    counted = (Person.objects.count(), Identity.objects.count(), ContactCard.objects.count())
    again = brought_in(world.anna, CARDS, "book.vcf")
    assert outcomes(again)["same"] == 1
    assert (Person.objects.count(), Identity.objects.count(), ContactCard.objects.count()) == counted


def test_a_batch_that_is_written_again_changes_nothing(world: World) -> None:
    made = brought_in(world.anna, CARDS, "book.vcf")
    made.stage, made.rows_written = "writing", 0
    made.save()
    made.rows.update(told={"name": "Dora Conti", "mails": ["dora@home.example"]})
    assert write_next(made, _LEASE) is True
    assert (Person.objects.count(), Identity.objects.filter(side="them").count()) == (1, 1)
    assert ContactCard.objects.count() == 1


def test_a_name_and_a_number_make_somebody_likely_and_a_member_is_asked(world: World) -> None:
    brought_in(world.anna, CARDS, "book.vcf")
    known = Identity.objects.get(network="mail")
    made = handed_in(world.anna, CARDS.replace("dora@home.example", "dora@work.example"), "other.vcf")
    (row,) = rows_of(made)
    assert (row.outcome, row.person_id, row.score) == ("likely", known.person_id, pytest.approx(0.8))
    approve(world.anna, made, purpose="Fair", source="Fair")
    import_all()
    compare_all()
    assert (Suggestion.objects.get().score, Merge.objects.count()) == (pytest.approx(0.8), 0)


def test_two_people_of_one_name_stay_two(world: World) -> None:
    brought_in(world.anna, "Name,Email\nMario Rossi,one@a.example\nMario Rossi,two@b.example\n")
    compare_all()
    assert (Person.objects.met().count(), Suggestion.objects.count()) == (2, 0)


def test_info_addresses_join_nobody(world: World) -> None:
    met(world.bottega, "shop", "Info")
    made = handed_in(world.anna, "Name,Email,Company\nInfo,info@shop.example,Team\n")
    assert [row.outcome for row in rows_of(made)] == ["new"]


def test_an_account_followed_on_mastodon_is_the_one_that_was_met(world: World) -> None:
    account = met(world.bottega, "doraconti", "Dora Conti")
    made = handed_in(world.anna, MASTODON)
    assert [(row.outcome, row.person_id) for row in rows_of(made)] == [("known", account.person_id), ("failed", None)]
    approve(world.anna, made, purpose="Followed", source="Mastodon")
    import_all()
    compare_all()
    assert [merge.ground for merge in Merge.objects.all()] == ["verified"]
    assert {person_of(one) for one in Identity.objects.filter(side="them")} == {person_of(account)}


def test_whom_an_account_of_mastodon_spoke_to_comes_in_by_its_archive(world: World) -> None:
    account = met(world.bottega, "doraconti", "Dora Conti")
    made = brought_in(world.anna, OUTBOX, "outbox.json")
    compare_all()
    first, second = ContactCard.objects.order_by("pk")
    assert (made.kind, [row.outcome for row in rows_of(made)]) == ("outbox", ["known", "new"])
    assert first.told["note"] == "Spoken to 2 times, from 2024-03-01 to 2024-04-02."
    assert (first.told["account"], second.told["account"]) == ("doraconti@town.example", "ada@hill.example")
    assert person_of(first.identity) == person_of(account)


@pytest.mark.parametrize("cut", [150, 400, 10**9])
def test_an_outbox_that_is_damaged_says_so_and_brings_nobody(world: World, cut: int) -> None:
    told = OUTBOX[:cut] if cut < len(OUTBOX) else OUTBOX.replace("]}", "[" * 200_000)
    made = handed_in(world.anna, told, "outbox.json")
    assert (made.stage, rows_of(made), made.failure[:23]) == ("failed", [], "This outbox is damaged:")


def test_the_connections_of_linkedin_are_read_below_their_notes(world: World) -> None:
    made = brought_in(world.anna, LINKEDIN, "Connections.csv")
    identity = Identity.objects.get(network="linkedin")
    assert (made.kind, identity.url) == ("linkedin", "https://www.linkedin.com/in/dora-conti")
    assert (str(identity.person), identity.cards.get().told["organization"]) == ("Dora Conti", "Bottega")


def test_an_import_is_taken_back_as_a_whole_but_for_whom_somebody_met(world: World) -> None:
    before = Person.objects.count()
    made = brought_in(world.anna, _many(4))
    meet(world.bottega, network="mail", stable_id="mailto:p0@home.example", at=clock.now(), handle="p0@home.example")
    asked = Identity.objects.get(stable_id="mailto:p1@home.example")
    assert asked.person is not None
    note_consent(world.anna, asked.person, "letters", wording="Yes", source="Talk")
    take_back(world.anna, made)
    import_all()
    made.refresh_from_db()
    left = Identity.objects.filter(network="mail").values_list("handle", flat=True)
    assert sorted(left) == ["p0@home.example", "p1@home.example"]
    assert (made.stage, Person.objects.count(), ContactCard.objects.count()) == ("undone", before + 2, 0)
    with pytest.raises(Conflict):
        take_back(world.anna, made)


def test_who_is_forgotten_is_forgotten_in_the_imports_too(world: World) -> None:
    brought_in(world.anna, CARDS, "book.vcf")
    handed_in(world.anna, CARDS, "again.vcf")
    identity = Identity.objects.get(network="mail")
    anonymize(identity, stable_id="gone:1", name="", at=clock.now())
    kept = [row.told for one in ContactImport.objects.all() for row in one.rows.all()]
    assert (ContactCard.objects.count(), kept) == (0, [])


def test_as_many_queries_for_thirty_rows_as_for_one(world: World) -> None:
    def asked(count: int) -> int:
        made = handed_in(world.anna, _many(1).replace("p0", f"first{count}"))
        contacts = [Contact(name=f"Some Body{n}", mails=(f"x{n}@{count}.example",)) for n in range(count)]
        with CaptureQueriesContext(connection) as read:
            planned(world.bottega, made, contacts)
        made = handed_in(world.anna, _many(count).replace("home", f"h{count}"))
        approve(world.anna, made, purpose="Fair", source="Fair")
        with CaptureQueriesContext(connection) as written:
            write_next(made, _LEASE)
        return len(read) + len(written)

    assert asked(1) == asked(30)


def test_a_zip_gives_the_address_book_in_it_and_a_trap_is_refused(world: World) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("csv/Connections.csv", LINKEDIN)
        archive.writestr("media/film.mp4", b"\0" * 1_000_000)
    assert [row.outcome for row in rows_of(handed_in(world.anna, packed.getvalue(), "archive.zip"))] == ["new"]
    trap = io.BytesIO()
    with zipfile.ZipFile(trap, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("all.csv", "w") as file:
        file.write(b"Name,Email\n")
        for _n in range(80):
            file.write(b" " * 900_000 + b"\n")
    made = handed_in(world.anna, trap.getvalue(), "trap.zip")
    assert (made.stage, rows_of(made)) == ("failed", [])
    assert "grows beyond all measure" in made.failure


@pytest.mark.parametrize("told", [b"", b"\0\1\2\3" * 40, b"PK\3\4 broken", b"\n\n"])
def test_what_is_no_address_book_is_refused_and_leaves_no_file(world: World, told: bytes) -> None:
    with pytest.raises(Refusal):
        hand_in(world.anna, "book.csv", ContentFile(told))
    assert ContactImport.objects.count() == 0


def test_columns_have_to_name_somebody(world: World) -> None:
    made = hand_in(world.anna, "book.csv", ContentFile(b"Shoe,Hat\n40,50\n"))
    with pytest.raises(Refusal):
        set_columns(world.anna, made, made.columns)
    with pytest.raises(Refusal):
        set_columns(world.anna, made, ["name", ""], "Italy")
    set_letters(world.anna, made, "cp1250")
    discard(world.anna, made)
    assert ContactImport.objects.count() == 0


def test_who_may_not_answer_people_imports_none(world: World) -> None:
    with pytest.raises(NotAllowed):
        hand_in(world.bruno, "book.csv", ContentFile(b"Name\nDora\n"))
