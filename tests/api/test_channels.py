"""Connecting accounts and what fits on them."""

import pytest

from antiphon.channels.connectors import connectors
from antiphon.practice.mastodon import Limits, PracticeMastodon
from tests.api.conftest import Program, error_of
from tests.world import World


def test_the_networks_say_what_they_ask_for(anna: Program) -> None:
    told = {one["kind"]: one for one in anna.get("/connectors").json()}
    assert list(told) == list(connectors())
    assert told["site"]["can"] == ["publish", "reconcile", "limits"]
    assert (told["site"]["hears"], told["ghost"]["hears"]) == ([], ["reply"])
    assert [(one["name"], one["secret"]) for one in told["mastodon"]["fields"]] == [
        ("server", False),
        ("access_token", True),
    ]


def test_the_networks_say_what_they_want_to_know_of_a_post(anna: Program) -> None:
    told = {one["kind"]: one["settings"] for one in anna.get("/connectors").json()}
    assert told["mastodon"] == []
    assert [(one["name"], one["flag"], one["needed"]) for one in told["instagram"]] == [
        ("story", True, False),
        ("share_to_feed", True, False),
    ]
    assert [one["name"] for one in told["pinterest"] if one["needed"]] == ["board"]
    assert "PUBLIC" in next(one["choices"] for one in told["linkedin"] if one["name"] == "visibility")


def test_the_networks_one_signs_in_at_tell_how_it_is_set_up(anna: Program) -> None:
    told = {one["kind"]: one for one in anna.get("/connectors").json()}
    assert (told["site"]["sign_in"], told["site"]["tested_against"]) == (None, "itself")
    there, made = told["x"]["sign_in"], connectors()["x"].oauth
    assert made is not None
    assert (there["steps"], there["traps"], there["scopes"]) == ([*made.steps], [*made.traps], [*made.scopes])
    assert there["redirect_address"] == "http://localhost:8000/channels/return/"
    assert (there["registers_itself"], told["mastodon"]["sign_in"]["registers_itself"]) == (False, True)
    assert told["x"]["checked"] == connectors()["x"].checked


def test_the_channels_of_a_brand_are_listed(anna: Program, world: World) -> None:
    (channel,) = anna.get("/brands/bottega/channels").json()
    assert (channel["id"], channel["kind"], channel["network"], channel["account"], channel["trouble"]) == (
        world.site.pk, "site", "Own site", "localhost:8000/@bottega", "",
    )  # fmt: skip
    assert channel["token"] is None
    assert anna.get(f"/channels/{world.site.pk}").json() == channel


def test_an_account_is_connected_with_its_own_limits_and_disconnected(anna: Program) -> None:
    with PracticeMastodon(limits=Limits(max_characters=777)) as mastodon:
        account = mastodon.add_account("bottega", "La Bottega")
        credentials = {"server": mastodon.url, "access_token": account.token}
        answer = anna.post("/brands/bottega/channels", {"kind": "mastodon", "credentials": credentials})
        channel = answer.json()
    assert (answer.status_code, channel["name"]) == (201, "La Bottega")
    limits = anna.get(f"/channels/{channel['id']}/limits").json()
    assert (limits["text"], limits["read_at"] is not None) == ({"mastodon_characters": 777}, True)
    assert (limits["videos"], limits["captions"], limits["documents"], limits["poll_options"]) == (1, 0, 0, 4)
    assert anna.post(f"/channels/{channel['id']}/disconnect").json()["disconnected_at"] is not None
    assert [one["kind"] for one in anna.get("/brands/bottega/channels").json()] == ["site"]
    assert account.token not in answer.text


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"kind": "pigeon", "credentials": {}}, "refused", "kind"),
        ({"kind": "mastodon", "credentials": {}}, "refused", None),
        ({"kind": "mastodon"}, "invalid", "credentials"),
        ({"kind": "mastodon", "credentials": {"server": "http://127.0.0.1:9", "access_token": "x"}}, "refused", None),
    ],
)
def test_what_cannot_be_connected_is_refused(
    anna: Program, body: dict[str, object], code: str, field: str | None
) -> None:
    assert error_of(anna.post("/brands/bottega/channels", body)) == (422, code, field)
