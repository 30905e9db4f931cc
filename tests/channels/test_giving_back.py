"""Who leaves a channel gives back what was allowed: networks are told as they document, and nothing waits for it."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from antiphon.channels.actions import connect, disconnect
from antiphon.channels.actions.giving_back import give_back
from antiphon.channels.actions.registering import save_application
from antiphon.channels.connector import describe
from antiphon.channels.connectors import connectors
from antiphon.channels.models import Channel, Grant
from antiphon.channels.queries import sealer
from antiphon.channels.rules import Access
from antiphon.lib import clock
from antiphon.practice import PracticeMastodon
from antiphon.practice.exchange import Answer, Request
from antiphon.practice.server import PracticeServer
from tests.api.conftest import program_of
from tests.channels.guild import open_guild, register, sign_in
from tests.channels.networks.authorization import AuthorizationServer
from tests.channels.test_mastodon_sign_in import sign_in as sign_in_at_mastodon
from tests.ledger_rows import somebody
from tests.world import World

HELD, BASIC = {"access": "the-access", "refresh": "the-refresh"}, {"login": "our-id:our-secret"}
NAMED = {"client_id": "our-id", "client_secret": "our-secret"}
BY_KIND = [
    {"token": "the-refresh", "token_type_hint": "refresh_token"},
    {"token": "the-access", "token_type_hint": "access_token"},
]
#: What each network documents: the method, the path, and what is sent, one request after the other.
DOCUMENTED = {
    "x": ("POST", "/2/oauth2/revoke", [one | BASIC for one in BY_KIND]),
    "reddit": ("POST", "/api/v1/revoke_token", [one | BASIC for one in BY_KIND]),
    "youtube": ("POST", "/revoke", [{"token": "the-refresh"}, {"token": "the-access"}]),
    "tiktok": (
        "POST",
        "/v2/oauth/revoke",
        [{"token": "the-access", "client_key": "our-id", "client_secret": "our-secret"}],
    ),
    "facebook": ("DELETE", "/v25.0/me/permissions", [{"access_token": "the-access"}]),
}


class Notary(PracticeServer):
    """Writes down what it is told, and answers as it was bidden."""

    name = "notary"

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, str, dict[str, str]]] = []
        self.answers = [Answer.of_json({})]

    def answer(self, request: Request) -> Answer:
        """Write it down."""
        scheme, _, login = request.headers.get("authorization", "").partition(" ")
        named = {"login": base64.b64decode(login).decode()} if scheme.lower() == "basic" else {}
        fields = {name: values[0] for name, values in (request.query | request.form).items()}
        self.told.append((request.method, request.path, fields | named))
        return self.answers[min(len(self.told), len(self.answers)) - 1]


@pytest.fixture
def notary(settings: Any) -> Iterator[Notary]:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with Notary() as server:
        yield server


@pytest.fixture
def guild(world: World, tmp_path: Path, settings: Any) -> Iterator[AuthorizationServer]:
    with open_guild(tmp_path, settings) as server:
        for kind in ("guild", "meadow"):
            register(world.anna, kind)
        yield server


def held(world: World, kind: str, name: str = "us") -> Channel:
    """Keep a channel with tokens that were granted."""
    application = save_application(world.anna, kind, "our-id", "our-secret")
    sealed = {f"{what}_sealed": sealer().seal(token.encode()) for what, token in HELD.items()}
    now = clock.now()
    grant = Grant.objects.create(application=application, granted_at=now, got_at=now, **sealed)
    identity = somebody(world.site, f"{kind}:{name}", ours=True)
    return Channel.objects.create(
        brand=world.bottega, kind=kind, identity=identity, grant=grant, connected_at=now, listen_due_at=now
    )


def led_to(notary: Notary, kind: str) -> dict[str, str]:
    oauth = connectors()[kind].oauth
    assert oauth is not None
    assert oauth.revokes is not None
    return {f"https://{urlsplit(oauth.revokes.address).hostname}": notary.url}


def test_these_networks_document_a_way_and_all_others_say_where_a_person_does_it() -> None:
    revoking = {kind for kind, made in connectors().items() if made.oauth and made.oauth.revokes}
    assert revoking == {*DOCUMENTED, "mastodon"}
    secret = {
        kind for kind, made in connectors().items() if any(one.secret for one in describe(made.credentials).values())
    }
    assert {kind for kind, made in connectors().items() if made.withdrawn} == secret


@pytest.mark.parametrize("kind", DOCUMENTED)
def test_each_network_is_told_as_it_documents(world: World, notary: Notary, settings: Any, kind: str) -> None:
    settings.NETWORK_INSTEAD = led_to(notary, kind)
    assert disconnect(world.anna, held(world, kind)) == Access.ENDED
    method, path, sent = DOCUMENTED[kind]
    assert notary.told == [(method, path, one) for one in sent]
    assert not Grant.objects.exists()


def test_a_token_that_is_over_already_is_no_trouble(world: World, notary: Notary, settings: Any) -> None:
    settings.NETWORK_INSTEAD = led_to(notary, "youtube")
    notary.answers = [Answer.of_json({}), Answer.of_json({"error": "invalid_token"}, 400)]
    assert disconnect(world.anna, held(world, "youtube")) == Access.ENDED


@pytest.mark.parametrize(
    "answer",
    [
        Answer.of_json({"error": "invalid_client"}, 401),
        Answer.of_json({"error": "invalid_request", "error_description": "No"}),
        Answer.of_json({}, 503),
        Answer.of_html("<p>Moved</p>", 404),
    ],
)
def test_a_network_that_does_not_confirm_leaves_the_channel_left(
    world: World, notary: Notary, settings: Any, answer: Answer
) -> None:
    settings.NETWORK_INSTEAD = led_to(notary, "x")
    notary.answers = [answer]
    channel = held(world, "x")
    assert disconnect(world.anna, channel) == Access.DOUBTFUL
    channel.refresh_from_db()
    assert (channel.disconnected_at is not None, channel.grant, Grant.objects.count()) == (True, None, 0)


def test_where_all_would_end_at_once_nothing_is_asked_as_long_as_others_stand_on_it(
    world: World, notary: Notary, settings: Any
) -> None:
    settings.NETWORK_INSTEAD = led_to(notary, "youtube")
    first, second = held(world, "youtube"), held(world, "youtube", "another")
    assert (disconnect(world.anna, first), notary.told) == (Access.SHARED, [])
    assert disconnect(world.anna, second) == Access.ENDED


def test_what_several_channels_speak_with_is_given_back_with_the_last(
    world: World, guild: AuthorizationServer
) -> None:
    first, second = sign_in(world.anna, "guild", "chapter:1", "chapter:2")
    assert (disconnect(world.anna, first), guild.given_back) == (Access.SHARED, [])
    assert disconnect(world.anna, second) == Access.ENDED
    assert [hint for hint, _ in guild.given_back] == ["refresh_token", "access_token"]


def test_a_mastodon_server_forgets_the_token(world: World, settings: Any) -> None:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with PracticeMastodon() as server:
        typed = server.add_account("bottega", "La Bottega", password="on my own server").token
        channel = sign_in_at_mastodon(world, server.url)
        assert len(server.instance.state.tokens) == 2
        assert disconnect(world.anna, channel) == Access.ENDED
        assert list(server.instance.state.tokens) == [typed]
        again = connect(world.anna, "mastodon", {"server": server.url, "access_token": typed})
        assert disconnect(world.anna, again) == Access.STANDS


def test_the_page_says_what_becomes_of_it_before_and_after(
    client: Client, world: World, guild: AuthorizationServer
) -> None:
    client.force_login(world.anna.user)
    leaves = "What was allowed at Meadow cannot be withdrawn from here. Do it there: On the meadow"
    guild.habits.needs_proof = False
    [of_guild], [of_meadow] = sign_in(world.anna), sign_in(world.anna, "meadow")
    page = client.get("/b/bottega/channels/").content.decode()
    assert ("Guild is asked to withdraw what was allowed there." in page, leaves in page) == (True, True)
    left = client.post(f"/b/bottega/channels/{of_guild.pk}/disconnect/", follow=True).content.decode()
    assert "What was allowed at Guild is withdrawn there too." in left
    left = client.post(f"/b/bottega/channels/{of_meadow.pk}/disconnect/", follow=True).content.decode()
    assert leaves in left
    left = client.post(f"/b/bottega/channels/{world.site.pk}/disconnect/", follow=True).content.decode()
    assert "withdraw" not in left


def test_programs_are_told_what_is_left_to_do(world: World, guild: AuthorizationServer) -> None:
    anna, [channel] = program_of(world.anna.user), sign_in(world.anna)
    guild.faults.server_error("POST", "/revoke", times=None)
    told = anna.post(f"/channels/{channel.pk}/disconnect").json()
    assert (told["access"], told["disconnected_at"] is not None) == ("doubtful", True)
    assert told["left_to_do"].endswith("Withdraw it there: In the guild’s hall: your applications.")
    told = anna.post(f"/channels/{world.site.pk}/disconnect").json()
    assert (told["access"], told["left_to_do"]) == ("none", "")


def test_what_was_never_granted_is_not_given_back(world: World) -> None:
    assert give_back(world.site, None) == Access.NONE
