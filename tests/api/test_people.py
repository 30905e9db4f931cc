"""People: how we stand with them, why, and what was said both ways."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.channels.connector import Profile
from antiphon.conversations.actions import receive
from antiphon.lib import clock
from tests.api.conftest import Program, error_of
from tests.api.talk import Talk, said_by
from tests.world import World


@pytest.fixture
def at_noon() -> Iterator[None]:
    """Let an hour ago be today, whenever the test runs."""
    with time_machine.travel(datetime(2026, 5, 4, 12, tzinfo=UTC)):
        yield


def test_the_strength_of_a_relationship_is_the_sum_of_its_addends(at_noon: None, anna: Program, talk: Talk) -> None:
    person = anna.get(f"/people/{talk.dora.pk}").json()
    tie, (addend,) = person["tie"], person["addends"]
    # One reply of theirs today: A_in = 2, A = ½ · 2 = 1, S = 100 · 1/(1 + 4) · 0.7 = 14.
    assert (addend["direction"], addend["kind"], addend["contribution"]) == ("in", "reply", 2.0)
    assert (tie["strength"]["value"], tie["strength"]["n"], tie["strength"]["a_in"]) == (pytest.approx(14), 1, 2.0)
    assert (tie["reciprocity"], tie["kept"], tie["silent_too_long"]) == (0.0, None, False)
    assert [one["handle"] for one in person["identities"]] == ["dora@town.example"]


def test_before_the_first_contact_there_is_no_strength(anna: Program, talk: Talk) -> None:
    before = (clock.now() - timedelta(days=2)).date()
    person = anna.get(f"/people/{talk.dora.pk}?as_of={before}").json()
    assert (person["tie"]["strength"]["value"], person["addends"]) == (None, [])


def test_people_are_found_by_name(anna: Program, world: World, talk: Talk) -> None:
    receive(world.site, said_by(Profile("https://town.example/eva", "eva", "Eva"), 9, clock.now(), talk.question.uri))
    assert [one["name"] for one in anna.get("/brands/bottega/people").json()["items"]] == ["Eva", "Dora"]
    assert [one["name"] for one in anna.get("/brands/bottega/people?search=dor").json()["items"]] == ["Dora"]
    first = anna.get("/brands/bottega/people?limit=1").json()
    second = anna.get(f"/brands/bottega/people?limit=1&cursor={first['next']}").json()
    assert ([one["name"] for one in second["items"]], second["next"]) == (["Dora"], None)


def test_the_history_goes_both_ways(anna: Program, talk: Talk) -> None:
    history = anna.get(f"/people/{talk.dora.pk}/history").json()
    assert [(one["verb"], one["by"], one["ours"], one["text"]) for one in history["items"]] == [
        ("reply", "Dora", False, "When do you open?"),
        ("like", "Dora", False, "Call number 1"),
    ]
    assert history["next"] is None
    assert error_of(anna.get(f"/people/{talk.dora.pk}/history?cursor=LTE")) == (422, "refused", "cursor")


def test_a_promise_to_keep_in_touch_is_made_and_given_up(anna: Program, world: World, talk: Talk) -> None:
    kept = anna.post(f"/people/{talk.dora.pk}/keep-in-touch", {"rhythm_days": 30}).json()["tie"]
    assert (kept["kept"]["steward"]["id"], kept["kept"]["rhythm_days"]) == (world.anna.pk, 30)
    assert (kept["rhythm_days"], kept["rhythm_source"]) == (30.0, "promise")
    assert anna.post(f"/people/{talk.dora.pk}/let-go").json()["tie"]["kept"] is None
    refused = anna.post(f"/people/{talk.dora.pk}/keep-in-touch", {"rhythm_days": 0})
    assert error_of(refused) == (422, "refused", "rhythm_days")


def test_who_is_silent_beyond_the_promise_is_listed(anna: Program, talk: Talk) -> None:
    anna.post(f"/people/{talk.dora.pk}/keep-in-touch", {"rhythm_days": 3})
    assert anna.get("/brands/bottega/out-of-touch").json() == []
    later = (clock.now() + timedelta(days=10)).date()
    (silent,) = anna.get(f"/brands/bottega/out-of-touch?as_of={later}").json()
    assert (silent["name"], silent["tie"]["silent_too_long"]) == ("Dora", True)


def test_thirty_people_take_as_many_queries_as_one(anna: Program, world: World, talk: Talk) -> None:
    anna.get("/brands")
    with CaptureQueriesContext(connection) as for_one:
        assert len(anna.get("/brands/bottega/people").json()["items"]) == 1
    for number in range(29):
        who = Profile(f"https://town.example/{number}", f"person{number}")
        receive(world.site, said_by(who, number, clock.now(), talk.question.uri))
    with CaptureQueriesContext(connection) as for_thirty:
        assert len(anna.get("/brands/bottega/people").json()["items"]) == 30
    assert len(for_one) == len(for_thirty)
