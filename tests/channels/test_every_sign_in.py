"""Every network that one signs in at is asked as its connector declares, from the first address to the renewal."""

import base64
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from antiphon.channels.actions.registering import save_application
from antiphon.channels.actions.renewing import renew
from antiphon.channels.actions.signing_in import begin_sign_in, finish_sign_in
from antiphon.channels.connector import OAuth, describe
from antiphon.channels.connectors import connectors
from antiphon.channels.queries import OF_APPLICATION, can_renew, sealer
from antiphon.practice.exchange import Answer, Request
from antiphon.practice.server import PracticeServer
from tests.channels.guild import BROWSER
from tests.world import World

KINDS = [one.kind for one in connectors().values() if one.oauth and not one.oauth.registers]


class AnyEndpoint(PracticeServer):
    """Gives a token to whoever asks for one, and keeps what was asked and how."""

    name = "any"

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[dict[str, str]] = []

    def answer(self, request: Request) -> Answer:
        """Give a token."""
        fields = request.form if request.method == "POST" else request.query
        scheme, _, login = request.headers.get("authorization", "").partition(" ")
        named = {"login": base64.b64decode(login).decode()} if scheme.lower() == "basic" else {}
        self.asked.append({name: values[0] for name, values in fields.items()} | named)
        number = len(self.asked)
        told = {"access_token": f"access-{number}", "refresh_token": f"refresh-{number}", "expires_in": 3600}
        return Answer.of_json(told)


@pytest.fixture
def endpoint(settings: Any) -> Iterator[AnyEndpoint]:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with AnyEndpoint() as server:
        yield server


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest, world: World) -> str:
    save_application(world.anna, request.param, "our-id", "our-secret")
    return str(request.param)


def led_to(endpoint: AnyEndpoint, oauth: OAuth) -> dict[str, str]:
    """Return what leads the token endpoints of a network to the local one."""
    exchanges = [one.address for one in (oauth.lengthens, oauth.renews) if one]
    return dict.fromkeys((f"https://{urlsplit(one).hostname}" for one in (oauth.token, *exchanges)), endpoint.url)


def oauth_of(kind: str) -> OAuth:
    oauth = connectors()[kind].oauth
    assert oauth is not None
    return oauth


def typed(kind: str) -> dict[str, str]:
    """Return the first choice of what is asked beforehand."""
    return {
        name: field.choices[0][0] if field.choices else "something"
        for name, field in describe(connectors()[kind].credentials).items()
        if name not in OF_APPLICATION
    }


def test_the_browser_is_sent_with_what_the_network_wants(world: World, kind: str) -> None:
    oauth = oauth_of(kind).at(typed(kind))
    address = begin_sign_in(world.anna, kind, typed(kind), BROWSER).address
    asked = dict(parse_qsl(urlsplit(address).query))
    assert address.startswith(f"{oauth.authorize}?")
    assert asked[oauth.client_id_name] == "our-id"
    assert asked["scope"] == oauth.scope_separator.join(oauth.scopes)
    assert asked["redirect_uri"] == "http://localhost:8000/channels/return/"
    assert ("code_challenge" in asked) == oauth.pkce
    assert {name: asked[name] for name in oauth.extra} == oauth.extra
    assert "our-secret" not in address


def test_the_code_is_traded_and_the_token_renewed_as_the_network_wants(
    world: World, kind: str, endpoint: AnyEndpoint, settings: Any
) -> None:
    oauth = oauth_of(kind)
    settings.NETWORK_INSTEAD = led_to(endpoint, oauth)
    state = dict(parse_qsl(urlsplit(begin_sign_in(world.anna, kind, typed(kind), BROWSER).address).query))["state"]
    grant = finish_sign_in(world.anna.user, {"state": state, "code": "the-code"}, BROWSER).grant
    assert grant is not None
    first, *more = endpoint.asked
    assert (first["code"], first["redirect_uri"]) == ("the-code", "http://localhost:8000/channels/return/")
    assert is_named(first, oauth)
    assert ("code_verifier" in first) == oauth.pkce
    assert [one["grant_type"] for one in more] == ([oauth.lengthens.grant_type] if oauth.lengthens else [])
    assert can_renew(grant, oauth) == oauth.renewable
    if oauth.renewable:
        assert opened(renew(grant).access_sealed) == f"access-{len(endpoint.asked)}"
        last = endpoint.asked[-1]
        expected = oauth.renews.grant_type if oauth.renews else "refresh_token"
        assert last["grant_type"] == expected
        assert is_named(last, oauth) or oauth.renews


def is_named(asked: dict[str, str], oauth: OAuth) -> bool:
    """Whether a request names the application where this network looks for it, and nowhere else."""
    if oauth.secret_in_header:
        return asked.get("login") == "our-id:our-secret" and "client_secret" not in asked
    return (asked.get(oauth.client_id_name), asked.get("client_secret"), asked.get("login")) == (
        "our-id", "our-secret", None,
    )  # fmt: skip


def opened(sealed: str) -> str:
    return sealer().open(sealed).decode()
