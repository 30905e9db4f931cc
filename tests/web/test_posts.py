"""The list of posts, and one post with its deliveries."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from antiphon.lib import clock
from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.actions.illustrating import Picture
from antiphon.publishing.models import Delivery, Post
from tests.web.readers import Page, count_queries, page, signed_in
from tests.world import World, deliver, png, say


def later(world: World, days: int = 2) -> str:
    return (timezone.localtime(clock.now(), world.bottega.zone) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def in_state(post: Post, state: str, **fields: object) -> Delivery:
    Delivery.objects.filter(post=post).update(state=state, **fields)
    return Delivery.objects.get(post=post)


def test_the_list_says_what_it_is_for_while_it_is_empty(world: World) -> None:
    client = signed_in(world.anna)
    assert "Nothing has been said yet" in page(client, "/b/bottega/posts/").words
    for part, words in {
        "planned": "Nothing is planned",
        "stuck": "Nothing needs you",
        "live": "Nothing is live yet",
    }.items():
        assert words in page(client, f"/b/bottega/posts/?part={part}").words


def test_a_post_stands_in_the_part_that_its_deliveries_are_in(world: World) -> None:
    client, post = signed_in(world.anna), say(world.anna, world.site, "Open on Saturday.")
    assert "Open on Saturday." in page(client, "/b/bottega/posts/?part=planned").words
    deliver()
    assert "Open on Saturday." in page(client, "/b/bottega/posts/?part=live").words
    assert "Open on Saturday." not in page(client, "/b/bottega/posts/?part=planned").words
    in_state(post, "refused", trouble="content")
    assert "Open on Saturday." in page(client, "/b/bottega/posts/?part=stuck").words


@pytest.mark.parametrize("query", ["part=strange", "page=0", "page=x", "page=99999"])
def test_a_list_that_is_not_there_is_not_found(world: World, query: str) -> None:
    assert signed_in(world.anna).get(f"/b/bottega/posts/?{query}").status_code == 404


def test_the_list_comes_whole_and_in_part(world: World) -> None:
    client = signed_in(world.anna)
    say(world.anna, world.site, "Open on Saturday.")
    part = client.get("/b/bottega/posts/", headers={"HX-Request": "true", "HX-Target": "posts"}).content.decode()
    assert "Open on Saturday." in part
    assert "<html" not in part


def test_others_do_not_see_the_posts(world: World) -> None:
    post = say(world.anna, world.site, "Open on Saturday.")
    for address in ("/b/bottega/posts/", f"/b/bottega/posts/{post.pk}/"):
        assert Client().get(address).status_code == 302
        assert signed_in(world.carla).get(address).status_code == 404
        assert signed_in(world.bruno).get(address).status_code == 200
    assert signed_in(world.carla).get(f"/b/cards/posts/{post.pk}/").status_code == 404


@pytest.mark.parametrize("address", ["/b/bottega/posts/", "/b/bottega/posts/?part=live", "/b/bottega/", "/@bottega/"])
def test_thirty_posts_take_as_many_queries_as_one(world: World, address: str) -> None:
    client = signed_in(world.anna)

    def publish(number: int) -> None:
        pictures = [Picture(png(8 + number, 6), "A square")]
        say(world.anna, world.site, f"Post {number}", pictures=pictures)

    publish(0)
    deliver()
    client.get(address)
    for_one = count_queries(lambda: client.get(address))
    for number in range(1, 30):
        publish(number)
    deliver()
    assert count_queries(lambda: client.get(address)) == for_one


def test_a_post_with_thirty_deliveries_worth_of_tries_takes_as_many_queries(world: World) -> None:
    client, post = signed_in(world.anna), say(world.anna, world.site, "Open on Saturday.")
    address = f"/b/bottega/posts/{post.pk}/"
    deliver()
    for_one = count_queries(lambda: client.get(address))
    delivery = post.deliveries.get()
    for number in range(2, 32):
        attempt = delivery.attempts.get(number=1)
        attempt.pk, attempt.number = None, number
        attempt.save()
    assert count_queries(lambda: client.get(address)) == for_one


def test_a_live_post_leads_to_where_it_stands(world: World) -> None:
    post = say(world.anna, world.site, "Open on Saturday.")
    deliver()
    shown = page(signed_in(world.anna), f"/b/bottega/posts/{post.pk}/")
    assert shown.all("a", href=post.deliveries.get().url)
    assert not shown.all("div", id="deliveries")[0].get("hx-trigger")


def test_what_is_on_its_way_asks_again_until_it_has_settled(world: World) -> None:
    client, post = signed_in(world.anna), say(world.anna, world.site, "Open on Saturday.")
    address = f"/b/bottega/posts/{post.pk}/"
    moving = page(client, address).all("div", id="deliveries")[0]
    assert moving["hx-trigger"] == "every 2s"
    partial = {"HX-Request": "true", "HX-Target": "deliveries"}
    assert client.get(moving["hx-get"], headers=partial).status_code == 204
    deliver()
    settled = client.get(moving["hx-get"], headers=partial)
    assert "live" in Page(settled.content.decode()).words
    assert "hx-trigger" not in settled.content.decode()
    assert "<html" not in settled.content.decode()


def test_a_planned_post_is_put_off_sent_and_dropped(world: World) -> None:
    client = signed_in(world.anna)
    post = say(world.anna, world.site, "Open on Saturday.", moment=Moment(as_draft=True))
    one = post.deliveries.get()
    address = f"/b/bottega/posts/{post.pk}/{one.pk}"
    answer = client.post(f"{address}/put-off/", {"wall": later(world)})
    assert (answer.status_code, answer["Location"]) == (303, f"/b/bottega/posts/{post.pk}/")
    one.refresh_from_db()
    assert (one.state, one.wall_time) == ("scheduled", later(world))
    client.post(f"{address}/drop/")
    one.refresh_from_db()
    assert one.state == "cancelled"


def test_a_refused_delivery_says_why_and_is_sent_again(world: World) -> None:
    client, post = signed_in(world.anna), say(world.anna, world.site, "Open on Saturday.")
    one = in_state(post, "refused", trouble="content")
    assert "refused the text of this post" in page(client, f"/b/bottega/posts/{post.pk}/").words
    client.post(f"/b/bottega/posts/{post.pk}/{one.pk}/send/")
    one.refresh_from_db()
    assert one.state == "scheduled"


def test_who_looked_says_how_it_stands(world: World) -> None:
    client, post = signed_in(world.anna), say(world.anna, world.site, "Open on Saturday.")
    one = in_state(post, "unknown", trouble="unknown_after_send", next_try_at=None)
    address = f"/b/bottega/posts/{post.pk}/{one.pk}"
    refused = client.post(f"{address}/live/", {"url": "over there"})
    assert refused.status_code == 422
    assert "Give the address of the post" in refused.content.decode()
    client.post(f"{address}/live/", {"url": "https://social.example/1"})
    one.refresh_from_db()
    assert (one.state, one.url) == ("live", "https://social.example/1")


def test_who_looked_says_that_it_is_not_there(world: World) -> None:
    client, post = signed_in(world.anna), say(world.anna, world.site, "Open on Saturday.")
    one = in_state(post, "unknown", trouble="unknown_after_send", next_try_at=None)
    client.post(f"/b/bottega/posts/{post.pk}/{one.pk}/absent/")
    one.refresh_from_db()
    assert one.state == "missed"


@pytest.mark.parametrize("wall", ["", "yesterday", "2020-01-01T10:00", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_an_hour_that_does_not_do_is_said_beside_the_delivery(world: World, wall: str) -> None:
    post = say(world.anna, world.site, "Open on Saturday.", moment=Moment(as_draft=True))
    one = post.deliveries.get()
    answer = signed_in(world.anna).post(f"/b/bottega/posts/{post.pk}/{one.pk}/put-off/", {"wall": wall})
    assert answer.status_code == (303 if wall.startswith("9999") else 422)


def test_an_author_decides_nothing(world: World) -> None:
    post = say(world.anna, world.site, "Open on Saturday.", moment=Moment(as_draft=True))
    one = post.deliveries.get()
    client = signed_in(world.bruno)
    assert not page(client, f"/b/bottega/posts/{post.pk}/").all("div", class_="decisions actions")
    assert client.post(f"/b/bottega/posts/{post.pk}/{one.pk}/send/").status_code == 422
    assert signed_in(world.carla).post(f"/b/bottega/posts/{post.pk}/{one.pk}/send/").status_code == 404
    one.refresh_from_db()
    assert one.state == "draft"


def test_a_decision_nobody_offers_is_not_found(world: World) -> None:
    post = say(world.anna, world.site, "Open on Saturday.")
    one = post.deliveries.get()
    assert signed_in(world.anna).post(f"/b/bottega/posts/{post.pk}/{one.pk}/explode/").status_code == 404
