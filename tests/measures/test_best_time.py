"""The best time: from our own posts alone, with how many there are, and never a guess."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from antiphon.channels.models import Channel
from antiphon.integrity.actions import run_detectors
from antiphon.ledger.rules import Verb
from antiphon.measures.best_time import BestHour, best_hours, heat_map, sent_posts
from antiphon.measures.rules.best_time import Cell, Observed, best, heat_of
from tests.ledger_rows import Thread, somebody
from tests.world import World

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)  # nine in Rome
LATER = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def channel(world: World) -> Channel:
    """A channel on which answers are heard."""
    Channel.objects.filter(pk=world.site.pk).update(kind="mastodon")
    return Channel.objects.select_related("brand", "identity").get(pk=world.site.pk)


def post(channel: Channel, number: int, at: datetime, likes: int = 0) -> Thread:
    thread = Thread(channel, f"post{number}", at)
    thread.post()
    for one in range(likes):
        thread.act(f"like{one}", Verb.LIKE, somebody(channel, f"Person {one}"), "R")
    return thread


def test_pain_16_an_hour_is_known_from_five_posts_on(world: World, channel: Channel) -> None:
    for week in range(4):
        post(channel, week, MONDAY + timedelta(weeks=week), likes=2)
    heat = heat_map(world.bottega, channel, MONDAY + timedelta(days=60))
    assert heat.hours == {(0, 9): Cell(4, None, None)}
    post(channel, 9, MONDAY + timedelta(weeks=3, minutes=30), likes=7)
    heat = heat_map(world.bottega, channel, MONDAY + timedelta(days=60))
    assert heat.hours == {(0, 9): Cell(5, 3.0, 2.0)}
    assert heat.days[0] == heat.hours_of_day[9] == heat.all == Cell(5, 3.0, 2.0)


def test_the_hours_are_those_of_the_wall_in_summer_and_winter(world: World, channel: Channel) -> None:
    post(channel, 1, datetime(2026, 3, 2, 8, tzinfo=UTC))
    post(channel, 2, datetime(2026, 4, 6, 7, tzinfo=UTC))
    assert set(heat_map(world.bottega, channel, LATER).hours) == {(0, 9)}


def test_only_responses_of_others_within_two_days_are_counted(world: World, channel: Channel) -> None:
    thread = post(channel, 1, MONDAY)
    anna, staff = somebody(channel, "Anna"), somebody(channel, "Staff", ours=True)
    robot = somebody(channel, "Robot", automated=True)
    thread.act("a", Verb.LIKE, anna, "R")
    thread.act("b", Verb.LIKE, anna, "R", timedelta(hours=2))  # taken back and given again
    thread.reply("c", anna)
    thread.reply("d", anna, "c", timedelta(hours=5))
    thread.act("late", Verb.LIKE, somebody(channel, "Late"), "R", timedelta(hours=49))
    thread.act("staff", Verb.LIKE, staff, "R")
    thread.act("robot", Verb.LIKE, robot, "R")
    run_detectors(world.bottega)
    (sent,) = sent_posts(world.bottega, channel, LATER)
    assert sent.rows == tuple(thread.rows[name].pk for name in ("a", "c", "d"))


def test_a_young_post_and_an_old_one_are_left_out(world: World, channel: Channel) -> None:
    post(channel, 1, LATER - timedelta(hours=47))
    post(channel, 2, LATER - timedelta(days=366))
    assert sent_posts(world.bottega, channel, LATER) == []


def test_where_nobody_listens_nothing_is_known(world: World) -> None:
    for week in range(6):
        post(world.site, week, MONDAY + timedelta(weeks=week), likes=2)
    assert heat_map(world.bottega, world.site, LATER).all == Cell(0, None, None)
    assert best_hours(world.bottega, world.site) == []


def test_the_best_hours_are_offered_to_who_writes(world: World, channel: Channel) -> None:
    now = datetime(2026, 9, 15, 8, tzinfo=UTC)
    for week in range(1, 7):
        post(channel, week, now - timedelta(weeks=week), likes=4)
        post(channel, 10 + week, now - timedelta(weeks=week, hours=3), likes=1)
    with time_machine.travel(now, tick=False):
        assert best_hours(world.bottega, channel) == [BestHour(1, 10, 4.0, 6)]


def test_it_takes_two_queries_for_any_number_of_posts(
    world: World, channel: Channel, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        post(channel, number, MONDAY + timedelta(days=number), likes=number % 3)
    with django_assert_num_queries(2):
        heat_map(world.bottega, channel, LATER)


def test_one_lucky_post_makes_no_best_hour() -> None:
    usual = [Observed((1, 9), 3)] * 20
    lucky = [Observed((2, 9), 2)] * 4 + [Observed((2, 9), 500)]
    assert best(heat_of(usual + lucky)) == []


def test_a_cell_is_told_against_the_usual() -> None:
    heat = heat_of([Observed((0, 9), 6)] * 5 + [Observed((1, 9), 2)] * 5 + [Observed((2, 9), 4)])
    against = [heat.against_usual(cell) for cell in heat.hours.values()]
    assert against == [6 / 4, 2 / 4, None]
    silent = heat_of([Observed((0, 9), 0)] * 5)
    assert silent.against_usual(silent.all) == 1


HOURS = st.sampled_from([(day, hour) for day in (0, 3, 6) for hour in (0, 9, 23)])
POSTS = st.lists(st.tuples(HOURS, st.integers(0, 50)).map(lambda one: Observed(*one)), max_size=30)


@given(POSTS, st.integers(1, 6))
def test_nothing_is_said_of_too_few(posts: list[Observed], n_min: int) -> None:
    heat = heat_of(posts, n_min)
    cells = [*heat.hours.values(), *heat.days.values(), *heat.hours_of_day.values(), heat.all]
    assert all((cell.mean is None) == (cell.n < n_min) for cell in cells)
    assert sum(cell.n for cell in heat.hours.values()) == sum(cell.n for cell in heat.days.values()) == len(posts)
    for hour in best(heat):
        assert heat.hours[hour].n >= n_min
        assert (heat.hours[hour].mean or 0) > (heat.all.mean or 0)
