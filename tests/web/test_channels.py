"""Channels: how they are, what they can do, and how one is connected and left."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from antiphon.channels.actions import disconnect, note_trouble
from antiphon.channels.connectors import connectors
from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.practice import PracticeMastodon
from tests.ledger_rows import somebody
from tests.world import World, connect_site

CHANNELS = "/b/bottega/channels/"


@pytest.fixture
def anna(client: Client, world: World) -> Client:
    client.force_login(world.anna.user)
    return client


@pytest.fixture
def mastodon(settings: Any) -> Iterator[PracticeMastodon]:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with PracticeMastodon() as server:
        yield server


def test_a_guest_and_an_outsider_do_not_get_in(client: Client, world: World) -> None:
    for address in (CHANNELS, CHANNELS + "new/mastodon/"):
        assert client.get(address).status_code == 302
    client.force_login(world.carla.user)
    for address in (CHANNELS, CHANNELS + "new/mastodon/"):
        assert client.get(address).status_code == 404


def test_a_channel_shows_its_health_limits_and_abilities(anna: Client, world: World) -> None:
    page = anna.get(CHANNELS).content.decode()
    assert "Own site" in page
    assert "50,000" in page
    assert "Source: our own choice, read on 2026-11-22." in page
    assert "publishes posts and answers" in page
    assert "hears what others say and do" in page
    assert "languages of captions for a video" in page
    assert "publishes posts; it answers nobody" in anna.get(CHANNELS + "new/discord_webhook/").content.decode()
    assert "hears: answers, mentions, likes, who follows" in anna.get(CHANNELS + "new/matrix/").content.decode()


def test_trouble_is_said_with_the_account_and_the_next_step(anna: Client, world: World) -> None:
    note_trouble(world.site, ChannelError(Trouble.AUTH, "gone"))
    page = anna.get(CHANNELS).content.decode()
    assert "no longer accepts our credentials" in page
    assert CHANNELS + "new/site/" in page


def test_a_network_that_asked_to_wait_is_well_again_when_the_time_is_over(anna: Client, world: World) -> None:
    note_trouble(world.site, ChannelError(Trouble.LIMIT, retry_after=timedelta(minutes=9)))
    assert "asked to wait" in anna.get(CHANNELS).content.decode()
    with time_machine.travel(clock.now() + timedelta(minutes=10)):
        anna.force_login(world.anna.user)
        assert "asked to wait" not in anna.get(CHANNELS).content.decode()


def test_an_own_site_needs_the_address_of_a_page(anna: Client) -> None:
    refused = anna.post(CHANNELS + "new/site/", {"address": "javascript:alert(1)"})
    assert refused.status_code == 422
    assert "Check the address." in refused.content.decode()


def test_nothing_connected_says_where_to_begin(client: Client, world: World) -> None:
    client.force_login(world.carla.user)
    page = client.get("/b/cards/channels/").content.decode()
    assert "Nothing is connected yet" in page
    assert all(f"/b/cards/channels/new/{kind}/" in page for kind in connectors())


def test_every_connector_asks_for_what_it_needs_and_hides_what_is_secret(anna: Client) -> None:
    page = anna.get(CHANNELS + "new/mastodon/").content.decode()
    assert '<input type="text" name="server"' in page
    assert '<input type="password" name="access_token"' in page
    assert anna.get(CHANNELS + "new/bluesky/").status_code == 200
    assert "http://localhost:8000/@bottega" in anna.get(CHANNELS + "new/site/").content.decode()
    assert anna.get(CHANNELS + "new/nonsense/").status_code == 404


def test_an_account_is_connected_by_its_token(anna: Client, world: World, mastodon: PracticeMastodon) -> None:
    token = mastodon.add_account("bottega", "Bottega").token
    connected = anna.post(CHANNELS + "new/mastodon/", {"server": mastodon.url, "access_token": token}, follow=True)
    assert connected.redirect_chain == [(CHANNELS, 303)]
    assert "is connected." in connected.content.decode()
    assert Channel.objects.connected().filter(brand=world.bottega, kind="mastodon").count() == 1


def test_a_wrong_token_is_said_and_never_shown_again(anna: Client, mastodon: PracticeMastodon) -> None:
    refused = anna.post(CHANNELS + "new/mastodon/", {"server": mastodon.url, "access_token": "hush-hush"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "does not accept these credentials" in page
    assert mastodon.url in page
    assert "hush-hush" not in page


def test_missing_words_are_asked_for(anna: Client) -> None:
    refused = anna.post(CHANNELS + "new/mastodon/", {"server": ""})
    assert refused.status_code == 422
    assert "This field is required." in refused.content.decode()


def test_a_channel_is_left_and_its_credentials_are_gone(anna: Client, world: World) -> None:
    left = anna.post(f"{CHANNELS}{world.site.pk}/disconnect/", follow=True)
    assert "is no longer connected." in left.content.decode()
    world.site.refresh_from_db()
    assert world.site.credentials_sealed == ""
    assert anna.post(f"{CHANNELS}{world.site.pk}/disconnect/").status_code == 404


def test_an_account_that_is_connected_again_is_the_channel_it_was(world: World) -> None:
    Channel.objects.update(listen_cursor="so far", listen_lease_until=world.site.connected_at)
    disconnect(world.anna, world.site)
    again = connect_site(world.anna)
    assert (again.pk, again.disconnected_at, again.listen_cursor) == (world.site.pk, None, "so far")
    assert (again.listen_lease_until, again.credentials_sealed != "") == (None, True)
    assert Channel.objects.count() == 1


def test_an_author_looks_and_connects_nothing(client: Client, world: World) -> None:
    client.force_login(world.bruno.user)
    page = client.get(CHANNELS).content.decode()
    assert ("Own site" in page, "Connect a channel" in page, "Disconnect" in page) == (True, False, False)
    assert client.get(CHANNELS + "new/mastodon/").status_code == 422
    assert client.post(f"{CHANNELS}{world.site.pk}/disconnect/").status_code == 422
    assert Channel.objects.connected().filter(pk=world.site.pk).exists()


def test_the_page_takes_as_many_queries_for_thirty_channels_as_for_one(
    anna: Client, world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(7):
        anna.get(CHANNELS)
    for number in range(29):
        Channel.objects.create(
            brand=world.bottega,
            kind="site",
            identity=somebody(world.site, f"Place {number}", ours=True),
            connected_at=world.site.connected_at,
            listen_due_at=world.site.listen_due_at,
        )
    with django_assert_num_queries(7):
        page = anna.get(CHANNELS)
    assert page.content.decode().count('class="list-item channel"') == 30
