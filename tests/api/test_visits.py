"""Visits by the API: told by a server, read with what brought them."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from antiphon.lib import clock
from antiphon.visits.at_the_door import forget_door
from antiphon.visits.models import LeftOut
from tests.api.conftest import Program, error_of
from tests.visits.shop import FIREFOX, Shop, opened
from tests.world import World


@pytest.fixture
def shop(world: World, tmp_path: Path) -> Iterator[Shop]:
    with opened(world, tmp_path) as made:
        yield made


def hit(path: str = "/", **more: object) -> dict[str, object]:
    return {"url": f"https://shop.example{path}", "address": "192.0.2.1", "agent": FIREFOX, **more}


def test_a_server_tells_hits_and_reads_the_visits_they_became(anna: Program, shop: Shop) -> None:
    address = f"/sites/{shop.site.pk}/hits"
    goal = anna.post("/brands/bottega/goals", {
        "site": shop.site.pk, "name": "Ordered", "kind": "event", "pattern": "ordered",
    }).json()["id"]  # fmt: skip
    sent = [hit("/tea", referrer="https://bsky.app/"), hit("/tea", act="event", name="ordered")]
    sent += [hit(agent="Googlebot/2.1"), hit(asked_not=True)]
    told = anna.post(address, {"hits": sent}).json()
    assert [one["outcome"] for one in told] == ["counted", "counted", "left_out", "left_out"]
    shop.count()
    (visit,) = anna.get("/brands/bottega/visits").json()["items"]
    assert (visit["visitor"], visit["channel"], visit["pages"], visit["goals"]) == (
        told[0]["visitor"], "social/bluesky", 1, [goal],
    )  # fmt: skip
    figures = anna.get("/brands/bottega/visits/figures").json()
    assert (figures["visits"], figures["reached"], figures["lines"][0]["key"]) == (1, 1, ["social", "bluesky"])
    assert {one["reason"]: one["hits"] for one in figures["left_out"]} == {"bot": 1, "asked": 1}
    assert [(one["reached"], one["visits"]) for one in anna.get("/brands/bottega/goals").json()] == [(1, 1)]


def test_what_happened_on_an_earlier_day_has_no_key_any_more(anna: Program, shop: Shop) -> None:
    at = (clock.now() - timedelta(days=1, minutes=1)).isoformat()
    answer = anna.post(f"/sites/{shop.site.pk}/hits", {"hits": [hit(at=at)]})
    assert (error_of(answer)[0], error_of(answer)[2], shop.count()) == (422, "at", 0)


def test_visits_come_in_pages(anna: Program, shop: Shop) -> None:
    anna.post(f"/sites/{shop.site.pk}/hits", {"hits": [hit(f"/{n}", address=f"192.0.2.{n}") for n in range(3)]})
    shop.count()
    first = anna.get("/brands/bottega/visits?limit=2").json()
    rest = anna.get(f"/brands/bottega/visits?limit=2&after={first['next']}").json()
    paths = [one["landing_path"] for one in (*first["items"], *rest["items"])]
    assert (sorted(paths), rest["next"]) == (["/0", "/1", "/2"], None)


def test_a_hit_that_finds_no_room_is_told_apart(anna: Program, shop: Shop, settings: Any) -> None:
    settings.HITS_WAITING_MAX_BYTES = -1
    forget_door()
    told = anna.post(f"/sites/{shop.site.pk}/hits", {"hits": [hit(asked_not=True), hit()]}).json()
    assert [one["outcome"] for one in told] == ["left_out", "not_taken"]


def test_a_moment_beyond_the_calendar_is_told_apart_too(anna: Program, shop: Shop) -> None:
    answer = anna.post(f"/sites/{shop.site.pk}/hits", {"hits": [hit(at="0001-01-01T00:00:00+14:00")]})
    assert error_of(answer)[2] == "at"
    assert anna.post(f"/sites/{shop.site.pk}/hits", {"hits": [hit(at="9999-12-31T23:59:00-14:00")]}).json()


def test_what_was_left_out_belongs_to_the_days_that_are_asked_for(anna: Program, shop: Shop) -> None:
    about = {"brand": shop.site.brand, "site": shop.site, "reason": "bot", "way": "script"}
    for day, hits in ((2, 1), (3, 10), (4, 100)):
        LeftOut.objects.create(**about, day=date(2026, 3, day), hits=hits)
    told = anna.get("/brands/bottega/visits/figures?since=2026-03-03&until=2026-03-03").json()
    assert told["left_out"] == [{"reason": "bot", "hits": 10}]
