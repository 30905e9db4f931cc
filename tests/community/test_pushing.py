"""What participants are told comes to their devices too: as they chose, out of quiet hours, without words of few."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from antiphon.community.actions.erasing import erase
from antiphon.community.actions.grouping import GroupGiven, found_group
from antiphon.community.actions.joining import leave
from antiphon.community.actions.notices import attend_group, attend_topic, choose, mark_all_read
from antiphon.community.actions.writing import Words, open_topic, reply, take_away
from antiphon.community.models import (
    GroupLevel,
    How,
    Notification,
    NotificationKind,
    NotificationRhythm,
    Topic,
    TopicLevel,
    Visibility,
)
from antiphon.community.tasks import push_notifications
from antiphon.devices.actions.registering import Subscription, push_key, register_device
from antiphon.devices.models import Device, Push
from antiphon.devices.tasks import send_pushes
from antiphon.practice.push import PracticeBrowser, PracticePush
from tests.community.place import Place, add_to_group, ask, part_of, spark
from tests.world import PASSWORD

ROME = ZoneInfo("Europe/Rome")
LOUD = {"quiet_from": 0, "quiet_until": 0}
NEUTRAL = "Something is new for you."


@pytest.fixture
def service(settings: Any) -> Iterator[PracticePush]:
    with PracticePush() as made:
        settings.PRIVATE_HOSTS = [f"127.0.0.1:{made.port}"]
        yield made


@pytest.fixture
def phone(place: Place, service: PracticePush) -> PracticeBrowser:
    """Dora's phone; she wants no quiet: the clock of the test is that of the machine."""
    wish(place)
    return device_of(place, service)


def device_of(place: Place, service: PracticePush) -> PracticeBrowser:
    browser, user = service.subscribe(push_key().public), part_of(place.dora).user
    assert user
    given = Subscription(browser.endpoint, browser.p256dh, browser.auth)
    register_device(user, place.community.brand, given, "Phone")
    return browser


def wish(place: Place, *, says: bool = False, **kinds: bool) -> None:
    """Let Dora choose what her devices are told, and whether they say what it is about."""
    pushed = {NotificationKind(kind): on for kind, on in kinds.items()}
    choose(part_of(place.dora), {}, NotificationRhythm(push_says=says, **LOUD), mailed=True, pushed=pushed)


def answered(place: Place, title: str = "How long do I wedge?") -> Topic:
    """Let Emil answer a topic of Dora's."""
    topic = ask(place, place.dora, title)
    reply(place.emil, topic, spark(topic), Words(source="Longer."))
    return topic


def told(service: PracticePush, browser: PracticeBrowser) -> list[str]:
    """Push all that is due and return what the browser shows."""
    push_notifications()
    send_pushes()
    return [one["body"] for one in service.told(browser)]


def test_a_device_says_that_something_is_new_and_no_more(
    place: Place, service: PracticePush, phone: PracticeBrowser
) -> None:
    answered(place)
    assert told(service, phone) == [NEUTRAL]
    row = Notification.objects.get(participant=place.dora.participant)
    [one] = service.told(phone)
    assert (one["title"], one["path"]) == ("Bottega", f"/@bottega/community/notifications/{row.pk}/")


def test_a_device_says_what_it_is_about_to_who_wants_that(
    place: Place, service: PracticePush, phone: PracticeBrowser
) -> None:
    wish(place, says=True)
    answered(place)
    assert told(service, phone) == ["Emil answered you in “How long do I wedge?”"]


@pytest.mark.parametrize("visibility", [Visibility.PRIVATE, Visibility.HIDDEN])
def test_of_a_group_of_few_no_word_is_pushed(
    place: Place, service: PracticePush, phone: PracticeBrowser, visibility: Visibility
) -> None:
    wish(place, says=True)
    group = found_group(place.dora, GroupGiven(name="Kiln", purpose="Who fires when", visibility=visibility))
    add_to_group(place.dora, group, part_of(place.emil))
    topic = open_topic(place.dora, group, "Our secret glaze", Words(source="Iron"))
    reply(place.emil, topic, spark(topic), Words(source="And cobalt."))
    assert told(service, phone) == ["News in Kiln"]


def test_what_a_moderator_decides_is_read_on_the_page_only(
    place: Place, service: PracticePush, phone: PracticeBrowser
) -> None:
    wish(place, says=True)
    topic = ask(place, place.dora)
    take_away(place.anna, spark(topic).writing, place.square, "Rude")
    assert told(service, phone) == [NEUTRAL]


