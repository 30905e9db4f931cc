"""Who is in a talk is told that somebody wrote, never what; who muted the talk is not."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from antiphon.community.actions.notices import choose
from antiphon.community.actions.sparing import mute_participant
from antiphon.community.actions.talking import (
    accept_talk,
    leave_talk,
    mute_talk,
    note_talk_read,
    refuse_talk,
    start_talk,
    write_in_talk,
)
from antiphon.community.models import Notification, NotificationRhythm, TalkMember, TalkMessage
from antiphon.community.notification_words import excerpt_of, path_of, sentence_of
from antiphon.community.permissions import Viewer
from antiphon.community.queries.notices import bundled, hydrated, notifications_read
from antiphon.community.queries.talks import seat_of, talk_rows, unread_talks
from antiphon.community.tasks import mail_notifications, push_notifications
from antiphon.devices.actions.registering import Subscription, register_device
from antiphon.devices.models import Push
from antiphon.letters.models import Letter
from antiphon.lib.errors import NotAllowed
from tests.community.place import Place, part_of
from tests.letters.post_office import PostOffice
from tests.web.community_samples import BROWSER


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with PostOffice() as made:
        settings.MAILERS = made.mailers
        yield made


@pytest.fixture
def talk(place: Place, office: PostOffice) -> TalkMessage:
    """Dora writes to Emil, who accepts, reads, and wants no quiet; he has a phone."""
    emil = part_of(place.emil)
    assert emil.user
    choose(emil, {}, NotificationRhythm(quiet_from=0, quiet_until=0, push_says=True), mailed=True)
    register_device(emil.user, place.community.brand, Subscription(**BROWSER), "Phone")
    made = start_talk(place.dora, [emil], "First")
    accept_talk(place.emil, seat(place.emil, made))
    note_talk_read(seat(place.emil, made), made.pk)
    return made


def seat(viewer: Viewer, message: TalkMessage) -> TalkMember:
    found = seat_of(part_of(viewer), message.talk_id)
    assert found
    return found


def said(place: Place, talk: TalkMessage, source: str = "My secret glaze") -> TalkMessage:
    """Dora says something more."""
    return write_in_talk(place.dora, seat(place.dora, talk), source)


def told(viewer: Viewer) -> list[tuple[str, str, str]]:
    """Return what somebody has not read: the sentence, the words, where it leads."""
    found = notifications_read(viewer).filter(read_at=None)
    return [
        (sentence_of(one, viewer.brand), excerpt_of(one), path_of(one, viewer.brand))
        for one in bundled(hydrated(found, 10))
    ]


def test_who_is_in_it_is_told_that_somebody_wrote_and_not_what(place: Place, talk: TalkMessage) -> None:
    said(place, talk)
    said(place, talk)
    assert told(place.emil) == [("Dora wrote to you", "", f"/@bottega/community/talks/{talk.talk_id}/")]
    assert told(place.dora) == []
    assert "secret" not in repr(list(Notification.objects.values()))


def test_a_request_is_told_once_it_waits_and_is_gone_once_it_is_refused(place: Place) -> None:
    made = start_talk(place.dora, [part_of(place.emil)], "First")
    assert [sentence for sentence, *_rest in told(place.emil)] == ["Dora wrote to you"]
    refuse_talk(place.emil, seat(place.emil, made))
    assert told(place.emil) == []


def test_who_read_the_talk_has_read_the_news(place: Place, talk: TalkMessage) -> None:
    made = said(place, talk)
    note_talk_read(seat(place.emil, talk), made.pk)
    assert told(place.emil) == []


def test_the_letter_and_the_device_say_who_wrote_and_no_word_of_it(place: Place, talk: TalkMessage) -> None:
    said(place, talk)
    Notification.objects.exclude(mail_at=None).update(mail_at=F("mail_at") - timedelta(minutes=11))
    mail_notifications()
    push_notifications()
    letter = Letter.objects.latest("pk")
    assert letter.subject == "Bottega: Dora wrote to you"
    assert "secret" not in letter.text
    words = Push.objects.latest("pk").words
    assert ("Dora wrote to you" in words, "secret" in words) == (True, False)


def test_of_a_muted_talk_nothing_is_told(place: Place, talk: TalkMessage) -> None:
    said(place, talk)
    mute_talk(place.emil, seat(place.emil, talk), muted=True)
    said(place, talk)
    assert (told(place.emil), unread_talks(part_of(place.emil))) == ([], 0)
    assert (mail_notifications(), push_notifications()) == (0, 0)
    [row] = talk_rows(part_of(place.emil), 10)
    assert (row.muted, row.unread) == (True, 2)
    mute_talk(place.emil, seat(place.emil, talk), muted=False)
    said(place, talk)
    assert [sentence for sentence, *_rest in told(place.emil)] == ["Dora wrote to you"]
    assert unread_talks(part_of(place.emil)) == 1


def test_a_muted_talk_does_not_stand_before_those_with_news(place: Place, talk: TalkMessage) -> None:
    other = start_talk(place.anna, [part_of(place.emil)], "Come on Thursday")
    mute_talk(place.emil, seat(place.emil, talk), muted=True)
    said(place, talk)
    assert [row.seat.talk_id for row in talk_rows(part_of(place.emil), 10)] == [other.talk_id, talk.talk_id]


def test_who_muted_somebody_is_not_told_that_they_wrote(place: Place, talk: TalkMessage) -> None:
    mute_participant(place.emil, part_of(place.dora), muted=True)
    said(place, talk)
    assert told(place.emil) == []


def test_who_left_keeps_no_news_of_it(place: Place, talk: TalkMessage) -> None:
    said(place, talk)
    leave_talk(place.emil, seat(place.emil, talk))
    assert Notification.objects.filter(participant=part_of(place.emil)).count() == 0


def test_nobody_mutes_for_somebody_else(place: Place, talk: TalkMessage) -> None:
    with pytest.raises(NotAllowed):
        mute_talk(place.dora, seat(place.emil, talk), muted=True)
