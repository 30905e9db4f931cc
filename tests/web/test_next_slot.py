"""What was missed, or is only written, gets the next free slot of its channel with one click, or by one request."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from antiphon.lib import clock
from antiphon.lib.wall_time import resolve
from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.actions.queueing import add_slots, to_next_slot
from antiphon.publishing.models import Delivery, Post
from tests.api.conftest import program_of
from tests.web.readers import Page, page, signed_in
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


def fill_the_queue(world: World) -> None:
    """Leave one hour of the week, and let posts take it for more than two years."""
    world.site.slots.exclude(weekday=0).delete()
    first = draft_of(world)
    to_next_slot(world.anna, first)
    assert first.due_at is not None
    post = first.post
    more = [
        Post(brand=post.brand, content=post.content, author=post.author, created_at=post.created_at)
        for _week in range(108)
    ]
    Post.objects.bulk_create(more)
    wall = datetime.fromisoformat(first.wall_time)
    for week, one in enumerate(Post.objects.filter(pk__gt=post.pk).order_by("pk"), 1):
        at = resolve(wall + timedelta(days=7 * week), "Europe/Rome").at
        first.pk, first.post, first.due_at, first.operation = None, one, at, f"week-{week}"
        first._state.adding = True
        first.save()


def draft_of(world: World) -> Delivery:
    post = say(world.anna, world.site, "A thought", moment=Moment(as_draft=True))
    return Delivery.objects.select_related("channel__brand", "post__content__category", "post__brand").get(post=post)


def test_a_full_queue_is_told_with_the_way_to_it_instead_of_being_offered(world: World, missed: Delivery) -> None:
    fill_the_queue(world)
    anna, way = signed_in(world.anna), f"/b/bottega/queue/#queue-{world.site.pk}"
    shown = page(anna, f"/b/bottega/posts/{missed.post_id}/")
    assert "Next slot" not in shown.words
    assert "The queue of Own site (" in shown.words
    assert len(shown.all("a", href=way)) == 1
    refused = anna.post(f"/b/bottega/posts/{missed.post_id}/{missed.pk}/next-slot/").content.decode()
    assert (refused.count("is full: every hour"), refused.count(way)) == (1, 1)
    assert missed.state == Delivery.objects.get(pk=missed.pk).state


def test_the_composer_says_which_queue_is_full_before_and_after_sending(world: World, missed: Delivery) -> None:
    fill_the_queue(world)
    anna, way = signed_in(world.anna), f"/b/bottega/queue/#queue-{world.site.pk}"
    shown = page(anna, "/b/bottega/posts/new/")
    assert ("is full: every hour" in shown.words, len(shown.all("a", href=way))) == (True, 1)
    typed = {"text": "Soon", "channels": [world.site.pk], "when": "queue", "language": "en", "request_key": "a"}
    answer = anna.post("/b/bottega/posts/new/", typed)
    assert (answer.status_code, answer.content.decode().count("is full: every hour")) == (422, 1)
    assert Page(answer.content.decode()).all("a", href="/b/bottega/queue/")


def test_a_program_asks_for_the_next_slot(world: World, missed: Delivery) -> None:
    told = program_of(world.anna.user).post(f"/deliveries/{missed.pk}/next-slot").json()
    assert (told["state"], told["wall_time"][-5:]) == ("scheduled", "09:30")


@pytest.mark.parametrize(("who", "status"), [("carla", 404), ("guest", 302)])
def test_others_cannot(world: World, missed: Delivery, client: Client, who: str, status: int) -> None:
    assert press(client if who == "guest" else signed_in(getattr(world, who)), missed) == status
