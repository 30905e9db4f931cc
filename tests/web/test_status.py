"""The status page says whether everything goes out on time, and what will soon need somebody."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from antiphon.lib import clock
from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.models import Attempt, Delivery
from antiphon.publishing.queries.watching import Lateness, lateness, oldest_waiting
from antiphon.publishing.tasks import beat
from tests.web.readers import count_queries
from tests.world import World, deliver, say

pytestmark = pytest.mark.django_db
PAGE = "/b/bottega/status/"


def page(client: Client, world: World) -> str:
    client.force_login(world.anna.user)
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_without_a_worker_it_says_that_nothing_goes_out(client: Client, world: World) -> None:
    shown = page(client, world)
    assert "No worker is running: nothing goes out." in shown
    assert "Nothing went out in 30 days: not known." in shown


def test_a_worker_that_beats_is_alive_and_one_that_stopped_is_not(client: Client, world: World) -> None:
    beat("here:1")
    assert "1 worker is alive" in page(client, world)
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        assert "No worker is running" in page(client, world)


def test_what_waits_longest_is_named(client: Client, world: World) -> None:
    post = say(world.anna, world.site, "Where is it?")
    with time_machine.travel(clock.now() + timedelta(minutes=7)):
        found = oldest_waiting(world.bottega, clock.now())
        assert found == post.deliveries.get()
        assert f"/b/bottega/posts/{post.pk}/" in page(client, world)


def test_lateness_is_the_moment_of_the_final_call_less_the_due_time(world: World) -> None:
    """Two calls, one 2 s and one 90 s late: n = 2, half on time, the worst 90 s."""
    for seconds in (2, 90):
        post = say(world.anna, world.site, f"{seconds} seconds late")
        deliver()
        due = post.deliveries.get().due_at
        assert due is not None
        Attempt.objects.filter(delivery__post=post).update(sent_at=due + timedelta(seconds=seconds))
    assert lateness(world.bottega, clock.now()) == Lateness(2, 1, timedelta(seconds=90), post.pk)
    assert lateness(world.bottega, clock.now()).share == 0.5


def test_what_was_called_earlier_than_30_days_ago_does_not_count(world: World) -> None:
    say(world.anna, world.site, "Long ago")
    deliver()
    assert lateness(world.bottega, clock.now() + timedelta(days=31)) == Lateness(0, 0, None, None)


def test_a_missed_post_stands_on_the_page(client: Client, world: World) -> None:
    wall = (clock.now() + timedelta(hours=1)).replace(tzinfo=None, second=0, microsecond=0)
    say(world.anna, world.site, "Tonight only", moment=Moment(wall, "UTC"))
    Delivery.objects.update(state="missed", state_since=clock.now())
    assert "Tonight only" in page(client, world)


@pytest.mark.parametrize("who", ["bruno", "carla", "nobody"])
def test_a_member_sees_it_an_outsider_and_a_guest_do_not(client: Client, world: World, who: str) -> None:
    if who != "nobody":
        client.force_login(getattr(world, who).user)
    assert client.get(PAGE).status_code == {"bruno": 200, "carla": 404, "nobody": 302}[who]


def test_many_stuck_posts_cost_as_many_queries_as_one(client: Client, world: World) -> None:
    page(client, world)
    counts = []
    for number in (1, 19):
        for one in range(number):
            say(world.anna, world.site, f"Stuck {one}")
        Delivery.objects.update(state="missed", state_since=clock.now())
        counts.append(count_queries(lambda: client.get(PAGE)))
    assert counts[0] == counts[1]
