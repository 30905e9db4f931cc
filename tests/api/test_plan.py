"""The plan by programs: the calendar, the queue, series, ideas, words, files of posts."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.models import Delivery, Post
from tests.api.conftest import Program, error_of
from tests.feed_server import FeedServer, feed_server
from tests.world import World, say

NINE = "2026-03-20T09:00"


@pytest.fixture(autouse=True)
def _in_march() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 3, 16, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def site() -> Iterator[FeedServer]:
    with feed_server() as server:
        yield server


def planned(world: World, text: str = "Open.", wall: str = NINE) -> Post:
    return say(world.anna, world.site, text, moment=Moment(datetime.fromisoformat(wall)))


def test_the_calendar_comes_in_pages(anna: Program, world: World) -> None:
    for number in range(3):
        planned(world, f"Post {number}", f"2026-03-2{number}T09:00")
    say(world.anna, world.site, "Some day", moment=Moment(as_draft=True))
    page = anna.get("/brands/bottega/calendar?first=2026-03-01&last=2026-03-31&limit=2").json()
    assert [(one["text"], one["at"], one["state"]) for one in page["items"]] == [
        ("Post 0", "2026-03-20T08:00:00Z", "scheduled"),
        ("Post 1", "2026-03-21T08:00:00Z", "scheduled"),
    ]
    rest = anna.get(f"/brands/bottega/calendar?first=2026-03-01&last=2026-03-31&limit=2&after={page['next']}").json()
    assert ([one["text"] for one in rest["items"]], rest["next"]) == (["Post 2"], None)
    assert [one["text"] for one in anna.get("/brands/bottega/undated").json()] == ["Some day"]
    assert anna.get("/brands/bottega/calendar?state=live").json()["items"] == []


@pytest.mark.parametrize(
    "query",
    [
        "state=lost",
        "first=2026-03-02&last=2026-03-01",
        "first=9999-12-31",
        "first=0001-01-01&last=2026-01-01",
        "first=soon",
    ],
)
def test_a_calendar_that_there_is_not_is_refused(anna: Program, world: World, query: str) -> None:
    assert anna.get(f"/brands/bottega/calendar?{query}").status_code == 422


def test_an_entry_moves_and_keeps_its_hour(anna: Program, world: World) -> None:
    post = planned(world)
    moved = anna.post(f"/posts/{post.pk}/move", {"now_at": "2026-03-20T08:00:00Z", "day": "2026-03-31"})
    assert [one["at"] for one in moved.json()] == ["2026-03-31T07:00:00Z"]
    again = anna.post(f"/posts/{post.pk}/move", {"now_at": "2026-03-31T07:00:00Z", "at": "2026-04-01T10:30"})
    assert [one["at"] for one in again.json()] == ["2026-04-01T08:30:00Z"]
    assert (
        anna.post(f"/posts/{post.pk}/move", {"now_at": "2026-03-31T07:00:00Z", "day": "2026-04-02"}).status_code
        == 404
    )
    assert anna.post(f"/posts/{post.pk}/move", {"now_at": "2026-04-01T08:30:00Z"}).status_code == 422


def test_a_series_is_made_changed_and_ended(anna: Program, world: World) -> None:
    body = {
        "name": "Friday",
        "text": "Open.",
        "channels": [world.site.pk],
        "rule": "FREQ=WEEKLY",
        "first": NINE,
        "count": 3,
    }
    made = anna.post("/brands/bottega/series", body).json()
    assert [one["at"] for one in made["occurrences"]] == ["2026-04-03T09:00", "2026-03-27T09:00", NINE]
    changed = anna.put(
        f"/series/{made['id']}", body | {"text": "", "count": 2, "like": made["occurrences"][0]["post"]}
    )
    assert [(one["at"], changed.json()["text"]) for one in changed.json()["occurrences"]] == [
        ("2026-03-27T09:00", "Open."), (NINE, "Open."),
    ]  # fmt: skip
    assert error_of(anna.post("/brands/bottega/series", body | {"rule": "FREQ=HOURLY"}))[2] == "rule"
    assert error_of(anna.post("/brands/bottega/series", body | {"channels": [10**6]}))[2] == "channels"
    skipped = anna.post(f"/series/{made['id']}/skip", {"at": NINE}).json()
    assert [one["skipped"] for one in skipped["occurrences"]] == [False, True]
    assert anna.post(f"/series/{made['id']}/stop").json()["stopped_at"] is not None
    assert not Delivery.objects.exists()


def test_an_idea_comes_from_a_feed_and_becomes_a_draft(anna: Program, world: World, site: FeedServer) -> None:
    followed = anna.post("/brands/bottega/feeds", {"address": f"{site.address}/feed"})
    assert (followed.status_code, followed.json()["ideas"]) == (201, 1)
    assert error_of(anna.post("/brands/bottega/feeds", {"address": f"{site.address}/feed"}))[2] == "address"
    (idea,) = anna.get("/brands/bottega/ideas?source=feed").json()["items"]
    post = anna.post(f"/ideas/{idea['id']}/write").json()["post"]
    assert anna.get(f"/posts/{post}").json()["state"] == "draft"
    assert anna.post(f"/ideas/{idea['id']}/write").status_code == 409
    assert anna.get("/brands/bottega/ideas?state=lost").status_code == 422


def test_words_are_kept_and_used(anna: Program, world: World) -> None:
    anna.post("/brands/bottega/variables", {"name": "hours", "value": "nine to five"})
    assert anna.post("/brands/bottega/expand", {"text": "Open {hours}."}).json() == {"text": "Open nine to five."}
    assert error_of(anna.post("/brands/bottega/expand", {"text": "{nobody}"})) == (422, "refused", "text")


def test_a_file_is_looked_at_and_written_whole_or_not_at_all(anna: Program, world: World) -> None:
    rows = "03/20/2026 09:00,Oil the plane.\n03/41/2026 09:00,No such day.\n"
    bad = anna.post("/brands/bottega/plans", {"csv": rows, "channels": [world.site.pk]}).json()
    assert (bad["problems"], bad["rows"][1]["problems"][0]["column"]) == (1, "date")
    assert anna.post(f"/plans/{bad['id']}/confirm", {}).status_code == 422
    assert not Post.objects.exists()
    good = anna.post("/brands/bottega/plans", {"csv": rows.replace("41", "21"), "channels": [world.site.pk]}).json()
    written = anna.post(f"/plans/{good['id']}/confirm", {"planned": True}).json()
    assert len(written["posts"]) == 2
    assert anna.post(f"/plans/{good['id']}/confirm", {"planned": True}).status_code == 409
    out = anna.get("/brands/bottega/plan?first=2026-03-01&last=2026-03-31").json()
    assert [(row["date"], row["message"], row["state"]) for row in out] == [
        ("2026-03-20 09:00", "Oil the plane.", "scheduled"),
        ("2026-03-21 09:00", "No such day.", "scheduled"),
    ]
    assert error_of(anna.post("/brands/bottega/plans", {"csv": ""}))[2] == "file"


def test_the_clock_and_the_address_of_the_plan(anna: Program, world: World) -> None:
    post = planned(world)
    assert anna.put("/brands/bottega/time-zone", {"time_zone": "Asia/Tokyo"}).json()["time_zone"] == "Asia/Tokyo"
    assert post.deliveries.get().due_at == datetime(2026, 3, 20, 0, tzinfo=UTC)
    assert error_of(anna.put("/brands/bottega/time-zone", {"time_zone": "Nowhere"}))[2] == "time_zone"
    address = anna.post("/brands/bottega/plan-address").json()["address"].removeprefix("http://localhost:8000")
    assert Client().get(address).status_code == 200
    anna.post("/brands/bottega/plan-address/end")
    assert Client().get(address).status_code == 404


def test_the_best_time_is_unknown_where_nobody_listens(anna: Program, world: World) -> None:
    told = anna.get(f"/channels/{world.site.pk}/best-time").json()
    assert told == {
        "channel": world.site.pk, "heard": False, "n_min": 5, "window_hours": 48, "hours": [], "best": [],
    }  # fmt: skip


def test_a_number_that_no_row_can_have(anna: Program, world: World) -> None:
    for path in ("channels/{}/best-time", "series/{}", "plans/{}"):
        assert anna.get("/" + path.format(10**30)).status_code == 404
    for path in ("slots/{}/give-up", "series/{}/stop", "campaigns/{}/close", "ideas/{}/write", "feeds/{}/end"):
        assert anna.post("/" + path.format(10**30)).status_code == 404
