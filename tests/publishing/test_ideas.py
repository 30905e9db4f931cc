"""Ideas: what people need, what feeds bring, what we think of; and what becomes of them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from antiphon.channels.connector import Act, Reference, Said
from antiphon.conversations.actions import receive
from antiphon.conversations.models import Message
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.listening.actions.needing import Voiced, log_need, merge_needs, move_need
from antiphon.listening.models import Need
from antiphon.publishing.actions.following import EVERY, fetch_next, follow, unfollow
from antiphon.publishing.actions.gathering import gather_needs, note_idea, put_aside, take_back, write_of
from antiphon.publishing.models import Delivery, Feed, Idea
from antiphon.publishing.queries.gathering import ideas_of_need
from antiphon.publishing.tasks import gather_ideas
from tests.api.talk import DORA, make_talk
from tests.feed_server import FeedServer, feed_server, rss
from tests.world import World


@pytest.fixture
def site(settings: Any) -> Iterator[FeedServer]:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with feed_server() as server:
        yield server


def hear(world: World, number: int, text: str, act: Act = Act.REPLY) -> Message:
    uri, parent = f"{DORA.stable_id}/said/{number}", "https://bottega.example/posts/1"
    message = receive(
        world.site,
        Said(act, Reference(uri, str(number), uri), DORA, clock.now(), text, parent_uri=parent, root_uri=parent),
    )
    assert message
    return message


def planned(world: World, message: Message, subject: str) -> Need:
    need = log_need(world.anna, Voiced(message), "need", subject)
    return move_need(world.anna, need, "planned")


def test_a_need_that_is_planned_is_an_idea_once(world: World) -> None:
    make_talk(world)
    need = planned(world, hear(world, 1, "I am looking for a course on dovetails."), "A course on dovetails")
    log_need(world.anna, Voiced(hear(world, 2, "I need a saw.")), "need", "Saws")
    planned(world, hear(world, 3, "I need this and nobody must know.", Act.DIRECT), "A secret")
    assert [gather_ideas(), gather_ideas()] == [1, 0]
    idea = Idea.objects.get()
    told = "A course on dovetails\n\nI am looking for a course on dovetails."
    assert (idea.source, idea.text, idea.need) == ("need", told, need)
    assert idea.message is not None


def test_a_need_that_took_another_in_has_its_idea_too(world: World) -> None:
    one = planned(world, hear(world, 1, "I am looking for a course on dovetails."), "A course on dovetails")
    gather_needs(world.bottega, clock.now() - timedelta(days=1))
    other = log_need(world.anna, Voiced(hear(world, 2, "Who teaches dovetails?")), "question", "Who teaches")
    merge_needs(world.anna, one, other)
    move_need(world.anna, other, "planned")
    assert gather_needs(world.bottega, clock.now() - timedelta(days=1)) == 0
    assert [idea.need for idea in ideas_of_need(other)] == [one]


def test_needs_that_were_planned_long_ago_are_gathered_when_asked(world: World) -> None:
    make_talk(world)
    planned(world, hear(world, 1, "I am looking for a course on dovetails."), "Dovetails")
    later = clock.now() + timedelta(days=10)
    assert gather_needs(world.bottega, later) == 0
    assert gather_needs(world.bottega, later - timedelta(days=30)) == 1


def test_an_idea_becomes_a_draft_that_one_writes_on(world: World) -> None:
    idea = note_idea(world.bruno, "Oil the plane.", "https://wood.example/1")
    post = write_of(world.bruno, idea)
    assert post.content.text == "Oil the plane.\n\nhttps://wood.example/1"
    assert [(one.channel, one.state) for one in Delivery.objects.all()] == [(world.site, "draft")]
    assert (idea.state, idea.post, idea.decided_by) == ("used", post, world.bruno)
    with pytest.raises(Conflict):
        write_of(world.anna, idea)
    assert Delivery.objects.count() == 1


def test_an_idea_is_put_aside_and_taken_back(world: World) -> None:
    idea = note_idea(world.anna, "Oil the plane.")
    put_aside(world.anna, idea)
    with pytest.raises(Conflict):
        put_aside(world.anna, idea)
    take_back(world.anna, idea)
    assert idea.state == "new"


@pytest.mark.parametrize(("text", "link"), [(" ", ""), ("x" * 5001, ""), ("x", "javascript:alert(1)"), ("x", "wood")])
def test_what_is_no_idea_is_refused(world: World, text: str, link: str) -> None:
    with pytest.raises(Refusal):
        note_idea(world.anna, text, link)
    assert not Idea.objects.exists()


def test_ideas_belong_to_their_brand(world: World) -> None:
    idea = note_idea(world.anna, "Oil the plane.")
    for act in (put_aside, take_back, write_of):
        with pytest.raises(NotAllowed):
            act(world.carla, idea)


def test_new_entries_of_a_feed_become_ideas_once(world: World, site: FeedServer) -> None:
    site.body, site.headers = rss("Oak", "Ash"), {"ETag": '"one"'}
    feed = follow(world.anna, f"{site.address}/feed")
    assert feed.title == "Wood & more"
    assert list(Idea.objects.order_by("pk").values_list("text", "link")) == [
        ("Oak\n\nAbout Oak", "https://wood.example/2"),
        ("Ash\n\nAbout Ash", "https://wood.example/1"),
    ]
    assert not fetch_next()
    with time_machine.travel(clock.now() + EVERY, tick=False):
        assert fetch_next()
        assert site.asked[-1][1]["If-None-Match"] == '"one"'
        site.body, site.headers = rss("Elm", "Oak", "Ash"), {"ETag": '"two"'}
    with time_machine.travel(clock.now() + 2 * EVERY, tick=False):
        assert fetch_next()
        assert not fetch_next()
    assert list(Idea.objects.order_by("pk").values_list("text", flat=True)) == [
        "Oak\n\nAbout Oak", "Ash\n\nAbout Ash", "Elm\n\nAbout Elm",
    ]  # fmt: skip


def test_a_long_feed_begins_with_its_latest_entries(world: World, site: FeedServer) -> None:
    site.body = rss(*(f"Tree {number}" for number in range(60)))
    follow(world.anna, f"{site.address}/feed")
    assert Idea.objects.count() == 10


def test_a_feed_with_trouble_is_asked_more_and_more_seldom(world: World, site: FeedServer) -> None:
    follow(world.anna, f"{site.address}/feed")
    site.status = 500
    waits = []
    now = clock.now()
    for _ in range(7):
        now += timedelta(days=2)
        with time_machine.travel(now, tick=False):
            fetch_next()
        feed = Feed.objects.get()
        waits.append((feed.due_at - now) // timedelta(hours=1))
    assert waits == [1, 2, 4, 8, 16, 24, 24]
    assert (feed.trouble, feed.failures) == ("server", 7)
    site.status = 200
    with time_machine.travel(now + timedelta(days=2), tick=False):
        fetch_next()
    feed.refresh_from_db()
    assert (feed.trouble, feed.failures) == ("", 0)


def test_a_site_that_asks_to_wait_is_left_alone_so_long(world: World, site: FeedServer) -> None:
    follow(world.anna, f"{site.address}/feed")
    site.status, site.headers = 429, {"Retry-After": "36000"}
    now = clock.now() + EVERY
    with time_machine.travel(now, tick=False):
        fetch_next()
    assert Feed.objects.get().due_at == now + timedelta(hours=10)


def test_a_feed_that_is_gone_is_asked_no_more(world: World, site: FeedServer) -> None:
    follow(world.anna, f"{site.address}/feed")
    site.status = 410
    with time_machine.travel(clock.now() + EVERY, tick=False):
        fetch_next()
    feed = Feed.objects.get()
    assert feed.ended_at is not None
    assert feed.trouble == "gone"


def test_a_feed_that_moved_is_asked_at_its_new_place(world: World, site: FeedServer) -> None:
    feed = follow(world.anna, f"{site.address}/old")
    assert feed.address == f"{site.address}/feed"


def test_one_feed_an_address_and_a_bad_one_says_why(world: World, site: FeedServer) -> None:
    follow(world.anna, f"{site.address}/feed")
    with pytest.raises(Refusal, match="followed already"):
        follow(world.anna, f"{site.address}/feed")
    site.body = b"<html></html>"
    with pytest.raises(Refusal, match="no RSS or Atom feed"):
        follow(world.anna, f"{site.address}/other")
    for wrong in ("", "ftp://wood.example/", "http://127.0.0.1:1/", "x" * 2000):
        with pytest.raises(Refusal):
            follow(world.anna, wrong)
    assert Feed.objects.count() == 1


def test_an_inner_address_is_not_asked(world: World, site: FeedServer, settings: Any) -> None:
    settings.PRIVATE_HOSTS = []
    with pytest.raises(Refusal, match="private network"):
        follow(world.anna, f"{site.address}/feed")
    assert site.asked == []


def test_a_feed_is_left_and_may_be_followed_again(world: World, site: FeedServer) -> None:
    feed = follow(world.anna, f"{site.address}/feed")
    with pytest.raises(NotAllowed):
        unfollow(world.carla, feed)
    unfollow(world.anna, feed)
    with time_machine.travel(datetime(2099, 1, 1, tzinfo=UTC), tick=False):
        assert not fetch_next()
    follow(world.anna, f"{site.address}/feed")
    assert Feed.objects.count() == 2
