"""Participants are told what concerns them: once, never their own acts, never what they may no longer read."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from antiphon.community.actions.grouping import (
    GroupGiven,
    admit_to_group,
    end_group_membership,
    found_group,
    join_group,
)
from antiphon.community.actions.joining import Said, admit, join
from antiphon.community.actions.notices import (
    attend_group,
    attend_topic,
    choose,
    mark_all_read,
    mark_words_read,
    tell,
)
from antiphon.community.actions.noticing import Subject
from antiphon.community.actions.sparing import block_participant, mute_participant
from antiphon.community.actions.tending import mark_answer
from antiphon.community.actions.writing import Words, edit, open_topic, reply, take_away
from antiphon.community.models import (
    GroupLevel,
    GroupMember,
    How,
    Joining,
    Notification,
    NotificationKind,
    NotificationRhythm,
    Participant,
    Topic,
    TopicLevel,
    Visibility,
    Writing,
)
from antiphon.community.notification_words import path_of, sentence_of
from antiphon.community.permissions import Viewer
from antiphon.community.queries.notices import bundled, hydrated, notifications_read, unread_number
from antiphon.community.queries.participants import viewer_of
from tests.community.place import Place, add_to_group, ask, enter, part_of, spark


def told(viewer: Viewer) -> list[str]:
    """Return what somebody is told, the latest first, as the page says it."""
    rows = hydrated(notifications_read(viewer), 100)
    return [sentence_of(bundle, viewer.brand) for bundle in bundled(rows)]


def answer(by: Viewer, topic: Topic, text: str = "Longer.") -> Writing:
    """Answer the first message of a topic."""
    return reply(by, topic, spark(topic), Words(source=text))


def private_group(place: Place) -> tuple[Topic, GroupMember]:
    """Let Dora found a private group, take Emil into it and open a topic there."""
    kiln = found_group(place.dora, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.PRIVATE))
    membership = add_to_group(place.dora, kiln, part_of(place.emil))
    return open_topic(place.dora, kiln, "Cone 6", Words(source="Who fires?")), membership


def test_who_is_answered_is_told_and_nobody_of_their_own_acts(place: Place) -> None:
    topic = ask(place, place.dora)
    answer(place.dora, topic, "Nobody?")
    answer(place.emil, topic)
    assert (told(place.dora), told(place.emil)) == (["Emil answered you in “How long do I wedge?”"], [])


def test_who_is_named_is_told_once_also_if_words_are_changed(place: Place) -> None:
    topic = ask(place, place.dora, text="What do you do, @emil? And `@anna`?")
    assert (told(place.emil), told(place.anna)) == (["Dora named you in “How long do I wedge?”"], [])
    writing = Writing.objects.get(message=spark(topic))
    edit(place.dora, writing, Words(source="What do you do, @emil and @anna?"))
    assert [len(told(one)) for one in (place.emil, place.anna)] == [1, 1]


def test_who_wrote_in_a_topic_follows_it_and_answers_are_told_together(place: Place) -> None:
    topic = ask(place, place.dora)
    answer(place.emil, topic)
    mark_all_read(part_of(place.emil))
    for name in ("Fay", "Gus", "Hal"):
        answer(enter(place.community, name), topic)
    assert told(place.emil) == ["Hal and 2 others answered in “How long do I wedge?”"]
    assert unread_number(place.emil) == 3


def test_one_chooses_how_much_of_a_topic_one_is_told(place: Place) -> None:
    topic = ask(place, place.dora)
    attend_topic(place.anna, topic, TopicLevel.ALL)
    attend_topic(place.dora, topic, TopicLevel.MUTE)
    first = answer(place.emil, topic)
    attend_topic(place.emil, topic, TopicLevel.TO_ME)
    answer(place.anna, topic, "Thirty.")
    reply(place.anna, topic, first.message, Words(source="Longer than what?"))
    assert told(place.anna) == ["Emil answered in “How long do I wedge?”"]
    assert told(place.emil) == ["Anna answered you in “How long do I wedge?”"]
    assert told(place.dora) == []


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (None, ["Dora opened “How long do I wedge?” in The square"]),
        (GroupLevel.HIGHLIGHTS, ["Dora opened “How long do I wedge?” in The square"]),
        (
            GroupLevel.ALL,
            ["Anna answered in “How long do I wedge?”", "Dora opened “How long do I wedge?” in The square"],
        ),
        (GroupLevel.MUTE, []),
    ],
)
def test_one_chooses_how_much_of_a_group_one_is_told(
    place: Place, level: GroupLevel | None, expected: list[str]
) -> None:
    join_group(place.emil, place.square)
    if level:
        attend_group(place.emil, place.square, level)
    answer(place.anna, ask(place, place.dora))
    assert told(place.emil) == expected


def test_topics_of_a_group_are_told_together(place: Place) -> None:
    join_group(place.emil, place.square)
    for number in range(3):
        ask(place, place.dora, f"Question {number}")
    [bundle] = bundled(hydrated(notifications_read(place.emil), 10))
    sentence, path = sentence_of(bundle, place.emil.brand), path_of(bundle, place.emil.brand)
    assert (sentence, path) == ("3 new topics in The square", "/@bottega/community/groups/square/")


def test_who_asked_and_who_answered_are_told_of_the_answer(place: Place) -> None:
    topic = ask(place, place.dora)
    writing = answer(place.emil, topic)
    mark_all_read(part_of(place.dora))
    mark_answer(place.anna, topic, writing.message)
    mark_answer(place.anna, topic, None)
    mark_answer(place.anna, topic, writing.message)
    assert told(place.dora)[0] == "Your question “How long do I wedge?” has an answer"
    assert told(place.emil) == ["Anna chose your reply in “How long do I wedge?” as the answer"]


def test_who_is_let_in_is_told(place: Place) -> None:
    place.community.joining = Joining.REQUEST
    fay = join(place.community, place.newcomer(), Said(name="Fay"))
    admit(place.anna, fay)
    viewer = viewer_of(place.community, fay.user)
    kiln = found_group(place.dora, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.PRIVATE))
    admit_to_group(place.dora, join_group(viewer, kiln))
    assert told(viewer) == ["You are in the group Kiln now.", "You are in. Welcome to Bottega."]


def test_who_wrote_it_reads_why_it_was_taken_away_and_the_others_hear_no_more_of_it(place: Place) -> None:
    topic = ask(place, place.dora)
    writing = answer(place.emil, topic)
    assert len(told(place.dora)) == 1
    take_away(place.anna, writing, place.square, "Rude")
    assert told(place.dora) == []
    assert told(place.emil) == ["A moderator took away what you wrote in “How long do I wedge?”: Rude"]


def test_nobody_is_told_of_what_they_may_not_read(place: Place) -> None:
    topic, membership = private_group(place)
    answer(place.emil, topic, "I do, @anna. And @gus?")
    gus = enter(place.community, "Gus")
    answer(place.dora, topic, "@gus cannot read this")
    assert (told(gus), len(told(place.emil))) == ([], 2)
    end_group_membership(place.dora, membership)
    assert (told(place.emil), unread_number(place.emil)) == ([], 0)


def test_who_left_is_told_nothing(place: Place) -> None:
    topic = ask(place, place.dora)
    Participant.objects.filter(pk=part_of(place.dora).pk).update(left_at=spark(topic).sent_at)
    answer(place.emil, topic)
    assert Notification.objects.filter(participant=part_of(place.dora)).count() == 0


def test_nobody_is_told_of_whom_they_muted_or_blocked(place: Place) -> None:
    topic = ask(place, place.dora)
    answer(place.emil, topic)
    mute_participant(place.dora, part_of(place.emil), muted=True)
    assert told(place.dora) == []
    answer(place.emil, topic, "Still longer.")
    block_participant(place.emil, part_of(place.anna), blocked=True)
    answer(place.anna, topic, "@emil?")
    assert (told(place.dora), told(place.emil)) == (["Anna answered you in “How long do I wedge?”"], [])
    mute_participant(place.dora, part_of(place.emil), muted=False)
    assert Notification.objects.filter(participant=part_of(place.dora)).count() == 2


def test_others_tell_by_the_same_port_and_never_twice(place: Place) -> None:
    subject = Subject(about="session:7", title="Kiln talk begins at noon", path="/@bottega/community/")
    for _ in range(2):
        tell(part_of(place.dora), NotificationKind.SESSION, subject, part_of(place.emil))
    tell(part_of(place.emil), NotificationKind.SESSION, subject, part_of(place.emil))
    assert (told(place.dora), told(place.emil)) == (["Kiln talk begins at noon"], [])


def test_who_wants_to_hear_nothing_of_a_kind_hears_nothing(place: Place) -> None:
    choose(part_of(place.dora), {NotificationKind.REPLY: How.NOTHING}, NotificationRhythm(), mailed=True)
    answer(place.emil, ask(place, place.dora))
    assert told(place.dora) == []


def test_what_was_read_in_the_topic_is_read(place: Place) -> None:
    topic = ask(place, place.dora)
    writing = answer(place.emil, topic)
    assert mark_words_read(part_of(place.dora), [writing.message_id]) == 1
    assert unread_number(place.dora) == 0


def test_it_is_told_only_if_what_it_is_about_is_kept(place: Place) -> None:
    topic = ask(place, place.dora)
    Notification.objects.all().delete()
    with pytest.raises(Exception, match="Write something first"):
        answer(place.emil, topic, " ")
    assert Notification.objects.count() == 0


def seen_by(viewer: Viewer) -> Client:
    """Return a browser in which somebody has signed in."""
    user = part_of(viewer).user
    assert user
    client = Client()
    client.force_login(user)
    return client


def test_the_page_asks_as_little_for_thirty_as_for_one(place: Place) -> None:
    client, address = seen_by(place.dora), reverse("notifications", args=["bottega"])
    asked = []
    for wanted in (1, 30):
        while Notification.objects.filter(participant=part_of(place.dora)).count() < wanted:
            answer(place.emil, ask(place, place.dora, f"Question {Topic.objects.count()}"))
        with CaptureQueriesContext(connection) as caught:
            page = client.get(address).content.decode()
        asked.append((page.count("answered you in"), len(caught)))
    assert [shown for shown, _queries in asked] == [1, 30]
    assert asked[0][1] == asked[1][1]


def test_the_page_leads_there_and_marks_all_as_read(place: Place) -> None:
    topic = ask(place, place.dora)
    answer(place.emil, topic)
    client = seen_by(place.dora)
    one = notifications_read(place.dora).get()
    assert 'class="news-count">1<' in client.get("/@bottega/community/").content.decode()
    opened = client.get(reverse("open_notification", args=["bottega", one.pk]))
    assert opened["Location"] == f"/@bottega/community/messages/{one.message.network_id if one.message else ''}/"
    assert unread_number(place.dora) == 0
    Notification.objects.update(read_at=None)
    client.post(reverse("read_notifications", args=["bottega"]))
    assert "news-count" not in client.get("/@bottega/community/").content.decode()
    assert client.get(reverse("open_notification", args=["bottega", one.pk + 1_000])).status_code == 404
