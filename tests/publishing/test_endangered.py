"""Tokens end, and posts with them: what is planned for after that is named before; what renews itself goes on."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from pytest_django.fixtures import DjangoAssertNumQueries

from antiphon.channels.models import Channel
from antiphon.channels.queries import tokens_near_end
from antiphon.channels.tasks import keep_fresh
from antiphon.lib import clock
from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.models import Delivery
from antiphon.publishing.queries.endangered import posts_at_risk
from antiphon.publishing.rules.delivering import State
from tests.channels.guild import age, grant_of, open_guild, register, sign_in
from tests.channels.networks.authorization import AuthorizationServer
from tests.world import World, deliver, say

DAY = timedelta(days=1)


@pytest.fixture
def guild(world: World, tmp_path: Path, settings: Any) -> Iterator[AuthorizationServer]:
    with open_guild(tmp_path, settings) as server:
        register(world.anna)
        yield server


def plan(world: World, channel: Channel, days: float) -> Delivery:
    wall = (clock.now() + days * DAY).replace(tzinfo=None, second=0, microsecond=0)
    return say(world.anna, channel, f"In {days} days", moment=Moment(wall, "UTC")).deliveries.get()


def test_what_is_due_after_the_end_is_at_risk_and_nothing_else(world: World, guild: AuthorizationServer) -> None:
    guild.habits.refresh, guild.habits.access_seconds = "none", 5 * 86_400
    [channel] = sign_in(world.anna)
    before, after, dropped, live = (plan(world, channel, days) for days in (4, 6, 7, 8))
    plan(world, world.site, 6)
    Delivery.objects.filter(pk=dropped.pk).update(state=State.CANCELLED)
    Delivery.objects.filter(pk=live.pk).update(state=State.LIVE)
    [found] = posts_at_risk(tokens_near_end(world.bottega, clock.now()))
    assert (found.end.channel, found.count, found.first) == (channel, 1, [after])
    assert before.state == State.SCHEDULED


def test_what_waits_for_approval_is_at_risk_too(world: World, guild: AuthorizationServer) -> None:
    guild.habits.refresh, guild.habits.access_seconds = "none", 5 * 86_400
    [channel] = sign_in(world.anna)
    for state in (State.IN_REVIEW, State.APPROVED):
        Delivery.objects.filter(pk=plan(world, channel, 6).pk).update(state=state)
    [found] = posts_at_risk(tokens_near_end(world.bottega, clock.now()))
    assert found.count == 2


def test_many_posts_are_counted_and_the_first_are_named(
    world: World, guild: AuthorizationServer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    guild.habits.refresh, guild.habits.access_seconds = "none", 5 * 86_400
    first, second = sign_in(world.anna, "guild", "chapter:1", "chapter:2")
    planned = [plan(world, first, 6 + number) for number in range(7)]
    plan(world, second, 6)
    with django_assert_num_queries(2):
        ends = posts_at_risk(tokens_near_end(world.bottega, clock.now()))
    assert [(one.end.channel, one.count) for one in ends] == [(first, 7), (second, 1)]
    assert ends[0].first == planned[:5]


def test_where_nothing_ends_nothing_is_asked(
    world: World, guild: AuthorizationServer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(world.anna)
    with django_assert_num_queries(1):
        assert posts_at_risk(tokens_near_end(world.bottega, clock.now())) == []


def test_pain_3_no_channel_is_logged_out_in_a_week_of_posts_whatever_the_network_does(
    world: World, guild: AuthorizationServer
) -> None:
    """Tokens of two hours, refresh tokens that work once, outages of half an hour, a worker that sleeps at night."""
    [channel] = sign_in(world.anna)
    begun = clock.now()
    for turn in range(7 * 48):
        day, half_hour = divmod(turn, 48)
        if turn % 25 == 7:
            guild.faults.server_error("POST", "/token", status=503)
        if half_hour < 12:  # the machine is off
            continue
        with time_machine.travel(begun + timedelta(minutes=30 * turn), tick=False):
            if half_hour % 12 == 0:
                say(world.anna, channel, f"Day {day}, {half_hour // 12}")
            keep_fresh()
            deliver()
    states = set(Delivery.objects.filter(channel=channel).values_list("state", flat=True))
    assert (states, len(guild.notes)) == ({State.LIVE}, 7 * 3)
    assert (Channel.objects.get(pk=channel.pk).trouble, grant_of(channel).trouble) == ("", "")
    assert len(set(guild.refreshed)) == grant_of(channel).times > 60


def test_pain_3_connecting_again_never_empties_the_refresh_token(world: World, guild: AuthorizationServer) -> None:
    guild.habits.refresh = "once"
    for _ in range(5):
        [channel] = sign_in(world.anna)
        assert grant_of(channel).refresh_sealed
        age(channel, timedelta(minutes=81))
        guild.habits.refresh = "empty"
        assert keep_fresh() == 1
        guild.habits.refresh = "none"
    assert (len(set(guild.refreshed)), grant_of(channel).trouble, Channel.objects.get(pk=channel.pk).trouble) == (
        1, "", "",
    )  # fmt: skip


def test_pain_3_what_only_a_person_can_renew_is_said_days_before_with_the_posts_at_risk(
    world: World, guild: AuthorizationServer
) -> None:
    guild.habits.refresh, guild.habits.access_seconds = "none", 60 * 86_400
    [channel] = sign_in(world.anna)
    begun, posts = clock.now(), [plan(world, channel, days) for days in (58, 61, 62)]
    announced = []
    for day in range(60):
        with time_machine.travel(begun + day * DAY, tick=False):
            found = posts_at_risk(tokens_near_end(world.bottega, clock.now()))
            announced += [(day, one.count, one.first) for one in found]
    assert announced[0] == (53, 2, posts[1:])
    assert [day for day, _, _ in announced] == [53, 54, 55, 56, 57, 58, 59]
    with time_machine.travel(begun + 58 * DAY, tick=False):
        [again] = sign_in(world.anna)
        assert (again.pk, tokens_near_end(world.bottega, clock.now())) == (channel.pk, [])
