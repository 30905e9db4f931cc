"""What was not read comes by mail: at once, or in a digest; one letter for each time, never in quiet hours."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db.models import F
from django.test import Client

from antiphon.community.actions.notices import attend_topic, choose, mark_all_read
from antiphon.community.actions.writing import Words, reply, take_away
from antiphon.community.models import (
    Digest,
    How,
    Notification,
    NotificationKind,
    NotificationRhythm,
    Participant,
    Topic,
    TopicLevel,
)
from antiphon.community.rules import is_quiet, next_digest, out_of_quiet
from antiphon.community.tasks import mail_notifications
from antiphon.letters.models import Letter
from antiphon.letters.tasks import send_letters
from antiphon.lib.errors import Refusal
from tests.community.place import Place, ask, part_of, spark
from tests.letters.post_office import PostOffice

ROME = ZoneInfo("Europe/Rome")


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with PostOffice() as made:
        settings.MAILERS = made.mailers
        yield made


@pytest.fixture
def place(place: Place, office: PostOffice) -> Place:
    """The community, with mail, and Dora who wants no quiet: the clock of the test is that of the machine."""
    choose(part_of(place.dora), {}, NotificationRhythm(quiet_from=0, quiet_until=0), mailed=True)
    return place


def answered(place: Place, title: str = "How long do I wedge?", text: str = "Longer.") -> Topic:
    """Let Emil answer a topic of Dora's."""
    topic = ask(place, place.dora, title)
    reply(place.emil, topic, spark(topic), Words(source=text))
    return topic


def later(**time: int) -> None:
    """Let time pass over all that waits to be mailed."""
    Notification.objects.exclude(mail_at=None).update(mail_at=F("mail_at") - timedelta(**time))


def letters() -> list[str]:
    """Look what is due and return the subjects of all letters that were written, in their order."""
    mail_notifications()
    return list(Letter.objects.order_by("pk").values_list("subject", flat=True))


def test_who_is_away_is_mailed_at_once_and_once(place: Place) -> None:
    answered(place)
    assert letters() == []
    later(minutes=11)
    assert [letters(), letters()] == [["Bottega: Emil answered you in “How long do I wedge?”"]] * 2
    assert Notification.objects.exclude(mail="").count() == 0


def test_who_has_read_it_is_not_mailed(place: Place) -> None:
    answered(place)
    mark_all_read(part_of(place.dora))
    later(minutes=11)
    assert letters() == []


def test_there_is_one_letter_an_hour_at_most(place: Place) -> None:
    with time_machine.travel(datetime(2026, 6, 10, 10, 20, tzinfo=UTC), tick=False):
        answered(place)
        later(minutes=11)
        assert len(letters()) == 1
        answered(place, "And my glaze?")
        later(minutes=11)
        assert len(letters()) == 1
    assert Notification.objects.exclude(mail_at=None).get().mail_at == datetime(2026, 6, 10, 11, 0, tzinfo=UTC)
    with time_machine.travel(datetime(2026, 6, 10, 11, 1, tzinfo=UTC), tick=False):
        assert letters()[1:] == ["Bottega: Emil answered you in “And my glaze?”"]


def test_words_that_were_taken_away_are_not_mailed(place: Place) -> None:
    topic = answered(place)
    take_away(place.anna, topic.conversation.messages.latest("pk").writing, place.square, "Rude")
    later(minutes=11)
    dora = part_of(place.dora).user
    assert dora
    letters()
    assert Letter.objects.filter(to=dora.email).count() == 0


def test_the_digest_brings_what_is_followed_in_one_letter_in_the_language_of_the_reader(
    place: Place, office: PostOffice
) -> None:
    for title in ("Clay", "Fire"):
        topic = ask(place, place.emil, title)
        attend_topic(place.dora, topic, TopicLevel.ALL)
        reply(place.anna, topic, spark(topic), Words(source="Words under *it*."))
    later(days=1)
    mail_notifications()
    letter = Letter.objects.get(to="dora@example.org")
    assert letter.subject == "Bottega: 2 things are new for you"
    parts = letter.text.split("\n\n")
    message = topic.conversation.messages.latest("pk")
    assert parts[0].splitlines() == [
        "Anna answered in “Fire”",
        "Words under it.",
        f"http://localhost:8000/@bottega/community/messages/{message.network_id}/",
    ]
    assert parts[1].startswith("Anna answered in “Clay”")


