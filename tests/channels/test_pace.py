"""What a network says of its rate is remembered, for the account and for the application, and kept to beforehand."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from antiphon.channels.actions import claim_listening, note_pace, open_connector
from antiphon.channels.connector import Act, Pace, Profile, Reference, Said
from antiphon.channels.models import Application, Channel
from antiphon.conversations.actions import claim_refresh, receive
from antiphon.conversations.models import Conversation
from antiphon.lib import clock
from antiphon.publishing.models import Delivery
from antiphon.publishing.tasks import due_work, slow_work
from tests.channels.guild import open_guild, register, sign_in
from tests.channels.networks.authorization import AuthorizationServer
from tests.world import World, say

LEASE = timedelta(minutes=3)


@pytest.fixture
def guild(world: World, tmp_path: Path, settings: Any) -> Iterator[AuthorizationServer]:
    with open_guild(tmp_path, settings) as server:
        register(world.anna)
        yield server


@pytest.fixture
def both(world: World, guild: AuthorizationServer) -> list[Channel]:
    return sign_in(world.anna, "guild", "chapter:1", "chapter:2")


def told(left: int, most: int = 300, minutes: int = 5, *, of_application: bool = False) -> Pace:
    return Pace(left, clock.now() + timedelta(minutes=minutes), of_application=of_application, most=most)


def is_quiet(channel: Channel) -> bool:
    return not Channel.objects.not_quiet(clock.now()).filter(pk=channel.pk).exists()


def test_an_account_with_few_requests_left_is_given_a_rest_until_there_are_more(both: list[Channel]) -> None:
    note_pace(both[0], told(11))
    assert [is_quiet(one) for one in both] == [False, False]
    note_pace(both[0], told(10))
    assert [is_quiet(one) for one in both] == [True, False]
    with time_machine.travel(clock.now() + timedelta(minutes=5, seconds=1)):
        assert not is_quiet(both[0])


def test_an_application_with_few_requests_left_gives_all_its_accounts_a_rest(both: list[Channel]) -> None:
    note_pace(both[0], told(3, 100, of_application=True))
    assert [is_quiet(one) for one in both] == [True, True]
    [application] = Application.objects.all()
    assert (application.pace_left, application.pace_most) == (3, 100)


def test_the_last_quarter_is_kept_for_what_goes_out(both: list[Channel]) -> None:
    Channel.objects.exclude(pk=both[0].pk).update(listen_due_at=clock.now() + timedelta(days=1))
    note_pace(both[0], told(70))
    assert (is_quiet(both[0]), claim_listening(LEASE)) == (False, None)
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        assert claim_listening(LEASE) == both[0]


def test_a_conversation_is_looked_after_when_there_are_requests_to_spare(
    world: World, both: list[Channel], guild: AuthorizationServer
) -> None:
    said = Said(Act.MENTION, Reference("note:1", "1"), Profile("them", "them"), clock.now(), "Well?")
    receive(both[0], said)
    Conversation.objects.update(refresh_due_at=clock.now())
    note_pace(both[0], told(70))
    assert claim_refresh(LEASE) is None
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        assert claim_refresh(LEASE) == Conversation.objects.get()


def test_the_last_quarter_of_an_application_is_kept_for_what_goes_out(both: list[Channel]) -> None:
    Channel.objects.exclude(pk=both[0].pk).update(listen_due_at=clock.now() + timedelta(days=1))
    note_pace(both[1], told(20, 100, of_application=True))
    assert claim_listening(LEASE) is None


def test_a_network_that_says_nothing_of_its_most_is_known_by_what_was_seen(both: list[Channel]) -> None:
    note_pace(both[0], told(400, 0))
    note_pace(both[0], told(90, 0))
    stored = Channel.objects.get(pk=both[0].pk)
    assert (stored.pace_left, stored.pace_most) == (90, 400)


def test_a_rest_lasts_a_day_at_most_and_one_in_the_past_is_none(both: list[Channel]) -> None:
    note_pace(both[0], told(0, minutes=-1))
    assert not is_quiet(both[0])
    note_pace(both[0], told(0, minutes=60 * 24 * 30))
    assert Channel.objects.get(pk=both[0].pk).quiet_until - clock.now() <= timedelta(days=1)


def test_a_row_is_not_written_for_every_request(both: list[Channel], django_assert_num_queries: Any) -> None:
    note_pace(both[0], told(299))
    with django_assert_num_queries(0):
        for left in range(298, 280, -1):
            note_pace(both[0], told(left))


def test_posts_wait_before_the_network_refuses_them(
    world: World, both: list[Channel], guild: AuthorizationServer
) -> None:
    left = iter(range(12, 0, -1))
    guild.on_request("received", lambda _entry: guild.habits.pace.update(pace(next(left))), "POST", "/notes")
    posts = [say(world.anna, both[0], f"Note {number}") for number in range(6)]
    while work := slow_work(1) or due_work(1):
        for step, delivery in work:
            step(delivery)
    states = [Delivery.objects.get(post=post).state for post in posts]
    assert states == ["live", "live", "live", "scheduled", "scheduled", "scheduled"]
    assert (len(guild.notes), guild.journal.entries("POST", "/notes")[-1].status) == (3, 201)
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert len(due_work(10)) == 3


def pace(left: int) -> dict[str, str]:
    return {"X-RateLimit-Remaining": str(left), "X-RateLimit-Limit": "300", "X-RateLimit-Reset": "900"}


def test_a_connector_tells_the_house_by_itself(both: list[Channel], guild: AuthorizationServer) -> None:
    guild.habits.pace = pace(200)
    open_connector(both[0]).verify()
    stored = Channel.objects.get(pk=both[0].pk)
    assert (stored.pace_left, stored.pace_most) == (200, 300)
