"""A Mastodon account is connected by signing in on its own server, which registers the application by itself."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from antiphon.channels.actions import connect, open_connector
from antiphon.channels.actions.signing_in import accounts_of, begin_sign_in, choose_accounts, finish_sign_in
from antiphon.channels.models import Application, Channel
from antiphon.channels.queries import tokens_near_end
from antiphon.lib import clock
from antiphon.lib.errors import Refusal, Trouble
from antiphon.practice import Answer, PracticeMastodon
from antiphon.practice.exchange import Request
from antiphon.publishing.models import Delivery
from tests.channels.guild import BROWSER, grant_of
from tests.world import World, deliver, say


class OlderMastodon(PracticeMastodon):
    """A server from before proof keys: it describes itself nowhere, and knows no challenge."""

    def answer(self, request: Request) -> Answer:
        """Answer as it did then."""
        if request.path.startswith("/.well-known/"):
            return Answer.of_html("<title>The app</title>")
        return super().answer(request)


@pytest.fixture(params=[PracticeMastodon, OlderMastodon])
def mastodon(request: pytest.FixtureRequest, world: World, settings: Any) -> Iterator[PracticeMastodon]:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with request.param() as server:
        server.add_account("bottega", "La Bottega", password="on my own server")
        yield server


def come_back(address: str) -> dict[str, str]:
    """Sign in on the server's page as the account, and return what one comes back with."""
    asked = dict(parse_qsl(urlsplit(address).query))
    typed = asked | {"username": "bottega", "password": "on my own server"}
    answer = requests.post(address.split("?", maxsplit=1)[0], data=typed, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def sign_in(world: World, server: str) -> Channel:
    departure = begin_sign_in(world.anna, "mastodon", {"server": server}, BROWSER)
    returned = finish_sign_in(world.anna.user, come_back(departure.address), BROWSER)
    [account] = choose_accounts(world.anna, returned, [_stable_id(world, returned)])
    return account


def _stable_id(world: World, returned: Any) -> str:
    [account] = accounts_of(returned)
    return account.stable_id


def test_one_signs_in_and_publishes(world: World, mastodon: PracticeMastodon) -> None:
    channel = sign_in(world, f" {mastodon.url}/about ")
    assert (channel.identity.name, channel.limits_read_at is not None) == ("La Bottega", True)
    post = say(world.anna, channel, "Signed in")
    deliver()
    assert Delivery.objects.get(post=post).state == "live"
    assert len(mastodon.statuses()) == 1
    grant = grant_of(channel)
    assert (grant.expires_at, grant.due_at, tokens_near_end(world.bottega, clock.now())) == (None, None, [])


def test_a_proof_key_is_sent_where_the_server_offers_it(world: World, mastodon: PracticeMastodon) -> None:
    address = begin_sign_in(world.anna, "mastodon", {"server": mastodon.url}, BROWSER).address
    assert ("code_challenge=" in address) == (type(mastodon) is PracticeMastodon)


def test_a_server_registers_the_application_once(world: World, mastodon: PracticeMastodon, settings: Any) -> None:
    for _ in range(2):
        sign_in(world, mastodon.url)
    [application] = Application.objects.all()
    assert (application.server, application.kind) == (mastodon.url, "mastodon")
    assert [one.name for one in mastodon.instance.state.applications.values()] == ["Antiphon"]
    settings.PUBLIC_URL = "https://antiphon.example"
    begin_sign_in(world.anna, "mastodon", {"server": mastodon.url}, BROWSER)
    assert Application.objects.filter(replaced_at=None).get().redirect_address.startswith("https://antiphon.example/")


def test_who_withdraws_it_there_has_it_said_here(world: World, mastodon: PracticeMastodon) -> None:
    channel = sign_in(world, mastodon.url)
    mastodon.revoke(mastodon.account("bottega"))
    post = say(world.anna, channel, "No longer")
    deliver()
    channel.refresh_from_db()
    assert (Delivery.objects.get(post=post).state, channel.trouble) == ("refused", Trouble.AUTH)


def test_a_typed_token_and_signing_in_are_the_same_channel(world: World, mastodon: PracticeMastodon) -> None:
    typed = {"server": mastodon.url, "access_token": mastodon.account("bottega").token}
    first = connect(world.anna, "mastodon", typed)
    second = sign_in(world, mastodon.url)
    third = connect(world.anna, "mastodon", typed)
    assert (first.pk, second.pk) == (third.pk, third.pk)
    assert (first.grant, second.grant is not None, third.grant) == (None, True, None)
    assert open_connector(third).verify().name == "La Bottega"


@pytest.mark.parametrize("server", ["", "ftp://a.example", "javascript:alert(1)", "two words", "http://"])
def test_what_is_no_server_is_said(world: World, mastodon: PracticeMastodon, server: str) -> None:
    with pytest.raises(Refusal) as caught:
        begin_sign_in(world.anna, "mastodon", {"server": server}, BROWSER)
    assert caught.value.field == "server"


def test_a_server_that_does_not_answer_is_said(world: World, settings: Any) -> None:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with PracticeMastodon() as server:
        gone = server.url
    with pytest.raises(Refusal, match="Mastodon could not be reached at this address"):
        begin_sign_in(world.anna, "mastodon", {"server": gone}, BROWSER)
    settings.PRIVATE_HOSTS = []
    with PracticeMastodon() as server, pytest.raises(Refusal, match="begins with https"):
        begin_sign_in(world.anna, "mastodon", {"server": server.url}, BROWSER)
