"""What was missed, or is only written, gets the next free slot of its channel with one click, or by one request."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from antiphon.lib import clock
from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.actions.queueing import add_slots
from antiphon.publishing.models import Delivery
from tests.api.conftest import program_of
from tests.web.readers import signed_in
from tests.world import World, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def missed(world: World) -> Delivery:
    add_slots(world.anna, world.site, range(7), "09:30")
    wall = (clock.now() + timedelta(hours=1)).replace(tzinfo=None, second=0, microsecond=0)
    post = say(world.anna, world.site, "Tonight only", moment=Moment(wall, "UTC"))
    Delivery.objects.update(state="missed", state_since=clock.now())
    return post.deliveries.get()


def press(browser: Client, delivery: Delivery) -> int:
    return browser.post(f"/b/bottega/posts/{delivery.post_id}/{delivery.pk}/next-slot/").status_code


def test_a_missed_post_goes_into_the_next_free_slot(world: World, missed: Delivery) -> None:
    anna = signed_in(world.anna)
    assert "Next slot" in anna.get(f"/b/bottega/posts/{missed.post_id}/").content.decode()
    assert press(anna, missed) == 303
    missed.refresh_from_db()
    assert (missed.state, missed.wall_time[-5:]) == ("scheduled", "09:30")
    assert datetime.fromisoformat(missed.wall_time) > datetime.now()  # noqa: DTZ005  a wall time


def test_without_slots_there_is_no_such_button_and_a_reason(world: World, missed: Delivery) -> None:
    world.site.slots.all().delete()
    anna = signed_in(world.anna)
    assert "Next slot" not in anna.get(f"/b/bottega/posts/{missed.post_id}/").content.decode()
    assert press(anna, missed) == 422


def test_a_program_asks_for_the_next_slot(world: World, missed: Delivery) -> None:
    told = program_of(world.anna.user).post(f"/deliveries/{missed.pk}/next-slot").json()
    assert (told["state"], told["wall_time"][-5:]) == ("scheduled", "09:30")


@pytest.mark.parametrize(("who", "status"), [("carla", 404), ("guest", 302)])
def test_others_cannot(world: World, missed: Delivery, client: Client, who: str, status: int) -> None:
    assert press(client if who == "guest" else signed_in(getattr(world, who)), missed) == status
