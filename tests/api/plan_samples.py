"""What the test of access sends to the addresses of the plan, and what stands in the world for them."""

import atexit
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache
from typing import Any

from antiphon.lib import clock
from antiphon.lib.recurrence import Recurrence
from antiphon.publishing.actions.campaigning import CampaignGiven, add_category, begin_campaign
from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.actions.gathering import note_idea, put_aside
from antiphon.publishing.actions.queueing import add_slots
from antiphon.publishing.actions.recurring import SeriesGiven, make_series
from antiphon.publishing.actions.taking_in import FileGiven, hand_in
from antiphon.publishing.actions.wording import keep_snippet, keep_variable
from antiphon.publishing.drafts import Draft
from antiphon.publishing.models import Delivery, Feed, Idea
from tests.api.talk import Talk
from tests.feed_server import FeedServer, feed_server
from tests.world import World, say

NEXT = clock.now().year + 1


def slot(world: World, _talk: Talk) -> int:
    return add_slots(world.anna, world.site, [2], "09:30")[0].pk


def series(world: World, _talk: Talk) -> int:
    recurrence = Recurrence("FREQ=WEEKLY", datetime.fromisoformat(f"{NEXT}-05-01T09:00"), None, 3)
    given = SeriesGiven("Friday", recurrence, [world.site], Draft("Open.", [world.site], "en"))
    return make_series(world.anna, given).pk


def campaign(world: World, _talk: Talk) -> int:
    return begin_campaign(world.anna, CampaignGiven("Spring")).pk


def category(world: World, _talk: Talk) -> int:
    return add_category(world.anna, "Tips").pk


def idea(world: World, _talk: Talk) -> int:
    return note_idea(world.anna, "Oil the plane.").pk


def dismissed(world: World, talk: Talk) -> int:
    pk = idea(world, talk)
    put_aside(world.anna, Idea.objects.get(pk=pk))
    return pk


def feed(world: World, _talk: Talk) -> int:
    now = clock.now()
    return Feed.objects.create(
        brand=world.bottega, address="https://wood.example/feed", added_by=world.anna, added_at=now, due_at=now
    ).pk


def snippet(world: World, _talk: Talk) -> int:
    return keep_snippet(world.anna, "words", "Closing", "Come and see.").pk


def variable(world: World, _talk: Talk) -> int:
    return keep_variable(world.anna, "hours", "nine to five").pk


def plan(world: World, _talk: Talk) -> int:
    return hand_in(world.anna, FileGiven("plan.csv", f"05/01/{NEXT} 09:00,Open.".encode(), [world.site])).pk


def planned(world: World, _talk: Talk) -> int:
    moment = Moment(datetime.fromisoformat(f"{NEXT}-05-01T09:00"))
    return say(world.anna, world.site, "Planned", moment=moment).pk


def now_at(_world: World, _talk: Talk) -> dict[str, Any]:
    due = Delivery.objects.latest("pk").due_at or datetime(NEXT, 5, 1, tzinfo=UTC)
    return {"now_at": due.isoformat(), "day": f"{NEXT}-05-02"}


def series_body(world: World, _talk: Talk) -> dict[str, Any]:
    return {
        "name": "Friday", "text": "Open.", "channels": [world.site.pk], "rule": "FREQ=WEEKLY", "count": 2,
        "first": f"{NEXT}-05-01T09:00",
    }  # fmt: skip


def slots_body(world: World, _talk: Talk) -> dict[str, Any]:
    return {"channel": world.site.pk, "weekdays": [1], "at": "10:00"}


def plan_body(world: World, _talk: Talk) -> dict[str, Any]:
    return {"csv": f"05/01/{NEXT} 09:00,Open.", "channels": [world.site.pk]}


@cache
def feeds() -> FeedServer:
    """A site with a feed, for as long as the tests run."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(feed_server())


def feed_body(_world: World, _talk: Talk) -> dict[str, Any]:
    return {"address": f"{feeds().address}/feed"}


MAKERS: dict[str, Callable[[World, Talk], int]] = {
    "slot_id": slot,
    "series_id": series,
    "campaign_id": campaign,
    "category_id": category,
    "idea_id": idea,
    "feed_id": feed,
    "snippet_id": snippet,
    "variable_id": variable,
    "plan_id": plan,
}
