"""What will end is announced days before, with who has to sign in again; what renews itself is not."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from antiphon.channels.models import Channel, Grant
from antiphon.channels.queries import tokens_near_end
from antiphon.channels.tasks import keep_fresh
from antiphon.lib import clock
from tests.channels.guild import age, grant_of, open_guild, register, sign_in
from tests.channels.networks.authorization import AuthorizationServer
from tests.world import World


@pytest.fixture
def guild(world: World, tmp_path: Path, settings: Any) -> Iterator[AuthorizationServer]:
    with open_guild(tmp_path, settings) as server:
        register(world.anna)
        yield server


@pytest.fixture
def channel(world: World, guild: AuthorizationServer) -> Channel:
    [made] = sign_in(world.anna)
    return made


def test_what_renews_itself_is_announced_to_nobody(world: World, channel: Channel) -> None:
    assert tokens_near_end(world.bottega, clock.now()) == []
    age(channel, timedelta(days=300))
    assert tokens_near_end(world.bottega, clock.now()) == []


def test_what_ends_within_a_week_is_announced(world: World, guild: AuthorizationServer) -> None:
    guild.habits.refresh, guild.habits.access_seconds = "none", 60 * 86_400
    [channel] = sign_in(world.anna)
    assert tokens_near_end(world.bottega, clock.now()) == []
    age(channel, timedelta(days=54))
    [end] = tokens_near_end(world.bottega, clock.now())
    assert (end.channel, end.ends_at, end.state) == (channel, grant_of(channel).expires_at, "ending")
    assert tokens_near_end(world.carla.brand, clock.now()) == []


def test_a_refresh_token_that_ends_is_announced(world: World, guild: AuthorizationServer) -> None:
    guild.habits.refresh, guild.habits.refresh_seconds = "lasting", 365 * 86_400
    [channel] = sign_in(world.anna)
    age(channel, timedelta(days=360))
    [end] = tokens_near_end(world.bottega, clock.now())
    assert (end.ends_at - clock.now()).days == 4


def test_a_renewal_that_goes_on_failing_is_announced(
    world: World, channel: Channel, guild: AuthorizationServer
) -> None:
    guild.faults.server_error("POST", "/token", times=None)
    age(channel, timedelta(minutes=81))
    for failures in range(1, 4):
        Grant.objects.update(due_at=clock.now())
        keep_fresh()
        assert len(tokens_near_end(world.bottega, clock.now())) == (failures == 3)
    [end] = tokens_near_end(world.bottega, clock.now())
    assert (end.state, end.ends_at) == ("failing", grant_of(channel).expires_at)


def test_what_the_network_ended_is_announced(world: World, channel: Channel, guild: AuthorizationServer) -> None:
    guild.withdraw()
    age(channel, timedelta(minutes=81))
    keep_fresh()
    [end] = tokens_near_end(world.bottega, clock.now())
    assert (end.state, end.ends_at) == ("over", grant_of(channel).trouble_since)
