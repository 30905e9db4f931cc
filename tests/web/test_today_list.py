"""Keep in touch: whom to get back to today, why, and what to do about it."""

from datetime import timedelta

import pytest
from django.test import Client

from antiphon.conversations.models import Conversation
from antiphon.lib import clock
from antiphon.people.models import Person
from antiphon.relationships.actions.keeping import hand_over, keep_in_touch
from antiphon.relationships.actions.remembering import note_down, promise
from antiphon.relationships.models import Capacity
from tests.relationships.keeping import editor, known
from tests.web.readers import signed_in
from tests.world import World

LIST = "/b/bottega/keep-in-touch/"


@pytest.fixture
def anna(world: World) -> Client:
    return signed_in(world.anna)


@pytest.fixture
def maren(world: World) -> Person:
    """Maren, silent for forty days at a rhythm of ten, in Anna's care."""
    person = known(world, "Maren")
    Conversation.objects.update(waiting_on="nobody")
    keep_in_touch(world.anna, person, 10)
    return person


def page(client: Client, address: str = LIST) -> str:
    return client.get(address).content.decode().replace("\xa0", " ")


def test_without_anybody_the_page_offers_the_first_step(anna: Client) -> None:
    assert "Nobody is in your care yet" in page(anna)
    assert "/b/bottega/people/" in page(anna)
    assert "Keep in touch</a></h2>" not in page(anna, "/b/bottega/")


def test_each_has_a_reason_in_a_plain_sentence_and_what_to_remember(
    anna: Client, world: World, maren: Person
) -> None:
    yesterday = clock.now().astimezone(world.bottega.zone).date() - timedelta(days=1)
    promise(world.anna, maren, "the photographs", yesterday)
    note_down(world.anna, maren, "Likes celadon")
    shown = page(anna)
    assert "You promised: the photographs (yesterday)" in shown
    assert "You wanted to speak every 10 days; now it is 40 days." in shown
    assert "Do you ship to France?" in shown
    assert "Likes celadon" in shown
    assert "Owed 0.00, silence 0.43 times what is at stake 0.14, occasion 1.00" in shown
    assert "overdue" in shown
    assert "You promised: the photographs (yesterday)" in page(anna, "/b/bottega/")


def test_who_waits_for_an_answer_leads_to_the_conversation(anna: Client, world: World) -> None:
    idris = known(world, "Idris", days_ago=6)
    keep_in_touch(world.anna, idris, None)
    assert "Waits for your answer for 144 hours; you aim at 8." in page(anna)
    assert f"/b/bottega/conversations/{Conversation.objects.get().pk}/" in page(anna) or "Answer" in page(anna)


@pytest.mark.parametrize(
    ("decision", "told"),
    [("not_today", "comes up again tomorrow"), ("left_out", "for thirty days"), ("done", "is off the list")],
)
def test_a_button_takes_somebody_off_the_list_and_it_can_be_taken_back(
    anna: Client, maren: Person, decision: str, told: str
) -> None:
    address = f"/b/bottega/people/{maren.pk}/follow-up/"
    answer = anna.post(address, {"decision": decision}, follow=True)
    assert told in answer.content.decode()
    assert 'class="list-item turn-row"' not in page(anna)
    anna.post(address, {"decision": "take_back"})
    assert 'class="list-item turn-row"' in page(anna)


def test_an_unknown_decision_changes_nothing(anna: Client, maren: Person) -> None:
    assert anna.post(f"/b/bottega/people/{maren.pk}/follow-up/", {"decision": "call"}).status_code == 422
    assert 'class="list-item turn-row"' in page(anna)


def test_room_is_said_and_refused_at_its_field(anna: Client, world: World, maren: Person) -> None:
    typed = {"people": "150", "close": "15", "currency": "EUR", "a_day": "0"}
    assert anna.post(LIST + "room/", typed).status_code == 303
    assert 'class="list-item turn-row"' not in page(anna)
    refused = anna.post(LIST + "room/", typed | {"close": "151"})
    assert (refused.status_code, "Give a number from 0 to 150." in refused.content.decode()) == (422, True)
    assert Capacity.objects.get(member=world.anna).close == 15


def test_too_many_people_are_warned_of(anna: Client, world: World, maren: Person) -> None:
    anna.post(LIST + "room/", {"people": "1", "close": "1", "currency": "EUR"})
    keep_in_touch(world.anna, known(world, "Noor"), None)
    assert "You keep in touch with 2 people and have room for 1." in page(anna)


def test_who_is_in_nobodys_hands_is_shown_to_all(anna: Client, world: World, maren: Person) -> None:
    eva = editor(world)
    hand_over(world.anna, maren, eva)
    eva.left_at = clock.now()
    eva.save()
    assert "In nobody’s hands" in page(anna)
    assert "Who kept in touch has left. Take over?" in page(anna, f"/b/bottega/people/{maren.pk}/")


def test_an_author_sees_a_list_without_buttons(world: World, maren: Person) -> None:
    shown = page(signed_in(world.bruno))
    assert "Nobody is in your care yet" in shown
    assert "Your room" not in shown
