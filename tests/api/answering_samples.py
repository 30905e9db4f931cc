"""What the test of access sends where hours and targets are set, and what may come of people."""

from collections.abc import Callable
from datetime import date, time

from antiphon.conversations.actions.promising import add_holiday, set_office_week
from antiphon.relationships.actions.opportunities import OpportunityGiven, open_opportunity
from tests.api.talk import Talk
from tests.world import World


def office_week(world: World, _talk: Talk) -> int:
    return set_office_week(world.anna, date(2026, 1, 5), {0: [(time(9), time(18))]}).pk


def holiday(world: World, _talk: Talk) -> int:
    return add_holiday(world.anna, date(2026, 12, 26), "Boxing Day").pk


def opportunity(world: World, talk: Talk) -> int:
    return open_opportunity(world.anna, talk.dora, OpportunityGiven("sale", "Ten tables")).pk


MAKERS: dict[str, Callable[[World, Talk], int]] = {
    "week_id": office_week,
    "holiday_id": holiday,
    "opportunity_id": opportunity,
}
WEEK = {"since": "2026-01-12", "openings": {"0": [["09:00", "13:00"], ["14:00", "18:00"]]}}
HOLIDAY = {"day": "2026-12-25", "name": "Christmas"}
OPPORTUNITY = {"kind": "sale", "title": "Ten tables", "value": "2000", "currency": "EUR"}
TARGETS = {"targets": {"comment": 240, "mail": None}}
