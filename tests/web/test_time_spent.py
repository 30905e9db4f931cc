"""Time spent: a timer without JavaScript, typed minutes, and what they come to."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from antiphon.lib import clock
from antiphon.people.models import Person
from antiphon.relationships.actions.capacity import Room, say_capacity
from antiphon.relationships.actions.keeping import keep_in_touch
from antiphon.relationships.actions.spending import note_minutes, start_timer
from antiphon.relationships.models import TimeSpent
from tests.relationships.keeping import editor, known
from tests.web.readers import signed_in
from tests.world import World

TIME = "/b/bottega/keep-in-touch/time/"


@pytest.fixture
def anna(world: World) -> Client:
    return signed_in(world.anna)


@pytest.fixture
def maren(world: World) -> Person:
    person = known(world, "Maren")
    keep_in_touch(world.anna, person, 10)
    return person


def page(client: Client, address: str = TIME) -> str:
    return client.get(address).content.decode().replace("\xa0", " ")


def test_a_timer_starts_on_the_page_of_a_person_and_stops_anywhere(anna: Client, maren: Person) -> None:
    assert "No time noted yet" in page(anna)
    assert anna.post(TIME + "start/", {"person": maren.pk}).status_code == 303
    assert "A timer runs for Maren" in page(anna, f"/b/bottega/people/{maren.pk}/")
    assert anna.post(TIME + "start/", {"person": ""}).status_code == 422
    assert anna.post(TIME + "stop/").status_code == 303
    assert anna.post(TIME + "stop/").status_code == 422
    assert "1 min" in page(anna)


def test_a_forgotten_timer_is_asked_about(anna: Client, world: World, maren: Person) -> None:
    start_timer(world.anna, maren)
    TimeSpent.objects.update(started_at=clock.now() - timedelta(hours=20))
    anna.post(TIME + "stop/")
    spent = TimeSpent.objects.get()
    assert "and did not stop it" in page(anna, "/b/bottega/keep-in-touch/")
    for typed in ("", "-3", "1441", "9" * 30):
        assert anna.post(f"{TIME}{spent.pk}/", {"minutes": typed}).status_code == 422
    assert anna.post(f"{TIME}{spent.pk}/", {"minutes": "35"}).status_code == 303
    assert "35 min" in page(anna)
    assert signed_in(editor(world)).post(f"{TIME}{spent.pk}/", {"minutes": "1"}).status_code == 404


def test_typed_minutes_are_added_up_and_the_team_is_for_owners(anna: Client, world: World, maren: Person) -> None:
    say_capacity(world.anna, Room(rate=Decimal(30)))
    assert anna.post(TIME, {"minutes": "90", "person": maren.pk, "purpose": "talk"}).status_code == 303
    assert anna.post(TIME, {"minutes": "0", "purpose": "talk"}).status_code == 422
    eva = editor(world)
    note_minutes(eva, maren, 30, "talk")
    assert ("1 h 30" in page(anna), "45.00" in page(anna)) == (True, True)
    assert "2 h 00" in page(anna, TIME + "?whose=team")
    alone = page(signed_in(eva), TIME + "?whose=team")
    assert ("30 min" in alone, "2 h 00" in alone, "The team’s" in alone) == (True, False, False)
