"""A stage on which posts really go out: our brand, two local networks with faults, a worker."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from antiphon.channels.actions import connect
from antiphon.channels.models import Channel
from antiphon.cli.working import Worker
from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.practice.bluesky import PracticeAccount as BlueskyAccount
from antiphon.practice.bluesky import PracticeBluesky
from antiphon.practice.mastodon import PracticeAccount as MastodonAccount
from antiphon.practice.mastodon import PracticeMastodon
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.actions.illustrating import Picture
from antiphon.publishing.models import Delivery, Post
from tests.world import World, make_world, png


@dataclass
class Stage:
    """Everything that a test of the delivery engine needs."""

    world: World
    mastodon: PracticeMastodon
    bluesky: PracticeBluesky
    tooter: MastodonAccount
    skier: BlueskyAccount
    channels: dict[str, Channel] = field(default_factory=dict)

    @property
    def anna(self) -> Member:
        """Who decides."""
        return self.world.anna

    def compose(self, text: str, *kinds: str, pictures: int = 0, moment: Moment | None = None) -> Post:
        """Write a post; due now if not said."""
        given = [Picture(png(40 + place, 30), f"Picture {place}") for place in range(pictures)]
        chosen = [self.channels[kind] for kind in kinds]
        return compose(self.anna, Draft(text, chosen, "it", given), moment or Moment())

    def work(self, lane: str = "delivery") -> None:
        """Let a worker do what is due now."""
        Worker(threading.Event(), lane=lane).once()

    def work_until_settled(self, seconds: float = 10) -> None:
        """Let workers work until nothing goes on by itself."""
        until = clock.now() + timedelta(seconds=seconds)
        while Delivery.objects.filter(next_try_at__isnull=False).exists() or self._waiting():
            assert clock.now() < until, list(Delivery.objects.values("state", "trouble", "next_try_at"))
            self.work()

    def _waiting(self) -> bool:
        going = Delivery.objects.filter(state__in=["scheduled", "sending"], due_at__lte=clock.now())
        return going.exists() or Delivery.objects.filter(state="removing").exists()

    def delivery(self, post: Post, kind: str) -> Delivery:
        """Return how a post stands on a network."""
        return Delivery.objects.select_related("channel").get(post=post, channel__kind=kind)

    def states(self, post: Post) -> dict[str, str]:
        """Return the states of a post by network."""
        return dict(post.deliveries.values_list("channel__kind", "state"))

    def toots(self) -> list[str]:
        """Return what stands on Mastodon of ours."""
        return [one.text for one in self.mastodon.statuses() if one.account_id == self.tooter.id]

    def skeets(self) -> list[str]:
        """Return what stands on Bluesky of ours."""
        return [one.value["text"] for one in self.bluesky.posts() if one.did == self.skier.did]


@pytest.fixture
def quick(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let waits be short, loopback allowed, and threads give their connections back."""
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    settings.DELIVERY_FIRST_WAIT = timedelta(milliseconds=40)
    settings.NETWORK_SECONDS = 3.0
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)


@pytest.fixture
def stage(transactional_db: None, quick: None) -> Iterator[Stage]:
    with PracticeMastodon() as mastodon, PracticeBluesky() as bluesky:
        tooter = mastodon.add_account("bottega", "La Bottega")
        skier = bluesky.add_account("bottega", "La Bottega")
        world = make_world()
        found = Stage(world, mastodon, bluesky, tooter, skier, {"site": world.site})
        for kind, typed in {
            "mastodon": {"server": mastodon.url, "access_token": tooter.token},
            "bluesky": {"service": bluesky.url, "handle": skier.handle, "app_password": skier.password},
        }.items():
            found.channels[kind] = connect(world.anna, kind, typed)
        yield found
