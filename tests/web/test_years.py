"""What came back over the years: figures, months, CSV, and what stands there before anything does."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from antiphon.ledger.rules import Verb
from antiphon.measures.columns.writing import keep_up
from antiphon.organizations.actions import issue_token
from tests.ledger_rows import Thread, somebody
from tests.web.over_time import table
from tests.web.readers import count_queries, page, signed_in
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE = "/b/bottega/results/years/"


@pytest.fixture(autouse=True)
def _own_columns(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def thread(world: World) -> Thread:
    """Anna answers a post on 2 March and in April; Bea likes it in April, and so does a machine."""
    thread = Thread(world.site)
    thread.post()
    thread.reply("a1", somebody(world.site, "Anna"))
    thread.reply("a2", somebody(world.site, "Anna"), after=timedelta(days=35))
    thread.act("like", Verb.LIKE, somebody(world.site, "Bea"), "R", timedelta(days=36))
    thread.act("bot", Verb.LIKE, somebody(world.site, "Robot", automated=True), "R", timedelta(days=36))
    keep_up(world.bottega)
    return thread


def words(world: World, asked: str) -> str:
    return " ".join(page(signed_in(world.anna), f"{PAGE}?{asked}").words.split())


def test_before_the_worker_has_added_anything_up_the_page_says_so(world: World) -> None:
    assert "Nothing is added up yet" in page(signed_in(world.anna), PAGE).words
    keep_up(world.bottega)
    assert "Nothing happened in these days" in page(signed_in(world.anna), PAGE).words


def test_each_month_stands_with_its_people_and_what_is_not_counted_apart(world: World, thread: Thread) -> None:
    asked = "since=2026-03-01&until=2026-08-31"
    march, april = table(signed_in(world.anna), f"{PAGE}?{asked}&format=csv")
    assert [march[name] for name in ("month", "people", "newcomers", "replies")] == ["2026-03-01", "1", "1", "1"]
    assert [april[name] for name in ("month", "people", "newcomers", "likes")] == ["2026-04-01", "2", "1", "1"]
    told = words(world, asked)
    assert "2 People 2 For the first time" in told  # nothing is known of the days before
    assert "50.0 % Came back" in told
    assert "1 Not counted" in told


def test_days_stand_beside_those_before_and_few_are_told_one_by_one(world: World, thread: Thread) -> None:
    assert "2 People 1 before 1 For" in words(world, "since=2026-04-01&until=2026-04-30")
    assert "0 People 2 before 0 For" in words(world, "since=2026-05-01&until=2026-05-30")
    days = table(signed_in(world.anna), f"{PAGE}?since=2026-04-01&until=2026-04-30&format=csv")
    assert [(row["day"], row["people"]) for row in days] == [("2026-04-06", "1"), ("2026-04-07", "1")]


def test_programs_read_the_same_months(world: World, thread: Thread) -> None:
    asked = {"since": "2026-03-01", "until": "2026-08-31", "each": "month"}
    program = {"authorization": f"Bearer {issue_token(world.anna.user, 'Charts')}"}
    told = Client(headers=program).get("/api/v1/brands/bottega/columns/series", asked).json()
    assert [(row["begins"], row["people"]) for row in told] == [("2026-03-01", 1), ("2026-04-01", 2)]


def test_it_takes_as_many_queries_for_a_year_as_for_a_day(world: World, thread: Thread) -> None:
    anna = signed_in(world.anna)
    day, year = "since=2026-04-07&until=2026-04-07", "since=2025-05-01&until=2026-04-30"
    assert count_queries(lambda: anna.get(f"{PAGE}?{day}")) == count_queries(lambda: anna.get(f"{PAGE}?{year}"))
