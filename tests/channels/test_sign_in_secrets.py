"""What opens a network is never printed, logged or shown: neither what names us nor what was granted."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from antiphon.channels.actions import open_connector
from antiphon.channels.actions.signing_in import begin_sign_in, finish_sign_in
from antiphon.channels.connector import Door, Exchange, OAuth
from antiphon.channels.models import Channel, Grant
from antiphon.channels.tasks import keep_fresh
from antiphon.channels.wire.oauth import AuthorizationServer as Server
from antiphon.channels.wire.oauth import Client, TokenRefused, Tokens, challenge, new_verifier
from antiphon.cli.main import main
from antiphon.lib.errors import ChannelError, Refusal
from antiphon.lib.secrets import new_key, write_keys
from tests.channels.guild import BASE, BROWSER, age, go, open_guild, register, sign_in
from tests.channels.networks.authorization import CLIENT_ID, CLIENT_SECRET, AuthorizationServer, shown
from tests.world import World

SECRETS = ("access-", "refresh-", "code-", CLIENT_SECRET)


@pytest.fixture
def guild(world: World, tmp_path: Path, settings: Any) -> Iterator[AuthorizationServer]:
    with open_guild(tmp_path, settings) as server:
        register(world.anna)
        yield server


def told(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def test_no_log_and_no_error_tells_what_opens_a_network(
    world: World, guild: AuthorizationServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = []
    for fault in ("server_error", "garbage", "lose_answer", "too_many_requests", "reset_connection"):
        getattr(guild.faults, fault)("POST", "/token")
        with pytest.raises(Refusal) as caught:
            sign_in(world.anna)
        said.append(f"{caught.value} {caught.value.__cause__!r}")
        guild.faults.clear()
    [channel] = sign_in(world.anna)
    for fault in ("server_error", "garbage", "lose_answer"):
        getattr(guild.faults, fault)("POST", "/token")
        age(channel, timedelta(hours=3))
        with pytest.raises(ChannelError) as refused:
            open_connector(channel)
        said.append(f"{refused.value!r} {refused.value.detail}")
        Grant.objects.update(failures=0)
    guild.withdraw()
    keep_fresh()
    assert told(" ".join(said)) == []
    assert told(caplog.text) == []


def test_a_network_that_repeats_a_secret_in_its_error_does_not_spread_it(guild: AuthorizationServer) -> None:
    oauth = OAuth(f"{guild.url}/authorize", f"{guild.url}/token", (), "", ())
    server = Server(oauth, Client(CLIENT_ID, CLIENT_SECRET), Door(bounds=_bounds()))
    refused = server._refused({"error": "odd", "error_description": f"{CLIENT_SECRET} is not it"}, 400)
    assert isinstance(refused, TokenRefused)
    assert (refused.said, told(f"{refused!r} {refused.detail}")) == ("… is not it", [])


def _bounds() -> Any:
    from antiphon.channels.queries import bounds

    return bounds()


def test_nothing_that_holds_a_secret_prints_it() -> None:
    printed = f"{Client('a', CLIENT_SECRET)!r} {Tokens('access-1', 'refresh-1')!r} {Door(token='access-2')!r}"
    assert told(printed) == []


def test_the_state_and_the_code_are_kept_as_digests_only(world: World, guild: AuthorizationServer) -> None:
    departure = begin_sign_in(world.anna, "guild", {}, BROWSER)
    returned = go(departure.address)
    departure.sign_in.refresh_from_db()
    row = repr(vars(departure.sign_in))
    assert [value for value in returned.values() if value in row] == []
    finish_sign_in(world.anna.user, returned, BROWSER)
    departure.sign_in.refresh_from_db()
    assert departure.sign_in.verifier_sealed == ""


def test_a_proof_key_is_as_the_standard_has_it() -> None:
    """The example of RFC 7636, appendix B."""
    assert challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    verifier = new_verifier()
    assert (len(verifier), challenge(verifier)) == (64, shown(verifier))
    assert new_verifier() != verifier


def test_addresses_are_led_elsewhere_with_what_was_typed_in_them() -> None:
    oauth = OAuth("{server}/a", "{server}/t", (), "", (), renews=Exchange("{server}/r", "again"))
    there = oauth.at({"server": "https://social.example/"})
    assert (there.authorize, there.renews) == (
        "https://social.example/a",
        Exchange("https://social.example/r", "again"),
    )
    assert Door(instead={BASE: "http://127.0.0.1:9"}).at(f"{BASE}/token") == "http://127.0.0.1:9/token"


def test_the_doctor_tells_of_ends_and_of_lost_keys(
    world: World, guild: AuthorizationServer, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guild.habits.refresh = "none"
    [channel] = sign_in(world.anna)
    main(["doctor"])
    said = capsys.readouterr().out
    assert f"The sign-in of {channel} ends at" in said
    assert "0 posts are planned after that: connect it again." in said
    settings.SECRETS_FILE = tmp_path / "lost.key"
    write_keys(settings.SECRETS_FILE, [new_key()])
    main(["doctor"])
    grant = Channel.objects.get(pk=channel.pk).grant
    assert f"{grant}: A stored credential cannot be opened" in capsys.readouterr().out
