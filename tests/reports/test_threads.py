"""A thread over time: told part by part, added up where that is honest, and one post among the last 20."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from antiphon.channels.actions import connect
from antiphon.channels.models import Channel
from antiphon.conversations.models import Conversation
from antiphon.conversations.tasks import refresh
from antiphon.ledger.models import Reading
from antiphon.lib import clock
from antiphon.practice.mastodon import PracticeMastodon
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.drafts import Part
from antiphon.publishing.models import Delivery, Post
from antiphon.publishing.tasks import record_what_is_live
from antiphon.reports.queries.posts import Followed, one_post, posts_between
from antiphon.reports.rules.readings import Told, as_one, summed, without_own
from tests.reports.told import NOON
from tests.world import World, deliver

HOUR = timedelta(hours=1)


def at(hour: int, value: int) -> Told:
    return Told(hour, NOON + hour * HOUR, value)


def test_several_series_are_added_up_from_when_each_is_told() -> None:
    assert summed([[at(1, 5), at(4, 7)], [at(2, 3), at(3, 3)]]) == [at(1, 5), at(2, 8), at(4, 10)]


def test_our_own_parts_are_no_replies_from_the_moment_they_stand() -> None:
    began = [NOON + 2 * HOUR, NOON + 3 * HOUR]
    assert without_own([at(1, 1), at(2, 2), at(5, 4)], began) == [at(1, 1), at(5, 2)]


def test_looks_are_those_of_the_first_post_and_what_nobody_told_is_not_there() -> None:
    first, part = {"views": [at(1, 300)], "likes": [at(1, 5)]}, {"views": [at(1, 280)], "likes": [at(1, 2)]}
    whole = as_one(first, [part, {}], [NOON, NOON])
    assert {name: some[-1].value for name, some in whole.items()} == {"views": 300, "likes": 7}


@pytest.fixture
def server(settings: Any) -> Iterator[PracticeMastodon]:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with PracticeMastodon() as server:
        yield server


@pytest.fixture
def on_mastodon(world: World, server: PracticeMastodon) -> Channel:
    us = server.add_account("bottega", "Bottega")
    return connect(world.anna, "mastodon", {"server": server.url, "access_token": us.token})


def sent(world: World, channel: Channel, *parts: str, comment: str = "") -> Post:
    draft = Draft("One.", [channel], "en", parts=[Part(text) for text in parts], comment=comment)
    post = compose(world.anna, draft, Moment())
    for _ in range(1 + len(parts)):
        deliver()
    while record_what_is_live():
        pass
    return post


def followed(world: World, pk: int) -> Followed:
    found = one_post(world.bottega, pk, clock.now())
    assert found is not None
    return found


def test_a_thread_on_a_network_is_told_part_by_part_and_is_one_post(
    world: World, server: PracticeMastodon, on_mastodon: Channel
) -> None:
    post = sent(world, on_mastodon, "Two.", comment="And a link.")
    dora, stands = server.add_account("dora", "Dora"), Delivery.objects.order_by("pk")
    assert stands.count() == 3
    for one in stands:
        dora.favourite(one.network_id)
    dora.reply(stands[1].network_id, "@bottega Three?")
    refresh(Conversation.objects.get(root_uri=stands[0].uri))
    whole = followed(world, post.deliveries.get().pk)
    assert (whole.parts, whole.number("likes"), whole.number("replies"), whole.engagements) == (2, 3, 1, 4)
    assert whole.first_engagements == 3
    [row] = posts_between(world.bottega, [on_mastodon], clock.now() - HOUR, clock.now(), clock.now(), {})
    assert (row.delivery.post_id, row.engagements) == (post.pk, 4)
    assert Reading.objects.filter(name="likes").count() == 3


def test_the_parts_of_threads_are_not_among_the_last_20(world: World, on_mastodon: Channel) -> None:
    sent(world, on_mastodon, "Two.", "Three.")
    later = sent(world, on_mastodon)
    assert len(followed(world, later.deliveries.get().pk).before) == 1
