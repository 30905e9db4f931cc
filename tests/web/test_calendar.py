"""The calendar: what stands on which day, and how it gets to another one."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from antiphon.channels.actions import connect
from antiphon.lib import clock
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.models import Campaign, Category, Content, Delivery, Post
from tests.api.conftest import program_of
from tests.web.readers import count_queries, page, signed_in
from tests.world import World, say

HERE = "/b/bottega/calendar/"


@pytest.fixture(autouse=True)
def _in_march() -> object:
    with time_machine.travel(datetime(2026, 3, 16, 12, tzinfo=UTC), tick=False):
        yield


def planned(world: World, text: str = "Open on Saturday.", wall: str = "2026-03-20T09:00", **more: object) -> Post:
    moment = Moment(wall=datetime.fromisoformat(wall), **more)  # type: ignore[arg-type]
    return say(world.anna, world.site, text, moment=moment)


def words_on(client: Client, query: str) -> str:
    return page(client, f"{HERE}?{query}").words


@pytest.mark.parametrize("view", ["month", "week", "day", "list"])
def test_a_post_stands_on_its_day_in_every_view(world: World, view: str) -> None:
    client = signed_in(world.anna)
    planned(world)
    assert "Open on Saturday." in words_on(client, f"view={view}&day=2026-03-20")
    assert "Open on Saturday." not in words_on(client, f"view={view}&day=2026-05-20")


def test_the_days_are_those_of_the_brand(world: World) -> None:
    planned(world, wall="2026-03-20T00:30")  # the 19th at 23:30 in UTC
    shown = page(signed_in(world.anna), f"{HERE}?view=day&day=2026-03-20")
    assert "00:30" in shown.words
    assert shown.all("li", class_="entry state-scheduled")[0]["data-from"] == "20260319T2330"


@pytest.mark.parametrize(
    ("state", "narrowed", "said"),
    [
        ("draft", "draft", "draft"),
        ("in_review", "in_review", "in review"),
        ("scheduled", "scheduled", "scheduled"),
        ("live", "live", "live"),
        ("missed", "stuck", "missed"),
    ],
)
def test_every_state_is_told_and_can_be_looked_for(world: World, state: str, narrowed: str, said: str) -> None:
    client = signed_in(world.anna)
    planned(world)
    Delivery.objects.update(state=state)
    shown = page(client, f"{HERE}?view=month&state={narrowed}")
    assert shown.all("li", class_=f"entry state-{state}")
    assert said in shown.words
    others = {"draft", "in_review", "scheduled", "live", "stuck"} - {narrowed}
    assert ["Open on Saturday." in words_on(client, f"state={other}") for other in others] == [False] * 4


def test_what_was_dropped_and_what_answers_somebody_is_not_on_the_plan(world: World) -> None:
    planned(world)
    Delivery.objects.update(state="cancelled")
    assert "Open on Saturday." not in words_on(signed_in(world.anna), "view=month")


def test_the_plan_is_narrowed_down_to_a_channel_a_campaign_a_category(world: World) -> None:
    client, other = signed_in(world.anna), connect(world.anna, "site", {"address": "https://second.example/@b"})
    spring = Campaign.objects.create(brand=world.bottega, name="Spring", slug="spring")
    tips = Category.objects.create(brand=world.bottega, name="Tips")
    one, two = planned(world, "One"), planned(world, "Two")
    Delivery.objects.filter(post=two).update(channel=other)
    Post.objects.filter(pk=two.pk).update(campaign=spring)
    Content.objects.filter(pk=one.content_id).update(category=tips)
    for query, there, missing in (
        (f"channel={other.pk}", "Two", "One"),
        (f"campaign={spring.pk}", "Two", "One"),
        (f"category={tips.pk}", "One", "Two"),
    ):
        shown = page(client, f"{HERE}?{query}")
        entries = [one["data-post"] for one in shown.all("li", draggable="true")]
        assert entries == [str({"One": one, "Two": two}[there].pk)], missing


def test_one_post_at_one_minute_is_one_entry(world: World) -> None:
    other = connect(world.anna, "site", {"address": "https://second.example/@b"})
    draft = Draft("On both", [world.site, other], "en")
    compose(world.anna, draft, Moment(datetime.fromisoformat("2026-03-20T09:00")))
    assert len(page(signed_in(world.anna), HERE).all("li", draggable="true")) == 1


def test_a_full_day_leads_to_all_of_it(world: World) -> None:
    client = signed_in(world.anna)
    for number in range(7):
        planned(world, f"Post {number}", f"2026-03-20T{9 + number:02}:00")
    assert "3 more" in words_on(client, "view=month")
    assert "Post 6" in words_on(client, "view=day&day=2026-03-20")


def test_a_list_goes_on_on_the_next_page(world: World) -> None:
    client = signed_in(world.anna)
    for number in range(61):
        planned(world, f"Post {number:02}", f"2026-03-20T{9 + number // 60:02}:{number % 60:02}")
    assert "Post 60" not in words_on(client, "view=list")
    assert "Post 60" in words_on(client, "view=list&page=2")


def test_drafts_without_an_hour_wait_beside_the_plan(world: World) -> None:
    client = signed_in(world.anna)
    say(world.anna, world.site, "A thought", moment=Moment(as_draft=True))
    assert "Without a day" in words_on(client, "")
    assert "A thought" in words_on(client, "")


@pytest.mark.parametrize(
    "query",
    ["view=year", "day=yesterday", "day=0001-01-01", "day=9999-12-31", "state=lost", "view=list&day=9999-12-31"],
)
def test_a_plan_that_there_is_not_is_not_found(world: World, query: str) -> None:
    assert signed_in(world.anna).get(f"{HERE}?{query}").status_code == 404


def test_others_do_not_see_the_plan(world: World) -> None:
    post = planned(world)
    for address in (HERE, f"{HERE}{post.pk}/?from=20260320T0800"):
        assert Client().get(address).status_code == 302
        assert signed_in(world.carla).get(address).status_code == 404
        assert signed_in(world.bruno).get(address).status_code == 200
    assert signed_in(world.carla).get(f"/b/cards/calendar/{post.pk}/?from=20260320T0800").status_code == 404


def test_who_drags_an_entry_gets_the_plan_anew(world: World) -> None:
    post = planned(world)
    answer = signed_in(world.anna).post(
        f"{HERE}{post.pk}/",
        {"from": "20260320T0800", "day": "2026-03-31", "look": "view=month&day=2026-03-16"},
        headers={"HX-Request": "true", "HX-Target": "plan"},
    )
    assert answer.status_code == 200
    assert "It is planned for Tuesday 31 March at 09:00." in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert Delivery.objects.get().wall_time == "2026-03-31T09:00"


def test_the_form_puts_it_on_another_hour_and_leads_back(world: World) -> None:
    client, post = signed_in(world.anna), planned(world)
    fields = {"from": "20260320T0800", "day": "2026-03-21", "hour": "10:15", "look": "view=week&day=2026-03-20"}
    answer = client.post(f"{HERE}{post.pk}/", fields)
    assert (answer.status_code, answer["Location"]) == (303, f"{HERE}?view=week&day=2026-03-20")
    assert Delivery.objects.get().due_at == datetime(2026, 3, 21, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize("dragged", [True, False])
def test_what_cannot_be_moved_says_why_and_stays(world: World, dragged: bool) -> None:
    post = planned(world)
    headers = {"HX-Request": "true", "HX-Target": "plan"} if dragged else {}
    fields = {"from": "20260320T0800", "day": "2026-03-02", "hour": "", "look": ""}
    answer = signed_in(world.anna).post(f"{HERE}{post.pk}/", fields, headers=headers)
    assert answer.status_code == 422
    assert "This time has passed already." in answer.content.decode()
    assert Delivery.objects.get().wall_time == "2026-03-20T09:00"


def test_a_skipped_hour_is_told(world: World) -> None:
    post = planned(world, wall="2026-03-28T02:30")
    answer = signed_in(world.anna).post(
        f"{HERE}{post.pk}/", {"from": "20260328T0130", "day": "2026-03-29"}, follow=True
    )
    assert "skip 02:30, so it goes out at 03:00" in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"from": "20260320T0801", "day": "2026-03-21"}, 404),
        ({"from": "nonsense", "day": "2026-03-21"}, 404),
        ({"from": "20260320T0800", "day": "soon"}, 422),
        ({"from": "20260320T0800", "day": "2026-03-21", "hour": "late"}, 422),
    ],
)
def test_bad_input_changes_nothing(world: World, fields: dict[str, str], status: int) -> None:
    post = planned(world)
    assert signed_in(world.anna).post(f"{HERE}{post.pk}/", fields).status_code == status
    assert Delivery.objects.get().wall_time == "2026-03-20T09:00"


def test_an_author_may_give_a_draft_an_hour_but_not_move_what_is_planned(world: World) -> None:
    client, post = signed_in(world.bruno), planned(world)
    assert not page(client, HERE).all("li", draggable="true")
    assert client.post(f"{HERE}{post.pk}/", {"from": "20260320T0800", "day": "2026-03-21"}).status_code == 422
    draft = say(world.bruno, world.site, "A thought", moment=Moment(as_draft=True))
    client.post(f"{HERE}{draft.pk}/", {"from": "", "day": "2026-03-21", "hour": "10:00"})
    one = Delivery.objects.get(post=draft)
    assert (one.state, one.wall_time) == ("draft", "2026-03-21T10:00")


@pytest.mark.parametrize("view", ["month", "week", "day", "list"])
def test_thirty_posts_take_as_many_queries_as_one(world: World, view: str) -> None:
    client, address = signed_in(world.anna), f"{HERE}?view={view}&day=2026-03-20"

    def fill(number: int) -> None:
        planned(world, f"Post {number}", f"2026-03-{17 + number % 10}T09:{number:02}")
        say(world.anna, world.site, f"Draft {number}", moment=Moment(as_draft=True))

    fill(3)
    client.get(address)
    for_one = count_queries(lambda: client.get(address))
    for number in range(29):
        fill(number)
    assert count_queries(lambda: client.get(address)) == for_one


def test_the_plan_of_today_is_marked(world: World) -> None:
    shown = page(signed_in(world.anna), HERE)
    assert [one["data-day"] for one in shown.all("li") if "is-today" in one.get("class", "")] == [
        f"{clock.now():%Y-%m-%d}"
    ]
    assert [one["href"] for one in shown.all("a") if one["href"].endswith("#today")] == [
        "?view=month&day=2026-03-16#today"
    ]
    assert [one["data-day"] for one in shown.all("li", id="today")] == ["2026-03-16"]


@pytest.fixture
def half_live(world: World) -> Post:
    """Return a post that is live on one channel and waits on the other."""
    other = connect(world.anna, "site", {"address": "https://second.example/@b"})
    moment = Moment(datetime.fromisoformat("2026-03-20T09:00"))
    post = compose(world.anna, Draft("On both", [world.site, other], "en"), moment)
    post.deliveries.filter(channel=world.site).update(state="live")
    return post


def walls(post: Post) -> list[str]:
    return list(post.deliveries.order_by("pk").values_list("wall_time", flat=True))


def test_where_a_post_is_live_it_stays_and_the_channels_that_wait_are_moved(world: World, half_live: Post) -> None:
    client, form = signed_in(world.anna), f"{HERE}{half_live.pk}/?from=20260320T0800"
    assert len(page(client, HERE).all("li", draggable="true")) == 1
    assert page(client, form).words.count("stays as it is") == 1
    answer = client.post(f"{HERE}{half_live.pk}/", {"from": "20260320T0800", "day": "2026-03-21"}, follow=True)
    assert "at 09:00. The other channels stay as they are." in answer.content.decode()
    assert walls(half_live) == ["2026-03-20T09:00", "2026-03-21T09:00"]


def test_a_program_moves_the_channels_that_wait(world: World, half_live: Post) -> None:
    body = {"now_at": "2026-03-20T08:00:00Z", "day": "2026-03-21"}
    answer = program_of(world.anna.user).post(f"/posts/{half_live.pk}/move", body)
    assert (answer.status_code, walls(half_live)) == (200, ["2026-03-20T09:00", "2026-03-21T09:00"])


def test_what_is_live_on_every_channel_is_not_offered_to_be_moved(world: World, half_live: Post) -> None:
    half_live.deliveries.update(state="live")
    client = signed_in(world.anna)
    assert page(client, HERE).all("li", draggable="true") == []
    assert not page(client, f"{HERE}{half_live.pk}/?from=20260320T0800").all("input", name="day")
    answer = client.post(f"{HERE}{half_live.pk}/", {"from": "20260320T0800", "day": "2026-03-21"})
    assert (answer.status_code, "has gone out already" in answer.content.decode()) == (422, True)


def test_after_a_refusal_it_is_said_that_the_entry_stays(world: World) -> None:
    fields = {"from": "20260320T0800", "day": "2026-03-02", "hour": "", "look": ""}
    headers = {"HX-Request": "true", "HX-Target": "plan"}
    answer = signed_in(world.anna).post(f"{HERE}{planned(world).pk}/", fields, headers=headers)
    assert 'hx-swap-oob="innerHTML">It stays where it was.</p>' in answer.content.decode()
