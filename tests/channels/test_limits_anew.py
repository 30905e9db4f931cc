"""What a server says about its limits is asked anew each day; if it does not answer, what it said before holds."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from antiphon.channels.actions import connect, disconnect
from antiphon.channels.actions.limiting import claim_limits, read_limits
from antiphon.channels.models import Channel
from antiphon.channels.queries import limits_of
from antiphon.channels.tasks import read_limits_once
from antiphon.lib import clock
from antiphon.lib.errors import ChannelError
from antiphon.practice.mastodon import Limits, PracticeMastodon
from tests.world import World

MINUTE = timedelta(minutes=1)


@pytest.fixture
def mastodon(settings: Any) -> Iterator[PracticeMastodon]:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with PracticeMastodon(limits=Limits(max_characters=500)) as server:
        yield server


@pytest.fixture
def channel(world: World, mastodon: PracticeMastodon) -> Channel:
    typed = {"server": mastodon.url, "access_token": mastodon.add_account("bottega", "Bottega").token}
    made = connect(world.anna, "mastodon", typed)
    disconnect(world.anna, world.site)
    return made


def a_day_passes() -> None:
    for channel in Channel.objects.exclude(limits_due_at=None):
        channel.limits_due_at -= timedelta(days=1)
        channel.limits_read_at -= timedelta(days=1)
        channel.save()


def most(channel: Channel) -> int:
    channel.refresh_from_db()
    return limits_of(channel).text["mastodon_characters"]


def test_a_server_is_asked_again_after_a_day(channel: Channel, mastodon: PracticeMastodon) -> None:
    mastodon.instance.limits = replace(mastodon.instance.limits, max_characters=5000)
    assert (read_limits_once(), most(channel)) == (False, 500)
    a_day_passes()
    assert (read_limits_once(), read_limits_once(), most(channel)) == (True, False, 5000)
    assert channel.limits_read_at is not None
    assert clock.now() - channel.limits_read_at < MINUTE


def test_two_workers_do_not_ask_at_once(channel: Channel) -> None:
    a_day_passes()
    assert (claim_limits(MINUTE), claim_limits(MINUTE)) == (channel, None)


def test_a_server_that_fails_leaves_what_it_said_and_the_page_says_so(
    channel: Channel, mastodon: PracticeMastodon, world: World, client: Client
) -> None:
    client.force_login(world.anna.user)
    assert "Reading it again failed" not in client.get("/b/bottega/channels/").content.decode()
    a_day_passes()
    channel.refresh_from_db()
    read_at = channel.limits_read_at
    mastodon.faults.server_error("GET", "/api/v2/instance", times=None)
    assert (read_limits_once(), read_limits_once(), most(channel)) == (True, False, 500)
    assert (channel.limits_read_at, channel.trouble) == (read_at, "")
    page = client.get("/b/bottega/channels/").content.decode()
    assert "What the network says of this account, read on" in page
    assert "Reading it again failed just now. These limits hold until it works" in " ".join(page.split())


def test_who_was_connected_anew_meanwhile_keeps_the_fresher_limits(
    channel: Channel, mastodon: PracticeMastodon, world: World
) -> None:
    a_day_passes()
    claimed = claim_limits(MINUTE)
    assert claimed is not None
    Channel.objects.update(limits_due_at=clock.now() + timedelta(days=1), limits_failed_at=None)
    mastodon.faults.server_error("GET", "/api/v2/instance", times=1)
    with pytest.raises(ChannelError):
        read_limits(claimed)
    channel.refresh_from_db()
    assert channel.limits_failed_at is None


def test_a_channel_whose_token_was_withdrawn_is_left_alone_until_it_is_back(
    channel: Channel, mastodon: PracticeMastodon
) -> None:
    a_day_passes()
    Channel.objects.update(trouble="auth", trouble_since=clock.now())
    assert read_limits_once() is False
    Channel.objects.update(trouble="", trouble_since=None)
    assert read_limits_once() is True
