"""Followers are counted by the worker; what is not told is not known; figures are neither stale nor inconsistent."""

from datetime import timedelta

import pytest

from antiphon.channels.actions.counting import claim_followers
from antiphon.channels.models import Channel
from antiphon.conversations.actions import claim_refresh, finish_refresh
from antiphon.conversations.models import Conversation
from antiphon.ledger.actions import note_reading
from antiphon.ledger.models import Reading
from antiphon.lib import clock
from antiphon.reports.queries.told import followers_of
from antiphon.reports.tasks import count_followers_once
from tests.reports.told import NOON, call_out, follow
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_channel_that_was_never_asked_about_is_due_at_once_and_then_some_hours_later(world: World) -> None:
    assert claim_followers(timedelta(minutes=5)) == world.site
    assert claim_followers(timedelta(minutes=5)) is None
    Channel.objects.update(followers_due_at=clock.now())
    assert count_followers_once()
    world.site.refresh_from_db()
    assert world.site.followers_due_at
    assert world.site.followers_due_at > clock.now() + timedelta(hours=5)


def test_of_a_place_that_nobody_follows_nothing_is_known_and_no_zero_is_written(world: World) -> None:
    assert count_followers_once()
    assert Reading.objects.count() == 0
    assert followers_of(world.bottega, [world.site], clock.now()) == {world.site.pk: []}
    world.site.refresh_from_db()
    assert world.site.followers_told_at is None


def test_a_channel_that_is_gone_or_asked_to_wait_is_left_alone(world: World) -> None:
    Channel.objects.update(quiet_until=clock.now() + timedelta(minutes=5))
    assert not count_followers_once()
    Channel.objects.update(quiet_until=None, disconnected_at=clock.now())
    assert not count_followers_once()


def test_a_number_that_the_network_takes_back_stays_in_the_history(world: World) -> None:
    follow(world.site, (100, NOON), (90, NOON + timedelta(days=1)), (90, NOON + timedelta(days=2)))
    told = followers_of(world.bottega, [world.site], clock.now())[world.site.pk]
    assert [(one.value, one.at) for one in told] == [(100, NOON), (90, NOON + timedelta(days=1))]


def test_pain_15_figures_are_asked_for_again_after_a_failure_and_say_when_they_were_told(world: World) -> None:
    call_out(world, clock.now() - timedelta(days=100))
    Conversation.objects.update(refresh_due_at=clock.now())
    taken = claim_refresh(timedelta(minutes=1))
    assert taken
    finish_refresh(taken, failed=True)
    taken.refresh_from_db()
    assert (taken.refreshed_at, taken.refresh_due_at and taken.refresh_due_at < clock.now() + timedelta(hours=2)) == (
        None,
        True,
    )
    finish_refresh(taken)
    taken.refresh_from_db()
    assert taken.refreshed_at
    assert taken.refresh_due_at
    assert taken.refresh_due_at > clock.now() + timedelta(days=6)


def test_the_same_number_told_twice_is_one_reading(world: World) -> None:
    delivery = call_out(world, NOON, ("likes", 3, timedelta(hours=1)), ("likes", 3, timedelta(hours=2)))
    assert not note_reading(world.site, delivery.uri, "likes", 3, NOON + timedelta(hours=3))
    assert Reading.objects.count() == 1
