"""Secrets are sent to servers over https, and over http to nobody but private hosts that the operator trusts."""

from typing import Any

import pytest

from antiphon.channels.actions import connect
from antiphon.channels.actions.addressing import is_encrypted
from antiphon.channels.actions.signing_in import begin_sign_in
from antiphon.channels.connector import describe
from antiphon.channels.connectors import connectors
from antiphon.channels.models import Channel, SignIn
from antiphon.lib.errors import Refusal
from tests.channels.guild import BROWSER
from tests.world import World

#: The connectors that send secrets to a server that a person names, and what it is called.
NAMED = {"bluesky": "service", "ghost": "site", "mastodon": "server", "matrix": "server", "wordpress": "site"}


def test_every_connector_whose_server_is_typed_wants_https() -> None:
    fields = {kind: describe(made.credentials).items() for kind, made in connectors().items()}
    found = {kind: name for kind, named in fields.items() for name, field in named if field.https}
    assert found == NAMED


@pytest.mark.parametrize(("kind", "name"), NAMED.items())
def test_what_is_typed_is_not_sent_in_the_open(world: World, kind: str, name: str) -> None:
    typed = dict.fromkeys(describe(connectors()[kind].credentials), "something")
    with pytest.raises(Refusal, match="Type an address that begins with https") as caught:
        connect(world.anna, kind, typed | {name: " HTTP://social.example "})
    assert (caught.value.field, Channel.objects.filter(kind=kind).exists()) == (name, False)


def test_one_signs_in_at_no_server_in_the_open(world: World) -> None:
    with pytest.raises(Refusal, match="Type an address that begins with https") as caught:
        begin_sign_in(world.anna, "mastodon", {"server": "http://social.example"}, BROWSER)
    assert (caught.value.field, SignIn.objects.exists()) == ("server", False)


@pytest.mark.parametrize(
    ("address", "encrypted"),
    [
        ("https://social.example", True),
        ("social.example", True),
        ("http://social.example", False),
        ("http://mastodon.lan", True),
        ("http://mastodon.lan:3000", True),
        ("http://10.0.0.7:3000", True),
        ("http://10.0.0.7", False),
        ("http://mastodon.lan.example", False),
    ],
)
def test_private_hosts_that_are_trusted_may_be_asked_over_http(address: str, encrypted: bool, settings: Any) -> None:
    settings.PRIVATE_HOSTS = ["mastodon.lan", "10.0.0.7:3000"]
    assert is_encrypted(address) == encrypted
