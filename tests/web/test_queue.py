"""The page on which hours are kept free for the queue."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.actions.queueing import add_slots, to_next_slot
from antiphon.publishing.models import Category, Delivery, Slot
from tests.web.readers import count_queries, page, signed_in
from tests.world import World, say

HERE = "/b/bottega/queue/"


@pytest.fixture(autouse=True)
def _in_march() -> object:
    with time_machine.travel(datetime(2026, 3, 16, 12, tzinfo=UTC), tick=False):
        yield


def queued(world: World, text: str = "A thought") -> Delivery:
    post = say(world.anna, world.site, text, moment=Moment(as_draft=True))
    one = Delivery.objects.select_related("channel__brand", "post__content").get(post=post)
    to_next_slot(world.anna, one)
    return one


def test_an_empty_queue_says_what_it_is_for(world: World) -> None:
    assert "This channel keeps no hour free yet." in page(signed_in(world.anna), HERE).words


def test_hours_are_kept_free_and_given_up(world: World) -> None:
    client, tips = signed_in(world.anna), Category.objects.create(brand=world.bottega, name="Tips")
    asked = {"channel": world.site.pk, "weekdays": [0, 2], "at": "09:30", "category": tips.pk}
    assert client.post(HERE, asked).status_code == 303
    kept = list(Slot.objects.values_list("weekday", "wall_time", "category"))
    assert kept == [(0, "09:30", tips.pk), (2, "09:30", tips.pk)]
    shown = page(client, HERE)
    assert "Wednesday" in shown.words
    assert "18 March 2026 at 09:30" in shown.words
    assert client.post(f"{HERE}{Slot.objects.earliest('pk').pk}/give-up/").status_code == 303
    assert Slot.objects.count() == 1


def test_what_has_taken_a_slot_stands_there(world: World) -> None:
    add_slots(world.anna, world.site, [2], "09:30")
    queued(world)
    assert "A thought" in page(signed_in(world.anna), HERE).words


@pytest.mark.parametrize(
    "wrong",
    [{"channel": "0"}, {"channel": "x"}, {"weekdays": []}, {"weekdays": ["9"]}, {"at": "late"}, {"category": "7"}],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_written(world: World, wrong: dict[str, object]) -> None:
    asked = {"channel": world.site.pk, "weekdays": ["1"], "at": "09:30"} | wrong
    answer = signed_in(world.anna).post(HERE, asked)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Slot.objects.exists()


def test_who_may_look_and_who_may_change(world: World) -> None:
    (slot,) = add_slots(world.anna, world.site, [2], "09:30")
    asked = {"channel": world.site.pk, "weekdays": ["1"], "at": "09:30"}
    for address, fields in ((HERE, asked), (f"{HERE}{slot.pk}/give-up/", {})):
        assert Client().post(address, fields).status_code == 302
        assert signed_in(world.carla).post(address, fields).status_code == 404
        assert signed_in(world.bruno).post(address, fields).status_code == 422
    assert signed_in(world.carla).post(f"/b/cards/queue/{slot.pk}/give-up/").status_code == 404
    assert "Keep an hour free" not in page(signed_in(world.bruno), HERE).words
    assert Slot.objects.count() == 1


def test_many_channels_and_slots_take_as_many_queries_as_one(world: World) -> None:
    client = signed_in(world.anna)
    add_slots(world.anna, world.site, [2], "09:30")
    queued(world)
    client.get(HERE)
    for_one = count_queries(lambda: client.get(HERE))
    for number in range(4):
        world.site.identity.pk, world.site.pk = None, None
        world.site.identity.stable_id = f"https://{number}.example/"
        world.site.identity.save(force_insert=True)
        world.site.identity = world.site.identity
        world.site.save(force_insert=True)
        add_slots(world.anna, world.site, range(7), "10:00")
        for thought in range(5):
            queued(world, f"Thought {thought}")
    assert count_queries(lambda: client.get(HERE)) == for_one
