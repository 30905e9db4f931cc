"""What names us at a network, how long tokens last, and what is at risk when they end."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from antiphon.lib import clock
from antiphon.publishing.actions.composing import Moment
from tests.api.conftest import Program, error_of
from tests.channels.guild import age, grant_of, open_guild, register, sign_in
from tests.channels.networks.authorization import CLIENT_ID, CLIENT_SECRET, AuthorizationServer
from tests.world import World, say

APPLICATIONS, CHANNELS = "/brands/bottega/applications", "/brands/bottega/channels"


@pytest.fixture
def guild(world: World, tmp_path: Path, settings: Any) -> Iterator[AuthorizationServer]:
    with open_guild(tmp_path, settings) as server:
        yield server


def test_an_application_is_kept_and_its_secret_is_never_told(anna: Program, guild: AuthorizationServer) -> None:
    body = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    kept = anna.put(f"{APPLICATIONS}/guild", body)
    told = kept.json()
    assert (kept.status_code, told["client_id"], told["for_all"]) == (200, CLIENT_ID, False)
    assert told["redirect_address"] == "http://localhost:8000/channels/return/"
    assert anna.get(APPLICATIONS).json() == [told]
    assert CLIENT_SECRET not in kept.text
    shared = anna.put(f"{APPLICATIONS}/meadow", body | {"for_all": True}).json()
    assert [one["kind"] for one in anna.get(APPLICATIONS).json()] == ["guild", "meadow"]
    assert shared["for_all"]


@pytest.mark.parametrize(
    ("kind", "body", "code", "field"),
    [
        ("pigeon", {"client_id": "x"}, "refused", "kind"),
        ("mastodon", {"client_id": "x"}, "refused", "kind"),
        ("site", {"client_id": "x"}, "refused", "kind"),
        ("guild", {"client_id": " "}, "refused", "client_id"),
        ("guild", {}, "invalid", "client_id"),
    ],
)
def test_what_is_no_application_is_refused(
    anna: Program, guild: AuthorizationServer, kind: str, body: dict[str, str], code: str, field: str
) -> None:
    assert error_of(anna.put(f"{APPLICATIONS}/{kind}", body)) == (422, code, field)
    assert anna.get(APPLICATIONS).json() == []


def test_a_token_tells_how_long_it_lasts_and_what_is_at_risk(
    anna: Program, world: World, guild: AuthorizationServer
) -> None:
    register(world.anna)
    [channel] = sign_in(world.anna)
    [_, told] = anna.get(CHANNELS).json()
    assert (told["token"]["state"], told["token"]["good_until"]) == ("renewed", None)
    assert told["token"]["renewed_at"] is not None
    guild.habits.refresh, guild.habits.access_seconds = "none", 5 * 86_400
    [again] = sign_in(world.anna, "guild", "chapter:2")
    for days in (4, 6, 7):
        moment = Moment((clock.now() + timedelta(days=days)).replace(tzinfo=None), "UTC")
        say(world.anna, again, f"In {days} days", moment=moment)
    [_, _, told] = anna.get(CHANNELS).json()
    until = grant_of(again).expires_at
    assert told["token"] | {"good_until": ""} == {
        "state": "ending", "good_until": "", "renewed_at": None, "failing_since": None, "posts_at_risk": 2,
    }  # fmt: skip
    assert told["token"]["good_until"][:19] == until.strftime("%Y-%m-%dT%H:%M:%S")
    age(again, timedelta(days=6))
    assert anna.get(f"/channels/{again.pk}").json()["token"]["state"] == "over"
    assert channel.pk != again.pk


def test_a_token_that_was_got_by_hand_connects(anna: Program, world: World, guild: AuthorizationServer) -> None:
    refused = anna.post(CHANNELS, {"kind": "guild", "credentials": {}})
    assert error_of(refused) == (422, "refused", None)
    guild.habits.refresh = "none"
    token = guild._given(None).body.decode().split('"')[3]
    typed = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    made = anna.post(CHANNELS, {"kind": "guild", "credentials": typed, "access_token": token})
    assert (made.status_code, made.json()["token"]["state"]) == (201, "lasting")
    assert token not in made.text


def test_channels_take_as_many_queries_for_thirty_as_for_one(
    anna: Program, world: World, guild: AuthorizationServer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    register(world.anna)
    guild.habits.refresh = "none"
    guild.chapters = {f"chapter:{number}": f"Chapter {number}" for number in range(30)}
    for chosen in (["chapter:0"], list(guild.chapters)):
        sign_in(world.anna, "guild", *chosen)
        with django_assert_max_num_queries(7):
            assert len(anna.get(CHANNELS).json()) == len(chosen) + 1