def test_one_click_in_the_mail_program_ends_all_mail(place: Place, office: PostOffice) -> None:
    answered(place)
    later(minutes=11)
    mail_notifications()
    send_letters()
    [arrived] = office.arrived
    assert arrived["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = "/" + arrived["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    program = Client(enforce_csrf_checks=True)
    assert (program.get(path).status_code, part_of(place.dora).mailed) == (200, True)
    assert program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    answered(place, "Again")
    assert Participant.objects.get(pk=part_of(place.dora).pk).mailed is False
    assert Notification.objects.exclude(mail="").count() == 0
    assert program.post(path.replace("/mail/", "/mail/x")).status_code == 404


def test_in_quiet_hours_mail_waits_until_they_are_over(place: Place) -> None:
    choose(part_of(place.dora), {}, NotificationRhythm(), mailed=True)
    night = datetime(2026, 6, 10, 23, 30, tzinfo=place.community.brand.zone)
    with time_machine.travel(night, tick=False):
        answered(place)
        later(minutes=11)
        assert letters() == []
    waiting = Notification.objects.exclude(mail_at=None).get()
    assert waiting.mail_at == night.replace(hour=7, minute=0) + timedelta(days=1)
    with time_machine.travel(waiting.mail_at, tick=False):
        assert len(letters()) == 1


def test_a_choice_holds_for_what_waits_too(place: Place) -> None:
    answered(place)
    rhythm = NotificationRhythm(quiet_from=0, quiet_until=0)
    choose(part_of(place.dora), {NotificationKind.REPLY: How.PAGE}, rhythm, mailed=True)
    later(days=8)
    assert letters() == []


def test_the_digest_does_not_come_in_a_quiet_hour(place: Place) -> None:
    with pytest.raises(Refusal, match="At this hour you want quiet"):
        choose(part_of(place.dora), {}, NotificationRhythm(hour=23), mailed=True)


@pytest.mark.parametrize(
    ("hour", "begin", "end", "quiet"),
    [  # the last: no hour is quiet
        (23, 22, 7, True),
        (7, 22, 7, False),
        (6, 22, 7, True),
        (13, 12, 14, True),
        (14, 12, 14, False),
        (3, 5, 5, False),
    ],
)
def test_quiet_hours_go_over_midnight(hour: int, begin: int, end: int, quiet: bool) -> None:
    assert is_quiet(hour, begin, end) is quiet


def test_quiet_ends_at_its_hour_on_the_wall_also_where_the_clock_is_put_forward() -> None:
    night = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)  # 23:30 in Rome; at 2 the clock goes to 3
    assert out_of_quiet(night, ROME, 22, 7) == datetime(2026, 3, 29, 5, 0, tzinfo=UTC)
    assert out_of_quiet(night, ROME, 1, 7) == night


@pytest.mark.parametrize(
    ("weekday", "due"),
    [
        (None, datetime(2026, 10, 25, 7, 0, tzinfo=UTC)),
        (0, datetime(2026, 10, 26, 7, 0, tzinfo=UTC)),
        (5, datetime(2026, 10, 31, 7, 0, tzinfo=UTC)),
    ],
)
def test_a_digest_comes_at_its_hour_on_the_wall(weekday: int | None, due: datetime) -> None:
    saturday = datetime(2026, 10, 24, 6, 0, tzinfo=UTC)  # 8:00 in Rome, in summer; the clock goes back that night
    assert next_digest(saturday, ROME, 8, weekday) == due


def test_a_weekly_digest_is_chosen_on_the_page_and_kept(place: Place) -> None:
    user = part_of(place.dora).user
    assert user
    client = Client()
    client.force_login(user)
    ways = dict.fromkeys(NotificationKind, "digest") | {"reply": "nothing"}
    sent = ways | {"mailed": "on", "digest": "weekly", "weekday": 4, "hour": 9, "quiet_from": 22, "quiet_until": 7}
    address = "/@bottega/community/notifications/choices/"
    assert client.post(address, sent).status_code == 303
    rhythm = NotificationRhythm.objects.get(participant=part_of(place.dora))
    assert (rhythm.digest, rhythm.weekday, rhythm.hour) == (Digest.WEEKLY, 4, 9)
    refused = client.post(address, sent | {"hour": 23})
    assert (refused.status_code, "At this hour you want quiet" in refused.content.decode()) == (422, True)
