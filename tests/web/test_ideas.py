"""The pages of ideas and feeds."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from antiphon.publishing.actions.following import follow
from antiphon.publishing.actions.gathering import note_idea
from antiphon.publishing.models import Feed, Idea, Post
from tests.feed_server import FeedServer, feed_server
from tests.web.readers import count_queries, page, signed_in
from tests.world import World

HERE, THERE = "/b/bottega/ideas/", "/b/bottega/ideas/feeds/"


@pytest.fixture
def site(settings: Any) -> Iterator[FeedServer]:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with feed_server() as server:
        yield server


def test_a_thought_is_kept_and_becomes_a_post(world: World) -> None:
    client = signed_in(world.bruno)
    assert "No idea here" in page(client, HERE).words
    assert client.post(HERE, {"text": "Oil the plane.", "link": ""}).status_code == 303
    idea = Idea.objects.get()
    assert "Oil the plane." in page(client, HERE).words
    answer = client.post(f"{HERE}{idea.pk}/write/")
    assert answer["Location"] == f"/b/bottega/posts/{Post.objects.get().pk}/edit/"
    assert "Oil the plane." in page(client, answer["Location"]).words
    assert "The post" in page(client, f"{HERE}?state=used").words


def test_an_idea_is_put_aside_and_taken_back(world: World) -> None:
    client, idea = signed_in(world.anna), note_idea(world.anna, "Oil the plane.")
    client.post(f"{HERE}{idea.pk}/put-aside/")
    assert "Oil the plane." in page(client, f"{HERE}?state=dismissed").words
    client.post(f"{HERE}{idea.pk}/take-back/")
    assert "Oil the plane." in page(client, f"{HERE}?source=own").words
    assert "Oil the plane." not in page(client, f"{HERE}?source=feed").words


def test_a_feed_is_followed_looked_at_and_left(world: World, site: FeedServer) -> None:
    client = signed_in(world.anna)
    assert "No feed is followed" in page(client, THERE).words
    assert client.post(THERE, {"address": f"{site.address}/feed"}).status_code == 303
    words = page(client, THERE).words
    assert "Wood & more" in words
    assert "1 idea" in words
    assert "About Oak" in page(client, HERE).words
    Feed.objects.update(trouble="no_feed")
    assert "no RSS or Atom feed" in page(client, THERE).words
    client.post(f"{THERE}{Feed.objects.get().pk}/end/")
    assert "followed no longer" in page(client, THERE).words


@pytest.mark.parametrize(
    ("address", "fields"), [(HERE, {"text": " "}), (HERE, {"text": "x", "link": "y"}), (THERE, {"address": "wood"})]
)
def test_bad_input_is_said_and_nothing_is_kept(world: World, address: str, fields: dict[str, str]) -> None:
    answer = signed_in(world.anna).post(address, fields)
    assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True)
    assert (Idea.objects.count(), Feed.objects.count()) == (0, 0)


@pytest.mark.parametrize("query", ["state=lost", "source=nowhere"])
def test_a_list_that_there_is_not_is_not_found(world: World, query: str) -> None:
    assert signed_in(world.anna).get(f"{HERE}?{query}").status_code == 404


def test_who_may_look_and_who_may_change(world: World, site: FeedServer) -> None:
    idea, feed = note_idea(world.anna, "Oil the plane."), follow(world.anna, f"{site.address}/feed")
    for address in (HERE, THERE):
        assert Client().get(address).status_code == 302
        assert signed_in(world.carla).get(address).status_code == 404
        assert signed_in(world.bruno).get(address).status_code == 200
    for address in (f"{HERE}{idea.pk}/put-aside/", f"{THERE}{feed.pk}/end/"):
        assert Client().post(address).status_code == 302
        assert signed_in(world.carla).post(address).status_code == 404
        assert signed_in(world.carla).post(address.replace("bottega", "cards")).status_code == 404
    assert signed_in(world.anna).post(f"{HERE}{idea.pk}/burn/").status_code == 404


def test_many_take_as_many_queries_as_one(world: World, site: FeedServer) -> None:
    client = signed_in(world.anna)
    note_idea(world.anna, "Oil the plane.")
    follow(world.anna, f"{site.address}/feed")
    client.get(HERE)
    for_one = [count_queries(lambda: client.get(HERE)), count_queries(lambda: client.get(THERE))]
    for number in range(20):
        note_idea(world.anna, f"Thought {number}")
        follow(world.anna, f"{site.address}/feed?{number}")
    assert [count_queries(lambda: client.get(HERE)), count_queries(lambda: client.get(THERE))] == for_one
