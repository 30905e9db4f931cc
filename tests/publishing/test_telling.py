"""Whoever is responsible learns within the minute that a post was missed, refused or is in doubt."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from antiphon.devices.actions.registering import Subscription, push_key, register_device
from antiphon.devices.tasks import send_pushes
from antiphon.lib import clock
from antiphon.organizations.actions import add_member
from antiphon.organizations.models import Role
from antiphon.practice.push import PracticePush
from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.actions.telling import responsible
from antiphon.publishing.models import Delivery, Notice
from tests.letters.post_office import PostOffice
from tests.publishing.conftest import Stage
from tests.world import make_user


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with PostOffice() as office:
        settings.MAILERS = office.mailers
        yield office


def missed(stage: Stage) -> Delivery:
    """Let a post's hour pass while no worker runs, then start one."""
    wall = (clock.now() + timedelta(hours=1)).replace(tzinfo=None, second=0, microsecond=0)
    post = stage.compose("Tonight only", "mastodon", moment=Moment(wall, "UTC", late_minutes=10))
    with time_machine.travel(clock.now() + timedelta(hours=3)):
        stage.work()
    return stage.delivery(post, "mastodon")


def test_the_author_gets_a_letter_that_says_which_post_and_where(stage: Stage, office: PostOffice) -> None:
    delivery = missed(stage)
    [letter] = office.arrived
    assert letter["To"] == "anna@example.org"
    assert letter["Subject"] == "Bottega: a post on Mastodon needs you"
    words = letter.get_content()
    assert "“Tonight only”" in words
    assert f"/b/bottega/posts/{delivery.post_id}/" in words


def test_the_letter_speaks_the_language_of_who_reads_it(stage: Stage, office: PostOffice) -> None:
    stage.anna.user.language = "it"
    stage.anna.user.save()
    missed(stage)
    assert office.arrived[0]["Subject"] != "Bottega: a post on Mastodon needs you"


def test_nobody_is_told_twice_of_the_same(stage: Stage, office: PostOffice) -> None:
    missed(stage)
    stage.work()
    assert (len(office.arrived), Notice.objects.count()) == (1, 1)


def test_a_device_learns_that_a_post_needs_somebody_and_not_what_it_says(stage: Stage, settings: Any) -> None:
    with PracticePush() as service:
        settings.PRIVATE_HOSTS = [*settings.PRIVATE_HOSTS, f"127.0.0.1:{service.port}"]
        phone = service.subscribe(push_key().public)
        given = Subscription(phone.endpoint, phone.p256dh, phone.auth)
        register_device(stage.anna.user, stage.anna.brand, given, "Phone")
        delivery = missed(stage)
        send_pushes()
        [told] = service.told(phone)
    assert (told["title"], told["body"]) == ("Bottega", "A post on Mastodon needs you.")
    assert told["path"] == f"/b/bottega/posts/{delivery.post_id}/"


def test_without_mail_the_notice_is_kept_all_the_same(stage: Stage) -> None:
    delivery = missed(stage)
    assert [(one.delivery, one.member, one.state) for one in Notice.objects.all()] == [
        (delivery, stage.anna, "missed")
    ]


def test_an_outcome_that_nobody_knows_is_told(stage: Stage, office: PostOffice, settings: Any) -> None:
    settings.DELIVERY_FIRST_WAIT = timedelta(hours=1)  # so that nobody looks at the network meanwhile
    stage.mastodon.faults.lose_answer("POST", "/api/v1/statuses")
    post = stage.compose("Did it go?", "mastodon", moment=Moment(late_minutes=0))
    stage.work()
    Delivery.objects.filter(post=post).update(next_try_at=None)
    stage.work()
    assert [letter["To"] for letter in office.arrived] == ["anna@example.org"]


def test_an_author_who_may_not_publish_is_told_with_those_who_may(stage: Stage) -> None:
    delivery = missed(stage)
    delivery.post.author = stage.world.bruno
    assert responsible(delivery) == [stage.world.bruno, stage.anna]


def test_for_an_author_who_left_the_others_are_told(stage: Stage) -> None:
    editor = add_member(by=stage.anna, user=make_user("ed@example.org", "Ed"), role=Role.EDITOR)
    delivery = missed(stage)
    stage.world.bruno.left_at = clock.now()
    delivery.post.author = stage.world.bruno
    assert responsible(delivery) == [stage.anna, editor]
