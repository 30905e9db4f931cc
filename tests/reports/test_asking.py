"""Networks are asked how many follow: a Mastodon server, a newsletter of ours, one that does not answer."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from antiphon.channels.actions import connect
from antiphon.channels.models import Channel
from antiphon.ledger.models import Reading
from antiphon.lib import clock
from antiphon.practice.mastodon import PracticeMastodon
from antiphon.publishing.actions.subscribing import take_over
from antiphon.reports.tasks import count_followers_once
from tests.letters.post_office import PostOffice
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _networks_of_this_machine(settings: Any) -> None:
    """Let the practice networks be reached."""
    settings.PRIVATE_HOSTS = ["127.0.0.1"]


@pytest.fixture
def server() -> Iterator[PracticeMastodon]:
    with PracticeMastodon() as server:
        yield server


def on_mastodon(world: World, server: PracticeMastodon) -> Channel:
    us = server.add_account("bottega", "Bottega")
    return connect(world.anna, "mastodon", {"server": server.url, "access_token": us.token})


def ask_about_nothing_else() -> None:
    Channel.objects.update(followers_due_at=clock.now() + timedelta(days=1))


def told() -> list[int]:
    return list(Reading.objects.filter(name="followers").order_by("at").values_list("value", flat=True))


def test_a_network_is_asked_and_its_number_kept_whenever_it_changed(world: World, server: PracticeMastodon) -> None:
    ask_about_nothing_else()
    channel = on_mastodon(world, server)
    for _ in range(2):
        Channel.objects.filter(pk=channel.pk).update(followers_due_at=clock.now())
        assert count_followers_once()
    server.add_account("dora", "Dora").follow("bottega")
    Channel.objects.filter(pk=channel.pk).update(followers_due_at=clock.now())
    assert count_followers_once()
    assert told() == [0, 1]
    assert not count_followers_once()
    channel.refresh_from_db()
    assert channel.followers_told_at


def test_a_network_that_does_not_answer_is_asked_again_within_the_hour_and_no_number_is_made_up(
    world: World, server: PracticeMastodon
) -> None:
    ask_about_nothing_else()
    channel = on_mastodon(world, server)
    server.__exit__(None, None, None)
    assert count_followers_once()
    channel.refresh_from_db()
    assert channel.followers_due_at
    assert channel.followers_due_at < clock.now() + timedelta(hours=1, minutes=1)
    assert (told(), channel.followers_told_at) == ([], None)


def test_of_a_newsletter_the_house_counts_who_gets_it(world: World) -> None:
    ask_about_nothing_else()
    with PostOffice() as office:
        typed = {
            "sender": "letters@bottega.example",
            "sender_name": "Bottega",
            "server": f"smtp://127.0.0.1:{office.port}",
        }
        channel = connect(world.anna, "newsletter", typed)
    take_over(world.anna, channel, [("ada@example.org", ""), ("bea@example.org", "")], "At the fair")
    assert count_followers_once()
    assert told() == [2]
