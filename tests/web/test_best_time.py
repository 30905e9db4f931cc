"""The page of the best time: a map with n, the posts behind an hour, and all of them as CSV."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from antiphon.channels.connector import Reference
from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.publishing.actions.bringing_in import Standing, bring_in
from antiphon.publishing.actions.composing import Draft
from tests.web.heard import liked
from tests.web.readers import count_queries, page, signed_in
from tests.world import World

HERE = "/b/bottega/best-time/"


@pytest.fixture(autouse=True)
def _in_september() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 15, 8, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def channel(world: World) -> Channel:
    Channel.objects.filter(pk=world.site.pk).update(kind="mastodon")
    return Channel.objects.select_related("brand", "identity").get(pk=world.site.pk)


def posted(world: World, channel: Channel, number: int) -> None:
    at = clock.now() - timedelta(weeks=number + 1)
    uri = f"https://network.example/{number}"
    draft = Draft(f"Call {number}", [channel], "en")
    bring_in(world.anna, draft, {channel: Standing(Reference(uri, str(number), uri), "")}, at)


def test_without_a_network_that_is_heard_it_says_what_is_missing(world: World) -> None:
    assert "Nobody listens yet" in page(signed_in(world.anna), HERE).words


def test_without_posts_it_says_what_counts(world: World, channel: Channel) -> None:
    assert "No post to learn from" in page(signed_in(world.anna), HERE).words


def test_the_map_shows_n_and_opens_into_the_posts(world: World, channel: Channel) -> None:
    client = signed_in(world.anna)
    for number in range(5):
        posted(world, channel, number)
    shown = page(client, HERE)
    (cell,) = {one["href"] for one in shown.all("a") if "#posts" in one.get("href", "")}
    assert "No hour stands out yet." in shown.words
    opened = page(client, HERE + cell.replace("#posts", ""))
    assert "Call 3" in opened.words
    assert "0 responses" in opened.words
    table = client.get(f"{HERE}?format=csv").content.decode()
    assert len(table.splitlines()) == 6
    assert "https://network.example/3" in table


@pytest.mark.parametrize("query", ["channel=0", "channel=x", "day=7&hour=1", "day=1&hour=24", "day=x&hour=1"])
def test_what_there_is_not_is_not_found(world: World, channel: Channel, query: str) -> None:
    assert signed_in(world.anna).get(f"{HERE}?{query}").status_code == 404


def test_others_do_not_see_it(world: World) -> None:
    assert Client().get(HERE).status_code == 302
    assert signed_in(world.carla).get(HERE).status_code == 404
    assert signed_in(world.bruno).get(HERE).status_code == 200


def test_many_posts_take_as_many_queries_as_one(world: World, channel: Channel) -> None:
    client = signed_in(world.anna)
    posted(world, channel, 0)
    client.get(HERE)
    for_one = count_queries(lambda: client.get(HERE))
    for number in range(1, 10):
        posted(world, channel, number)
        liked(channel, "Dora", f"https://network.example/{number}")
    assert count_queries(lambda: client.get(HERE)) == for_one
