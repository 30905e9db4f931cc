"""Connecting by signing in at a network: the guide, the way there and back, the account, and how tokens end."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from antiphon.channels.actions.signing_in import begin_sign_in, finish_sign_in
from antiphon.channels.connectors import connectors
from antiphon.channels.models import Application, Channel, Grant, SignIn
from antiphon.channels.tasks import keep_fresh
from antiphon.lib import clock
from antiphon.organizations.actions import add_member
from antiphon.organizations.models import Role
from antiphon.practice import PracticeMastodon
from antiphon.publishing.drafts import Moment
from tests.channels.guild import BROWSER, age, go, open_guild, register, sign_in
from tests.channels.networks.authorization import CLIENT_ID, CLIENT_SECRET, AuthorizationServer
from tests.world import World, make_user, say

CHANNELS, GUILD, RETURN = "/b/bottega/channels/", "/b/bottega/channels/new/guild/", "/channels/return/"
TYPED = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


@pytest.fixture
def guild(world: World, tmp_path: Path, settings: Any) -> Iterator[AuthorizationServer]:
    with open_guild(tmp_path, settings) as server:
        yield server


@pytest.fixture
def anna(client: Client, world: World, guild: AuthorizationServer) -> Client:
    client.force_login(world.anna.user)
    return client


def there(client: Client, kind: str = "guild", **typed: str) -> str:
    """Press the button; return where the page leads."""
    page = client.post(f"{CHANNELS}new/{kind}/sign-in/", typed)
    assert page.status_code == 200, page.content.decode()
    [leads] = re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
    return unescape(leads)


def back(client: Client, address: str) -> Any:
    return client.get(f"{RETURN}?{urlencode(go(address))}", follow=True)


def shown(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


# The whole way ------------------------------------------------------------------------------------------


def test_one_is_led_from_the_steps_to_the_account(anna: Client, guild: AuthorizationServer) -> None:
    page = shown(anna.get(GUILD))
    for told in (
        "Register an application at the guild.",
        "The guild looks at each application for a week.",
        "http://localhost:8000/channels/return/",
        "speak listen",
        "Most networks send people back to an https address only",
        "tested against a local guild. It was last checked against the network or its documents on 22 November 2026.",
        "This opens as soon as the application is kept here.",
    ):
        assert told in page
    kept = anna.post(f"{GUILD}application/", TYPED)
    assert (kept.status_code, kept["Location"]) == (303, f"{GUILD}#sign-in")
    page = anna.get(GUILD).content.decode()
    assert "Go to Guild" in page
    assert CLIENT_SECRET not in page

    chosen = back(anna, there(anna))
    assert "Which account shall speak?" in shown(chosen)
    address = chosen.redirect_chain[-1][0]
    refused = anna.post(address)
    assert (refused.status_code, "Choose an account." in shown(refused)) == (422, True)
    connected = anna.post(address, {"account": ["chapter:2", "chapter:1"]}, follow=True)
    assert connected.redirect_chain == [(CHANNELS, 303)]
    assert "dyers, weavers are connected." in shown(connected)
    assert "The sign-in is renewed by itself" in shown(connected)
    assert anna.get(address).status_code == 404


def test_the_only_account_is_connected_at_once(anna: Client, guild: AuthorizationServer) -> None:
    guild.habits.needs_proof, guild.habits.refresh = False, "none"
    anna.post(f"{CHANNELS}new/meadow/application/", TYPED)
    connected = back(anna, there(anna, "meadow"))
    assert connected.redirect_chain == [(CHANNELS, 303)]
    assert "weavers is connected." in shown(connected)


def test_what_goes_wrong_on_the_way_is_said_with_the_way_back(anna: Client, guild: AuthorizationServer) -> None:
    anna.post(f"{GUILD}application/", TYPED)
    guild.habits.refuses = "access_denied"
    refused = back(anna, there(anna))
    assert refused.status_code == 422
    assert "Guild is not connected" in shown(refused)
    assert "The sign-in at Guild was called off there." in shown(refused)
    assert f'href="{GUILD}"' in refused.content.decode()


def test_what_a_network_says_is_never_taken_for_markup(anna: Client, guild: AuthorizationServer) -> None:
    anna.post(f"{GUILD}application/", TYPED)
    guild.habits.refuses, guild.habits.says = "odd", "<script>alert(1)</script>"
    refused = back(anna, there(anna)).content.decode()
    assert "<script>alert" not in refused
    assert "&lt;script&gt;alert" in refused


def test_an_answer_works_once_and_in_the_browser_it_was_begun_in(
    anna: Client, world: World, guild: AuthorizationServer
) -> None:
    anna.post(f"{GUILD}application/", TYPED)
    address = f"{RETURN}?{urlencode(go(there(anna)))}"
    other = Client()
    other.force_login(world.anna.user)
    assert other.get(address).status_code == 422
    assert anna.get(address.replace("state=", "state=x")).status_code == 422
    assert anna.get(address).status_code == 303
    again = anna.get(address)
    assert (again.status_code, "was used already" in shown(again)) == (422, True)
    assert anna.get(RETURN).status_code == 422


def test_a_network_that_fails_behind_the_sign_in_can_be_asked_again(anna: Client, guild: AuthorizationServer) -> None:
    anna.post(f"{GUILD}application/", TYPED)
    address = there(anna)
    guild.faults.server_error("GET", "/chapters", times=2)
    failed = back(anna, address)
    assert (failed.status_code, "No account to choose" in shown(failed)) == (422, True)
    assert "Weavers" in shown(anna.get(failed.redirect_chain[-1][0]))


def test_a_wrong_secret_is_said_and_a_new_one_is_kept(anna: Client, guild: AuthorizationServer) -> None:
    anna.post(f"{GUILD}application/", TYPED | {"client_secret": "mistyped"})
    assert "its secret is wrong" in shown(back(anna, there(anna)))
    anna.post(f"{GUILD}application/", TYPED)
    assert Application.objects.count() == 1
    assert back(anna, there(anna)).status_code == 200


def test_missing_words_are_asked_for(anna: Client) -> None:
    refused = anna.post(f"{GUILD}application/", {"client_id": CLIENT_ID})
    assert (refused.status_code, "This field is required." in shown(refused)) == (422, True)
    early = anna.post(f"{GUILD}sign-in/")
    assert (early.status_code, "Register an application at Guild first" in shown(early)) == (422, True)
    anna.post(f"{GUILD}application/", TYPED)
    assert anna.post(f"{GUILD}application/", {"client_id": CLIENT_ID}).status_code == 303


def test_nothing_typed_is_taken_where_one_signs_in(anna: Client) -> None:
    refused = anna.post(GUILD, TYPED)
    assert (refused.status_code, "connected by signing in there" in shown(refused)) == (422, True)


def test_an_owner_of_several_brands_shares_an_application(anna: Client, world: World) -> None:
    assert "For all brands" not in shown(anna.get(GUILD))
    world.bottega.organization.brands.create(name="Second", slug="second")
    assert "For all brands" in shown(anna.get(GUILD))
    anna.post(f"{GUILD}application/", TYPED | {"for_all": "on"})
    assert Application.objects.get().brand is None
    assert "It is your organization’s, for all its brands." in shown(anna.get(GUILD))


def test_a_mastodon_account_is_connected_through_its_own_server(client: Client, world: World, settings: Any) -> None:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    client.force_login(world.anna.user)
    page = client.get(CHANNELS + "new/mastodon/").content.decode()
    told = ('name="server"', "Go to your server", "With an access token instead")
    assert [text for text in told if text not in page] == []
    with PracticeMastodon() as server:
        assert there(client, "mastodon", server=server.url).startswith(f"{server.url}/oauth/authorize?")
    refused = client.post(CHANNELS + "new/mastodon/sign-in/", {"server": "http://127.0.0.1:9"})
    assert (refused.status_code, "could not be reached at this address" in shown(refused)) == (422, True)


@pytest.mark.parametrize("kind", [one.kind for one in connectors().values() if one.oauth])
def test_every_network_that_one_signs_in_at_is_explained(client: Client, world: World, kind: str) -> None:
    client.force_login(world.anna.user)
    page = shown(client.get(f"{CHANNELS}new/{kind}/"))
    made = connectors()[kind]
    assert [step for step in (*made.oauth.steps, *made.oauth.traps) if " ".join(step.split()) not in page] == []
    assert len(made.oauth.steps) >= 3
    assert len(made.oauth.traps) >= 1


# Who may ------------------------------------------------------------------------------------------------


def addresses(sign_in: int) -> list[tuple[str, str]]:
    return [
        ("get", GUILD),
        ("post", f"{GUILD}application/"),
        ("post", f"{GUILD}sign-in/"),
        ("get", f"{CHANNELS}sign-in/{sign_in}/"),
        ("post", f"{CHANNELS}sign-in/{sign_in}/"),
        ("get", RETURN),
    ]


@pytest.fixture
def begun(world: World, guild: AuthorizationServer) -> SignIn:
    register(world.anna)
    returned = go(begin_sign_in(world.anna, "guild", {}, BROWSER).address)
    return finish_sign_in(world.anna.user, returned, BROWSER)


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("anna", [200, 303, 200, 200, 303, 422]),
        ("editor", [200, 303, 200, 404, 404, 422]),
        ("bruno", [422, 422, 422, 422, 422, 422]),
        ("carla", [404, 404, 404, 404, 404, 422]),
        ("guest", [302, 302, 302, 302, 302, 302]),
    ],
)
def test_every_address_is_for_who_connects_channels(
    client: Client, world: World, begun: SignIn, who: str, statuses: list[int]
) -> None:
    edda = add_member(by=world.anna, user=make_user("edda@example.org", "Edda"), role=Role.EDITOR)
    if who != "guest":
        client.force_login(edda.user if who == "editor" else getattr(world, who).user)
    typed = TYPED | {"account": "chapter:1"}
    answers = [getattr(client, method)(address, typed) for method, address in addresses(begun.pk)]
    assert [answer.status_code for answer in answers] == statuses
    assert Channel.objects.filter(kind="guild").count() == (who == "anna")


def test_a_kind_without_an_application_has_no_such_address(anna: Client) -> None:
    for kind in ("site", "mastodon", "nonsense"):
        assert anna.post(f"{CHANNELS}new/{kind}/application/", TYPED).status_code == 404
    assert anna.post(f"{CHANNELS}new/site/sign-in/").status_code == 404


# What is said of tokens ---------------------------------------------------------------------------------


def test_a_token_near_its_end_is_announced_with_the_posts_at_risk(
    anna: Client, world: World, guild: AuthorizationServer
) -> None:
    register(world.anna)
    guild.habits.refresh, guild.habits.access_seconds = "none", 60 * 86_400
    [channel] = sign_in(world.anna)
    assert "The sign-in is good until" in shown(anna.get(CHANNELS))
    age(channel, timedelta(days=54, hours=1))
    for days in (2, 7, 8, 9):
        say(world.anna, channel, f"In {days} days", moment=in_days(days))
    page = shown(anna.get(CHANNELS))
    assert "The sign-in ends in 5 days. Connect again" in page
    assert "3 posts are at risk:" in page
    assert ("In 7 days" in page, "In 2 days" in page) == (True, False)


def in_days(days: int) -> Moment:
    return Moment((clock.now() + timedelta(days=days)).replace(tzinfo=None), "UTC")


def test_what_the_network_ended_is_said_with_all_that_is_at_risk(
    anna: Client, client: Client, world: World, guild: AuthorizationServer
) -> None:
    register(world.anna)
    [channel] = sign_in(world.anna)
    say(world.anna, channel, "Tomorrow", moment=in_days(1))
    guild.withdraw()
    age(channel, timedelta(minutes=81))
    keep_fresh()
    page = shown(anna.get(CHANNELS))
    assert "The network no longer lets us in. Connect again" in page
    assert "1 post is at risk:" in page
    client.force_login(world.bruno.user)
    assert "Ask who connects channels to connect it again." in shown(client.get(CHANNELS))


def test_a_renewal_that_goes_on_failing_is_said(anna: Client, world: World, guild: AuthorizationServer) -> None:
    register(world.anna)
    [channel] = sign_in(world.anna)
    guild.faults.server_error("POST", "/token", times=None)
    age(channel, timedelta(minutes=81))
    for _ in range(3):
        keep_fresh()
        Grant.objects.update(due_at=channel.connected_at)
    assert "The sign-in could not be renewed: the first try was just now." in shown(anna.get(CHANNELS))


def test_an_application_that_is_no_longer_known_is_said(
    anna: Client, world: World, guild: AuthorizationServer
) -> None:
    register(world.anna)
    [channel] = sign_in(world.anna)
    guild.registered.clear()
    age(channel, timedelta(minutes=81))
    for _ in range(3):
        keep_fresh()
        Grant.objects.update(due_at=channel.connected_at)
    assert "The network does not accept the application" in shown(anna.get(CHANNELS))


def test_tokens_take_two_queries_however_many_channels_there_are(
    anna: Client, world: World, guild: AuthorizationServer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    register(world.anna)
    guild.habits.refresh = "none"
    guild.chapters = {f"chapter:{number}": f"Chapter {number}" for number in range(30)}
    for chosen in (["chapter:0"], list(guild.chapters)):
        sign_in(world.anna, "guild", *chosen)
        with django_assert_num_queries(8):
            page = shown(anna.get(CHANNELS))
        assert page.count("The sign-in ends today") == len(chosen)
