"""Many who follow are told in batches: no writer waits for them, none is forgotten, none told twice."""

from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from antiphon.community.actions.fanning_out import FIRST, fan_out, tell_next
from antiphon.community.actions.notices import attend_group, tell_all
from antiphon.community.actions.noticing import AT_ONCE, Subject
from antiphon.community.actions.writing import Words, open_topic, reply, take_away
from antiphon.community.models import (
    FanOut,
    GroupLevel,
    GroupMember,
    Notification,
    NotificationKind,
    Participant,
    TopicAttention,
    TopicLevel,
    Writing,
)
from antiphon.community.permissions import Viewer
from antiphon.community.tasks import tend_communities
from antiphon.lib import clock
from tests.community.place import Place, ask, part_of, spark

MANY = FIRST + 2 * AT_ONCE + 7


def crowd(place: Place, many: int) -> list[Participant]:
    """Let many into the square at once."""
    now = clock.now()
    made = Participant.objects.bulk_create(
        Participant(brand=place.community.brand, handle=f"m{n}", name=f"M{n}", asked_at=now, admitted_at=now)
        for n in range(many)
    )
    GroupMember.objects.bulk_create(
        GroupMember(group=place.square, participant=one, asked_at=now, joined_at=now) for one in made
    )
    return made


def told() -> Counter[int]:
    """Return how often each is told, by key."""
    return Counter(Notification.objects.values_list("participant", flat=True))


def test_a_group_of_many_is_told_in_batches_each_once(place: Place) -> None:
    everybody = Counter(one.pk for one in crowd(place, MANY))
    ask(place, place.dora)
    assert (told().total(), FanOut.objects.count()) == (FIRST, 1)
    assert fan_out() == 1
    assert told().total() == FIRST + AT_ONCE
    tend_communities()
    assert (told(), FanOut.objects.count()) == (everybody, 0)


def test_who_writes_asks_no_more_of_the_database_for_many_than_for_some(place: Place) -> None:
    asked = []
    for many in (FIRST, MANY):
        crowd_of = Participant.objects.filter(handle__startswith="m")
        GroupMember.objects.filter(participant__in=crowd_of).delete()
        crowd_of.delete()
        crowd(place, many)
        with CaptureQueriesContext(connection) as caught:
            ask(place, place.dora, f"Question for {many}")
        asked.append(len(caught))
    assert asked[0] == asked[1]


def test_a_batch_that_dies_is_told_by_the_next_worker_and_nobody_twice(place: Place) -> None:
    everybody = Counter(one.pk for one in crowd(place, MANY))
    ask(place, place.dora)

    def die() -> None:
        with transaction.atomic():
            fan_out()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        die()
    assert told().total() == FIRST
    tend_communities()
    assert told() == everybody


def test_of_two_workers_with_the_same_batch_one_tells_it(place: Place) -> None:
    crowd(place, MANY)
    ask(place, place.dora)
    seen = [FanOut.objects.get(), FanOut.objects.get()]
    assert [tell_next(row) for row in seen] == [True, False]
    assert told().total() == FIRST + AT_ONCE


def test_whom_words_are_to_is_told_at_once_and_only_of_that(place: Place) -> None:
    last = crowd(place, MANY)[-1]
    open_topic(place.dora, place.square, "Who fires?", Words(source=f"Do you, @{last.handle}?"))
    assert list(Notification.objects.filter(participant=last).values_list("kind", flat=True)) == ["mention"]
    tend_communities()
    assert told()[last.pk] == 1


def _mutes(place: Place, one: Participant) -> None:
    attend_group(Viewer(place.community, one), place.square, GroupLevel.MUTE)


def _leaves(_place: Place, one: Participant) -> None:
    GroupMember.objects.filter(participant=one).update(left_at=clock.now())


def _goes(_place: Place, one: Participant) -> None:
    Participant.objects.filter(pk=one.pk).update(left_at=clock.now())


@pytest.mark.parametrize("change", [_mutes, _leaves, _goes])
def test_who_does_not_follow_any_more_when_their_batch_comes_is_not_told(
    place: Place, change: Callable[[Place, Participant], None]
) -> None:
    last = crowd(place, FIRST + 2)[-1]
    ask(place, place.dora)
    change(place, last)
    tend_communities()
    assert (told()[last.pk], told().total()) == (0, FIRST + 1)


def test_of_words_that_were_taken_away_nobody_more_is_told(place: Place) -> None:
    crowd(place, FIRST + 2)
    topic = ask(place, place.dora)
    take_away(place.dora, Writing.objects.get(message=spark(topic)), place.square)
    tend_communities()
    assert (told().total(), FanOut.objects.count()) == (FIRST, 0)


def test_an_answer_is_told_in_batches_to_who_wants_all_of_a_topic(place: Place) -> None:
    topic = ask(place, place.dora)
    many = crowd(place, FIRST + 5)
    for level, some in ((TopicLevel.ALL, many[:-1]), (TopicLevel.TO_ME, many[-1:])):
        TopicAttention.objects.bulk_create(TopicAttention(participant=one, topic=topic, level=level) for one in some)
    reply(place.emil, topic, spark(topic), Words(source="Longer."))
    tend_communities()
    expected = Counter(one.pk for one in many[:-1]) + Counter([part_of(place.dora).pk])
    assert told() == expected


def test_certain_people_are_told_in_batches_too(place: Place) -> None:
    many = crowd(place, MANY)
    _goes(place, many[-1])
    subject = Subject(about="session:7", title="Kiln talk begins at noon", path="/")
    tell_all([one.pk for one in many], NotificationKind.SESSION, subject, part_of(place.dora))
    assert told().total() == FIRST
    tend_communities()
    assert (told(), FanOut.objects.count()) == (Counter(one.pk for one in many[:-1]), 0)
    assert set(Notification.objects.values_list("title", "by")) == {(subject.title, part_of(place.dora).pk)}
