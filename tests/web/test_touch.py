"""What is written down about a person, on their page."""

import pytest
from django.test import Client

from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.people.models import Person
from antiphon.relationships.actions.keeping import keep_in_touch
from antiphon.relationships.actions.remembering import note_down, promise
from antiphon.relationships.models import Encounter, PersonDate, PersonNote, Promise, Relationship, TimeSpent
from tests.relationships.keeping import editor, known
from tests.web.readers import signed_in
from tests.world import World


@pytest.fixture
def maren(world: World) -> Person:
    return known(world, "Maren")


@pytest.fixture
def anna(world: World) -> Client:
    return signed_in(world.anna)


def of(person: Person, rest: str = "") -> str:
    return f"/b/bottega/people/{person.pk}/{rest}"


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode().replace("\xa0", " ")


def test_a_call_is_written_down_and_stands_in_the_history(anna: Client, world: World, maren: Person) -> None:
    assert "Write down a contact" in page(anna, of(maren, "contact/"))
    typed = {"kind": "call", "at": "2026-01-05T10:00", "ours": "no", "minutes": "20", "words": "The new kiln"}
    answer = anna.post(of(maren, "contact/?then=list"), typed)
    assert (answer.status_code, answer["Location"]) == (303, "/b/bottega/keep-in-touch/")
    made = Encounter.objects.get()
    assert (made.at.astimezone(world.bottega.zone).hour, made.ours, made.minutes) == (10, False, 20)
    shown = page(anna, of(maren))
    assert "Maren called or met us: call" in shown
    assert shown.count("The new kiln") == 1
    assert "20 minutes given to them" in shown


def test_a_contact_that_is_sent_twice_counts_once(anna: Client, world: World, maren: Person) -> None:
    form = page(anna, of(maren, "contact/"))
    key = form.split('name="request_key" value="')[1].split('"')[0]
    typed = {"kind": "call", "at": "2026-01-05T10:00", "ours": "no", "minutes": "20", "request_key": key}
    for _again in range(2):
        assert anna.post(of(maren, "contact/"), typed).status_code == 303
    counted = (
        Encounter.objects.count(),
        TimeSpent.objects.count(),
        Interaction.objects.filter(source__startswith="encounter").count(),
    )
    assert counted == (1, 1, 2)


def test_a_call_that_is_to_come_is_refused_at_its_field(anna: Client, maren: Person) -> None:
    typed = {"kind": "call", "at": f"{clock.now().year + 1}-01-05T10:00", "ours": "yes"}
    answer = anna.post(of(maren, "contact/"), typed)
    assert (answer.status_code, "This has not happened yet" in answer.content.decode()) == (422, True)
    assert not Encounter.objects.exists()


def test_a_promise_is_noted_and_settled(anna: Client, maren: Person) -> None:
    assert anna.post(of(maren, "promises/new/"), {"what": "a photo", "due": "2026-01-05"}).status_code == 303
    made = Promise.objects.get()
    assert "You promised: a photo" in page(anna, of(maren))
    assert "overdue" in page(anna, of(maren))
    assert anna.post(of(maren, f"promises/{made.pk}/"), {"outcome": "kept"}).status_code == 303
    assert anna.post(of(maren, f"promises/{made.pk}/"), {"outcome": "kept"}).status_code == 422
    assert anna.post(of(maren, "promises/new/"), {"what": ""}).status_code == 422
    assert Promise.objects.get().outcome == "kept"


def test_a_note_of_ones_own_is_changed_and_torn_up_and_nobody_else_finds_it(
    anna: Client, world: World, maren: Person
) -> None:
    eva = signed_in(editor(world))
    assert eva.post(of(maren, "notes/new/"), {"text": "Shy on the phone"}).status_code == 303
    note = PersonNote.objects.get()
    assert "Shy on the phone" in page(eva, of(maren))
    assert "Shy on the phone" not in page(anna, of(maren))
    for method, rest in (("get", ""), ("post", ""), ("post", "tear-up/")):
        assert getattr(anna, method)(of(maren, f"notes/{note.pk}/{rest}")).status_code == 404
    assert eva.post(of(maren, f"notes/{note.pk}/"), {"text": "Not shy", "shared": "on"}).status_code == 303
    assert "Not shy" in page(anna, of(maren))
    assert eva.post(of(maren, f"notes/{note.pk}/tear-up/")).status_code == 303
    assert not PersonNote.objects.exists()


def test_a_day_is_remembered_and_forgotten(anna: Client, maren: Person) -> None:
    bad = anna.post(of(maren, "days/new/"), {"name": "Birthday", "day": "31", "month": "4"})
    assert (bad.status_code, "No month has this day." in bad.content.decode()) == (422, True)
    anna.post(of(maren, "days/new/"), {"name": "Birthday", "day": "3", "month": "5", "year": "1980"})
    assert "since 1980" in page(anna, of(maren))
    anna.post(of(maren, f"days/{PersonDate.objects.get().pk}/forget/"))
    assert not PersonDate.objects.exists()


def test_a_person_goes_into_other_hands_and_may_be_left_alone(anna: Client, world: World, maren: Person) -> None:
    eva = editor(world)
    keep_in_touch(world.anna, maren, 10)
    answer = anna.post(of(maren, "hand-over/"), {"steward": eva.pk, "words": "Short letters"}, follow=True)
    assert "Eva keeps in touch with Maren from now on." in answer.content.decode()
    assert "Anna → Eva" in page(anna, of(maren))
    assert anna.post(of(maren, "hand-over/"), {"steward": world.bruno.pk}).status_code == 422
    anna.post(of(maren, "leave-alone/"), {"wanted": "no"})
    assert "to be left alone" in page(anna, of(maren))
    anna.post(of(maren, "leave-alone/"), {"wanted": "yes"})
    assert Relationship.objects.get().opted_out_at is None


def test_words_of_a_note_are_never_read_as_markup(anna: Client, world: World, maren: Person) -> None:
    note_down(world.anna, maren, "<script>alert(1)</script>")
    promise(world.anna, maren, "<b>bold</b>")
    shown = page(anna, of(maren))
    assert ("<script>alert" in shown, "<b>bold" in shown) == (False, False)