def test_each_thing_is_pushed_once(place: Place, service: PracticePush, phone: PracticeBrowser) -> None:
    answered(place)
    assert told(service, phone) == told(service, phone) == [NEUTRAL]
    assert Push.objects.count() == 1


def test_what_was_read_is_not_pushed(place: Place, service: PracticePush, phone: PracticeBrowser) -> None:
    answered(place)
    mark_all_read(part_of(place.dora))
    assert told(service, phone) == []


def test_what_was_read_while_the_service_was_away_is_not_pushed(
    place: Place, service: PracticePush, phone: PracticeBrowser
) -> None:
    service.faults.server_error(status=503)
    answered(place)
    assert told(service, phone) == []
    mark_all_read(part_of(place.dora))
    assert Push.objects.count() == 0


def test_a_kind_that_is_chosen_for_no_device_comes_to_none(
    place: Place, service: PracticePush, phone: PracticeBrowser
) -> None:
    wish(place, reply=False)
    answered(place)
    assert told(service, phone) == []
    assert Notification.objects.filter(participant=place.dora.participant).count() == 1


def test_what_waits_is_not_pushed_once_its_kind_is_not_wanted(
    place: Place, service: PracticePush, phone: PracticeBrowser
) -> None:
    answered(place)
    wish(place, reply=False)
    assert told(service, phone) == []


def test_a_kind_that_is_told_not_at_all_is_not_pushed(
    place: Place, service: PracticePush, phone: PracticeBrowser
) -> None:
    nothing = {NotificationKind.REPLY: How.NOTHING}
    choose(part_of(place.dora), nothing, NotificationRhythm(**LOUD), mailed=True)
    answered(place)
    assert told(service, phone) == []


def test_new_topics_come_to_devices_only_if_wanted(
    place: Place, service: PracticePush, phone: PracticeBrowser
) -> None:
    group = found_group(place.dora, GroupGiven(name="Kiln", purpose="Who fires when"))
    add_to_group(place.dora, group, part_of(place.emil))
    open_topic(place.emil, group, "First", Words(source="First."))
    assert told(service, phone) == []
    wish(place, says=True, topic=True)
    open_topic(place.emil, group, "Second", Words(source="Second."))
    assert told(service, phone) == ["Emil opened “Second” in Kiln"]


@pytest.mark.parametrize("what", ["topic", "group"])
def test_what_is_muted_is_not_pushed(place: Place, service: PracticePush, phone: PracticeBrowser, what: str) -> None:
    topic = ask(place, place.dora)
    if what == "topic":
        attend_topic(place.dora, topic, TopicLevel.MUTE)
    else:
        attend_group(place.dora, place.square, GroupLevel.MUTE)
    reply(place.emil, topic, spark(topic), Words(source="Longer."))
    assert told(service, phone) == []


def test_in_quiet_hours_nothing_is_pushed_and_after_them_all_at_once(place: Place, service: PracticePush) -> None:
    with time_machine.travel(datetime(2026, 3, 2, 23, 30, tzinfo=ROME), tick=False) as traveller:
        service.clock.advance((datetime.now(ROME) - service.clock.now()).total_seconds())
        phone = device_of(place, service)
        for number in range(4):
            answered(place, f"Question {number}?")
        assert told(service, phone) == []
        traveller.move_to(datetime(2026, 3, 3, 7, 0, tzinfo=ROME))
        service.clock.advance(7.5 * 3600)
        assert told(service, phone) == ["4 things are new for you."]


def test_who_has_no_device_is_pushed_nothing(place: Place) -> None:
    wish(place)
    answered(place)
    assert push_notifications() == 0


def test_who_leaves_takes_their_devices_along(place: Place, phone: PracticeBrowser) -> None:
    leave(place.community, part_of(place.dora))
    assert Device.objects.count() == 0


def test_who_is_erased_leaves_no_device(place: Place, phone: PracticeBrowser) -> None:
    user = part_of(place.dora).user
    assert user
    erase(place.community, user, typed=PASSWORD, keep_words=True)
    assert Device.objects.count() == 0


@pytest.mark.parametrize("number", [1, 30])
def test_pushing_costs_as_much_for_one_as_for_thirty(place: Place, phone: PracticeBrowser, number: int) -> None:
    topic = ask(place, place.dora)
    for _one in range(number):
        reply(place.anna, topic, spark(topic), Words(source="Longer."))
    Notification.objects.update(push_at=F("push_at") - timedelta(minutes=1))
    with CaptureQueriesContext(connection) as asked:
        push_notifications()
    assert len(asked) <= 22
    assert Push.objects.count() == 1
