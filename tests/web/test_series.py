"""The pages on which a series is made, looked at, changed and ended."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from antiphon.channels.actions import connect
from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.actions.illustrating import Picture
from antiphon.publishing.models import Category, Content, Delivery, Occurrence, Series
from tests.api.conftest import program_of
from tests.web.readers import Page, count_queries, page, signed_in
from tests.world import World, deliver, png, say

HERE = "/b/bottega/series/"


@pytest.fixture(autouse=True)
def _in_march() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 3, 16, 12, tzinfo=UTC), tick=False):
        yield


def typed(world: World, **changes: object) -> dict[str, object]:
    return {
        "name": "Friday",
        "kind": "content",
        "text": "The shop is open.",
        "language": "en",
        "channels": [world.site.pk],
        "interval": "1",
        "every": "WEEKLY",
        "weekdays": ["4"],
        "first": "2026-03-20T09:00",
        "cool_down_days": "30",
    } | changes


def made(world: World, **changes: object) -> Series:
    answer = signed_in(world.anna).post(f"{HERE}new/", typed(world, **changes))
    assert answer.status_code == 303, answer.content.decode()
    return Series.objects.latest("pk")


def test_nothing_is_said_again_yet(world: World) -> None:
    assert "Nothing is said again yet" in page(signed_in(world.anna), HERE).words


def test_a_series_is_made_and_its_times_stand_at_once(world: World) -> None:
    series, client = made(world), signed_in(world.anna)
    assert (series.rule, series.first_wall, series.time_zone) == (
        "FREQ=WEEKLY;BYDAY=FR", "2026-03-20T09:00", "Europe/Rome",
    )  # fmt: skip
    shown = page(client, f"{HERE}{series.pk}/")
    assert "every Friday at 09:00" in shown.words
    assert "Fri 27 March 2026 at 09:00" in shown.words
    assert "every Friday at 09:00" in page(client, HERE).words
    assert Delivery.objects.count() == 9


def test_what_a_post_says_is_said_again_with_its_pictures(world: World) -> None:
    post = say(world.anna, world.site, "A table.", pictures=[Picture(png(), "A table of oak")])
    address = f"{HERE}new/?post={post.pk}"
    shown = page(signed_in(world.anna), address)
    assert "The pictures of the post come round with their words." in shown.words
    signed_in(world.anna).post(address, typed(world, text="A table.", count="1"))
    again = Occurrence.objects.select_related("post__content").get().post
    assert again is not None
    assert [one.alt_text for one in again.content.illustrations.all()] == ["A table of oak"]


def test_a_post_is_repeated_from_its_page_and_from_the_list(world: World) -> None:
    other = connect(world.anna, "site", {"address": "https://second.example/@b"})
    at = datetime.fromisoformat("2026-03-18T17:30")
    post = say(world.anna, world.site, "The shop is open.\n\nCome in.", moment=Moment(at))
    client, way = signed_in(world.anna), f"{HERE}new/?post={post.pk}"
    for address in (f"/b/bottega/posts/{post.pk}/", "/b/bottega/posts/"):
        assert len(page(client, address).all("a", href=way)) == 1
    shown = page(client, way)
    typed_in = {one["name"]: one.get("value") for one in shown.all("input") if one.get("name") in {"name", "first"}}
    assert typed_in == {"name": "The shop is open.", "first": "2026-03-25T17:30"}
    assert "checked" in shown.all("input", name="channels", value=str(world.site.pk))[0]
    assert "checked" not in shown.all("input", name="channels", value=str(other.pk))[0]
    assert "Come in." in shown.words
    assert client.post(way, typed(world, count="1")).status_code == 303
    again = Occurrence.objects.get()
    assert page(client, f"/b/bottega/posts/{again.post_id}/").all("a", href=f"{HERE}{again.series_id}/")
    assert not page(client, f"/b/bottega/posts/{again.post_id}/").all("a", href=f"{HERE}new/?post={again.post_id}")


def waits(world: World, tips: Category, **changes: object) -> str:
    series = made(world, kind="category", text="", category=tips.pk, first="2026-03-20T09:00", **changes)
    source = signed_in(world.anna).get(f"{HERE}{series.pk}/").content.decode()
    return " ".join(Page(source.partition('id="waiting"')[2].partition("</div>")[0]).words.partition(">")[2].split())


def test_what_an_evergreen_series_waits_for_is_said_and_until_when(world: World) -> None:
    tips = Category.objects.create(brand=world.bottega, name="Tips")
    assert waits(world, tips) == (
        "Of the 9 times in the next sixty days 9 are empty. No post of “Tips” is live yet, so there is nothing to "
        "say again. Once one is live and has rested for 30 days, it takes the next time by itself."
    )
    post = say(world.anna, world.site, "Oil the plane.")
    deliver()
    Content.objects.filter(pk=post.content_id).update(category=tips)
    assert "first to be free again, from 14 June 2026 at 14:00 on: Oil" in waits(world, tips, cool_down_days="90")
    assert waits(world, tips, cool_down_days="14") == (
        "Of the 9 times in the next sixty days 5 are empty. On Fri 20 March 2026 at 09:00 every post of “Tips” that "
        "may be said again rests: it is said within 14 days before or after. The next is planned for 3 April 2026 at "
        "09:00: Oil the plane. More posts of this category, or a shorter rest, fill more times."
    )
    assert "said again once, as often as the series allows." in waits(
        world, tips, cool_down_days="0", most_cycles="1"
    )
    assert waits(world, tips, cool_down_days="0") == ""


def test_a_program_reads_what_an_evergreen_series_waits_for(world: World) -> None:
    tips = Category.objects.create(brand=world.bottega, name="Tips")
    series = made(world, kind="category", text="", category=tips.pk, count="2")
    assert program_of(world.anna.user).get(f"/series/{series.pk}").json()["waiting"] == {
        "empty": 2, "of": 2, "first": "2026-03-20T09:00", "lack": "empty", "post": None, "comes_at": None,
        "until": None,
    }  # fmt: skip


def test_the_posts_of_a_category_come_round(world: World) -> None:
    tips = Category.objects.create(brand=world.bottega, name="Tips")
    post = say(world.anna, world.site, "Oil the plane.")
    deliver()
    Content.objects.filter(pk=post.content_id).update(category=tips)
    series = made(world, kind="category", text="", category=tips.pk, first="2026-04-24T09:00", count="1")
    words = page(signed_in(world.anna), f"{HERE}{series.pk}/").words
    assert "1 live post of “Tips” comes round." in words
    assert "Each rests for 30 days." in words
    assert "Oil the plane." in words


def test_a_changed_series_is_shown_as_it_was_typed(world: World) -> None:
    series, client = made(world), signed_in(world.anna)
    shown = page(client, f"{HERE}{series.pk}/edit/")
    assert shown.all("input", name="first")[0]["value"] == "2026-03-20T09:00"
    assert "checked" in shown.all("input", name="weekdays", value="4")[0]
    assert client.post(f"{HERE}{series.pk}/edit/", typed(world, text="Closed.", weekdays=["5"])).status_code == 303
    assert set(Delivery.objects.values_list("post__content__text", flat=True)) == {"Closed."}
    assert Occurrence.objects.earliest("wall_time").wall_time == "2026-03-21T09:00"


def test_a_time_is_left_out_and_the_series_ends(world: World) -> None:
    series, client = made(world), signed_in(world.anna)
    client.post(f"{HERE}{series.pk}/skip/", {"wall": "2026-03-27T09:00"})
    assert "left out" in page(client, f"{HERE}{series.pk}/").words
    assert Delivery.objects.count() == 8
    client.post(f"{HERE}{series.pk}/stop/")
    assert "ended" in page(client, HERE).words
    assert Delivery.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"text": " "},
        {"channels": []},
        {"channels": ["0"]},
        {"kind": "category", "category": ""},
        {"interval": "0"},
        {"every": "HOURLY"},
        {"weekdays": ["9"]},
        {"first": "soon"},
        {"ends_on": "2026-03-01"},
        {"count": "0"},
        {"cool_down_days": "-1"},
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_written(world: World, wrong: dict[str, object]) -> None:
    answer = signed_in(world.anna).post(f"{HERE}new/", typed(world, **wrong))
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode() or 'role="alert"' in answer.content.decode()
    assert not Series.objects.exists()


def test_who_may_look_and_who_may_change(world: World) -> None:
    series = made(world)
    for address in (HERE, f"{HERE}{series.pk}/"):
        assert Client().get(address).status_code == 302
        assert signed_in(world.carla).get(address).status_code == 404
        assert signed_in(world.bruno).get(address).status_code == 200
    for what in ("edit", "stop", "skip"):
        address, fields = f"{HERE}{series.pk}/{what}/", typed(world) | {"wall": "2026-03-27T09:00"}
        assert Client().post(address, fields).status_code == 302
        assert signed_in(world.carla).post(address, fields).status_code == 404
        assert signed_in(world.carla).post(address.replace("bottega", "cards"), fields).status_code == 404
        assert signed_in(world.bruno).post(address, fields).status_code == 422
    assert (
        signed_in(world.carla)
        .get(f"/b/cards/series/new/?post={Occurrence.objects.earliest('pk').post_id}")
        .status_code
        == 404
    )
    assert signed_in(world.bruno).post(f"{HERE}new/", typed(world)).status_code == 422
    assert signed_in(world.bruno).post(f"{HERE}new/", typed(world, as_draft="on")).status_code == 303
    assert signed_in(world.anna).post(f"{HERE}{series.pk}/skip/", {"wall": "soon"}).status_code == 422


def test_many_series_take_as_many_queries_as_one(world: World) -> None:
    client = signed_in(world.anna)
    series = made(world)
    for address in (HERE, f"{HERE}{series.pk}/"):
        client.get(address)
    for_one = [count_queries(lambda: client.get(HERE)), count_queries(lambda: client.get(f"{HERE}{series.pk}/"))]
    other = made(world, every="DAILY", weekdays=[])
    made(world)
    assert [
        count_queries(lambda: client.get(HERE)),
        count_queries(lambda: client.get(f"{HERE}{other.pk}/")),
    ] == for_one
