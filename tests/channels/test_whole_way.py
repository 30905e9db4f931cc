"""The whole way with networks that one signs in at: there and back, a post out, a token renewed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house

from antiphon.channels.actions import open_connector
from antiphon.channels.actions.registering import save_application
from antiphon.channels.actions.signing_in import accounts_of, begin_sign_in, choose_accounts, finish_sign_in
from antiphon.channels.models import Channel
from antiphon.publishing.actions.composing import compose
from antiphon.publishing.actions.keeping import keep_file
from antiphon.publishing.drafts import Draft, Moment, Picture
from antiphon.publishing.models import Delivery
from antiphon.publishing.tasks import make_films
from tests.channels.guild import BROWSER, age, go
from tests.channels.networks.bearer import CLIENT_ID, CLIENT_SECRET, BearerServer
from tests.channels.networks.pinterest import PinterestServer
from tests.channels.networks.reddit import RedditServer
from tests.channels.networks.tiktok import TikTokServer
from tests.channels.networks.x import XServer
from tests.channels.networks.youtube import YouTubeServer
from tests.channels.place import NetworkPlace
from tests.channels.test_pinterest import PinterestPlace
from tests.channels.test_reddit import RedditPlace
from tests.channels.test_tiktok import TikTokPlace
from tests.channels.test_x import XPlace
from tests.channels.test_youtube import YouTubePlace
from tests.films import film
from tests.world import World, deliver, png


@dataclass(frozen=True)
class Network:
    """A network with what its posts cannot do without, and the hosts that one goes to."""

    server: type[BearerServer]
    place: type[NetworkPlace]
    hosts: tuple[str, ...]
    shows: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return str(self.place.connector.kind)


NETWORKS = [
    Network(XServer, XPlace, ("https://x.com", "https://api.x.com")),
    Network(
        RedditServer,
        RedditPlace,
        ("https://www.reddit.com", "https://oauth.reddit.com"),
        settings={"subreddit": "knitting"},
    ),
    Network(
        PinterestServer,
        PinterestPlace,
        ("https://www.pinterest.com", "https://api.pinterest.com"),
        "picture",
        {"board": "Wool"},
    ),
    Network(
        TikTokServer,
        TikTokPlace,
        ("https://www.tiktok.com", "https://open.tiktokapis.com"),
        "film",
        {"privacy": "PUBLIC_TO_EVERYONE"},
    ),
    Network(
        YouTubeServer,
        YouTubePlace,
        ("https://accounts.google.com", "https://oauth2.googleapis.com", "https://www.googleapis.com"),
        "film",
    ),
]


@contextmanager
def connected(network: Network, world: World, settings: Any) -> Iterator[tuple[Any, Channel]]:
    """Open the network, sign in as its account, and connect it."""
    with network.server() as server:
        settings.PRIVATE_HOSTS = ["127.0.0.1"]
        settings.NETWORK_INSTEAD = dict.fromkeys(network.hosts, server.url)
        save_application(world.anna, network.kind, CLIENT_ID, CLIENT_SECRET)
        departure = begin_sign_in(world.anna, network.kind, {}, BROWSER)
        sign_in = finish_sign_in(world.anna.user, go(departure.address), BROWSER)
        [account] = accounts_of(sign_in)
        [channel] = choose_accounts(world.anna, sign_in, [account.stable_id])
        yield network.place(server), channel  # type: ignore[call-arg]


def shown(network: Network, world: World) -> list[Picture]:
    """Return what the network cannot do without."""
    if network.shows == "film":
        path = Path(house.DATA) / "film"
        path.write_bytes(film(3.5))
        return [Picture(alt_text="A shuttle flies", asset=keep_file(world.anna, path))]
    return [Picture(png(600, 900), "A loom")] if network.shows else []


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.kind)
def test_one_signs_in_and_a_post_goes_out(network: Network, world: World, settings: Any) -> None:
    with connected(network, world, settings) as (place, channel):
        assert (channel.identity.stable_id, channel.identity.handle) == (place.us.stable_id, place.us.handle)
        given = {channel.pk: network.settings}
        draft = Draft("Buongiorno", [channel], "it", shown(network, world), title="La lana", settings=given)
        post = compose(world.anna, draft, Moment())
        make_films()
        for _ in range(3):
            deliver()
            Delivery.objects.filter(next_try_at__isnull=False).update(next_try_at=post.created_at)
        delivery = post.deliveries.get()
        assert (delivery.state, delivery.trouble) == ("live", "")
        assert [(one.uri, one.text) for one in place.standing()] == [(delivery.uri, "Buongiorno")]


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.kind)
def test_a_token_at_its_end_is_renewed(network: Network, world: World, settings: Any) -> None:
    with connected(network, world, settings) as (place, channel):
        before = place.server.token
        age(channel, timedelta(minutes=59, seconds=50))
        assert open_connector(Channel.objects.get(pk=channel.pk)).verify().stable_id == place.us.stable_id
        assert place.server.token != before
