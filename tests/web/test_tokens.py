"""Tokens that end are said where one looks every day: on Today, on Status, and to programs."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.organizations.actions import issue_token
from antiphon.publishing.actions.composing import Moment
from tests.channels.guild import open_guild, register, sign_in
from tests.channels.networks.authorization import AuthorizationServer
from tests.world import World, say

PAGES = ["/b/bottega/", "/b/bottega/status/"]


@pytest.fixture
def guild(world: World, tmp_path: Path, settings: Any) -> Iterator[AuthorizationServer]:
    with open_guild(tmp_path, settings) as server:
        register(world.anna)
        yield server


@pytest.fixture
def ending(world: World, guild: AuthorizationServer) -> Channel:
    guild.habits.refresh, guild.habits.access_seconds = "none", 5 * 86_400 + 60
    [channel] = sign_in(world.anna)
    wall = (clock.now() + timedelta(days=6)).replace(tzinfo=None)
    say(world.anna, channel, "A lamp for every window", moment=Moment(wall, "UTC"))
    return channel


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


@pytest.mark.parametrize("page", PAGES)
def test_a_token_that_ends_is_said_with_what_is_at_risk(
    client: Client, world: World, ending: Channel, page: str
) -> None:
    client.force_login(world.anna.user)
    told = shown(client, page)
    for words in ("weavers", "The sign-in ends in 5 days.", "1 post is at risk:", "A lamp for every window"):
        assert words in told
    assert "/b/bottega/channels/new/guild/#sign-in" in told


@pytest.mark.parametrize("page", PAGES)
def test_who_does_not_connect_channels_is_told_whom_to_ask(
    client: Client, world: World, ending: Channel, page: str
) -> None:
    client.force_login(world.bruno.user)
    assert "Ask who connects channels to connect it again." in shown(client, page)


@pytest.mark.parametrize("page", PAGES)
def test_what_renews_itself_is_not_mentioned(
    client: Client, world: World, guild: AuthorizationServer, page: str
) -> None:
    sign_in(world.anna)
    client.force_login(world.anna.user)
    told = shown(client, page)
    assert [words for words in ("The sign-in", "at risk") if words in told] == []


def test_another_brand_is_told_nothing(client: Client, world: World, ending: Channel) -> None:
    client.force_login(world.carla.user)
    assert "weavers" not in shown(client, "/b/cards/") + shown(client, "/b/cards/status/")


def test_programs_are_told_in_the_status(client: Client, world: World, ending: Channel) -> None:
    token = issue_token(world.anna.user, "a program")
    told = client.get("/api/v1/brands/bottega/status", headers={"Authorization": f"Bearer {token}"}).json()
    [end] = told["tokens_near_end"]
    assert (end["channel"], end["state"], end["posts_at_risk"]) == (ending.pk, "ending", 1)
