"""Who signed in is written to before it ends: once a stage, in their language, with the posts at risk and the way."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime

from antiphon.channels.models import Channel, Grant
from antiphon.channels.tasks import keep_fresh
from antiphon.letters.models import Letter
from antiphon.lib import clock
from antiphon.organizations.actions import add_member
from antiphon.organizations.models import Role
from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.actions.warning import responsible
from antiphon.publishing.tasks import tell_of_token_ends
from tests.channels.guild import age, grant_of, open_guild, register, sign_in
from tests.channels.networks.authorization import AuthorizationServer
from tests.world import World, make_user, say

DAY = timedelta(days=1)


@pytest.fixture
def guild(world: World, tmp_path: Path, settings: Any) -> Iterator[AuthorizationServer]:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    with open_guild(tmp_path, settings) as server:
        register(world.anna)
        server.habits.refresh, server.habits.access_seconds = "none", 60 * 86_400
        yield server


def plan(world: World, channel: Channel, days: float, text: str) -> int:
    wall = (clock.now() + days * DAY).replace(tzinfo=None, second=0, microsecond=0)
    return say(world.anna, channel, text, moment=Moment(wall, "UTC")).pk


def letters() -> list[Letter]:
    tell_of_token_ends()
    return list(Letter.objects.order_by("pk"))


def test_a_week_before_the_end_one_letter_says_what_is_at_risk_and_where_to_sign_in(
    world: World, guild: AuthorizationServer
) -> None:
    channels = sign_in(world.anna, "guild", "chapter:1", "chapter:2")
    assert letters() == []
    age(channels[0], timedelta(days=54))
    plan(world, channels[0], 2, "Before the end")
    post = plan(world, channels[1], 8, "After\nthe end")
    [letter] = letters()
    assert (letter.to, letter.subject) == ("anna@example.org", "Bottega: the sign-in at Guild ends in 5 days")
    handles = ", ".join(one.identity.handle for one in channels)
    assert f"The sign-in at Guild for {handles} ends at" in letter.text
    assert "1 post is planned for after that and will not go out:\n- " in letter.text
    assert f"“After the end” http://localhost:8000/b/bottega/posts/{post}/" in letter.text
    assert "Before the end" not in letter.text
    assert "Sign in again here: http://localhost:8000/b/bottega/channels/new/guild/#sign-in" in letter.text
    assert letters() == [letter]


def test_each_stage_and_each_token_has_its_letter(world: World, guild: AuthorizationServer) -> None:
    [channel] = sign_in(world.anna)
    age(channel, timedelta(days=54))
    assert len(letters()) == 1
    with time_machine.travel(clock.now() + timedelta(days=6, hours=1)):
        told = letters()
        assert [one.subject for one in told[1:]] == ["Bottega: Guild no longer lets us in"]
        [channel] = sign_in(world.anna)
        assert letters() == told
        age(channel, timedelta(days=54))
        assert [one.subject for one in letters()[2:]] == ["Bottega: the sign-in at Guild ends in 5 days"]
    with time_machine.travel(clock.now() + timedelta(days=30)):
        Letter.objects.all().delete()
        assert letters() == []


def test_what_the_network_tells_to_the_second_each_time_anew_is_one_end(
    world: World, guild: AuthorizationServer
) -> None:
    sign_in(world.anna)
    dawn = (clock.now() + 4 * DAY).replace(hour=6, minute=0)
    Grant.objects.update(expires_at=dawn)
    assert len(letters()) == 1
    Grant.objects.update(expires_at=dawn + timedelta(seconds=2))
    assert len(letters()) == 1


def test_a_renewal_that_goes_on_failing_and_a_withdrawal_are_told(world: World, guild: AuthorizationServer) -> None:
    guild.habits.refresh, guild.habits.access_seconds = "rotating", 7200
    [channel] = sign_in(world.anna)
    age(channel, timedelta(minutes=81))
    guild.faults.server_error("POST", "/token", times=3)
    for _ in range(3):
        Grant.objects.update(due_at=clock.now())
        keep_fresh()
    assert [one.subject for one in letters()] == ["Bottega: the sign-in at Guild could not be renewed"]
    guild.withdraw()
    Grant.objects.update(due_at=clock.now())
    keep_fresh()
    assert [one.subject for one in letters()[1:]] == ["Bottega: Guild no longer lets us in"]


def test_the_letter_speaks_the_language_of_who_reads_it(world: World, guild: AuthorizationServer) -> None:
    world.anna.user.language = "it"
    world.anna.user.save()
    [channel] = sign_in(world.anna)
    age(channel, timedelta(days=54))
    [letter] = letters()
    at = grant_of(channel).expires_at
    assert at is not None
    with translation.override("it"):
        assert date_format(localtime(at, world.bottega.zone), "DATETIME_FORMAT") in letter.text


def test_for_who_left_everybody_who_may_connect_is_told(world: World, guild: AuthorizationServer) -> None:
    editor = add_member(by=world.anna, user=make_user("ed@example.org", "Ed"), role=Role.EDITOR)
    owner = add_member(by=world.anna, user=make_user("olga@example.org", "Olga"), role=Role.OWNER)
    [channel] = sign_in(owner)
    assert responsible(grant_of(channel)) == [owner]
    owner.left_at = clock.now()
    owner.save()
    assert responsible(grant_of(channel)) == [world.anna, editor]
    Grant.objects.update(granted_by=None)
    assert responsible(grant_of(channel)) == [world.anna, editor]


def test_without_mail_nothing_is_written(world: World, guild: AuthorizationServer, settings: Any) -> None:
    settings.MAILERS = {}
    [channel] = sign_in(world.anna)
    age(channel, timedelta(days=54))
    assert letters() == []
