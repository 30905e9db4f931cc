"""What keeps a community alive: first answers, newcomers, the sound of groups, who carries."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.community.actions.grouping import GroupGiven, found_group, join_group
from antiphon.community.actions.joining import leave
from antiphon.community.actions.writing import Words, open_topic, reply, take_away
from antiphon.community.models import Participant, Topic
from antiphon.community.permissions import Viewer
from antiphon.community.queries import alive
from antiphon.community.queries.participants import viewer_of
from antiphon.community.rules.carrying import Carrying, carrying, gini, needed_for_half, share_of_first
from antiphon.community.rules.silence import Silence, Sound, silence
from antiphon.conversations.rules import MedianWait
from antiphon.lib import clock
from antiphon.people.models import Identity
from tests.community.place import Place, ask, enter, moderator_of, part_of, spark

NOON = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)

type At = Callable[[datetime], None]


def titles(topics: object) -> list[str]:
    """Return the titles of topics."""
    return [topic.title for topic in topics]  # type: ignore[attr-defined]


def test_the_worked_numbers_of_who_carries() -> None:
    hundred = [40, 10, 5, 5, *[1] * 6, *[0] * 90]
    assert round(gini(hundred) or 0, 6) == 0.967576
    assert round(share_of_first(hundred, 1) or 0, 6) == 0.606061
    assert round((share_of_first(hundred, 10) or 0) - (share_of_first(hundred, 1) or 0), 6) == 0.393939
    assert needed_for_half([10, 5, 5, 4, 4, 2]) == 2
    assert carrying([40, 10, 5, 5, *[1] * 6], 100) == Carrying(
        n=66, people=100, wrote=10, half=1, top=1.0, top_people=10, gini=gini(hundred)
    )


def test_of_too_little_or_nothing_nothing_is_said() -> None:
    assert carrying([2, 2], 3) == Carrying(n=4, people=3, wrote=2, half=None, top=None, top_people=1, gini=None)
    assert (gini([]), gini([0, 0]), needed_for_half([0]), share_of_first([], 1)) == (None, None, None, None)


def test_the_worked_numbers_of_silence() -> None:
    days = [date(2026, 3, day) for day in (1, 5, 9, 12)]
    assert silence(days, date(2026, 3, 19)) == Silence(7, 4.0, 1.75, 3, Sound.AS_USUAL)
    assert silence(days, date(2026, 4, 5)) == Silence(24, 4.0, 6.0, 3, Sound.GROWING_SILENT)
    assert silence(days, date(2026, 4, 13)) == Silence(32, 4.0, 8.0, 3, Sound.SILENT)


def test_a_daily_group_is_not_called_silent_after_a_weekend() -> None:
    days = [date(2026, 3, day) for day in (2, 3, 4, 5, 6)]
    assert silence(days, date(2026, 3, 9)) == Silence(3, 3.0, 1.0, 4, Sound.AS_USUAL)


def test_of_a_group_with_too_few_days_nothing_is_said() -> None:
    days = [date(2026, 3, 1), date(2026, 3, 5), date(2026, 3, 9)]
    assert silence(days, date(2026, 6, 1)) == Silence(84, None, None, 2, Sound.TOO_FEW)
    assert silence([], date(2026, 6, 1)) == Silence(None, None, None, 0, Sound.TOO_FEW)


def test_a_topic_waits_until_somebody_else_answers(place: Place) -> None:
    first = ask(place, place.dora, "First")
    second = ask(place, place.dora, "Second")
    reply(place.dora, first, spark(first), Words(source="Nobody?"))
    assert [(one.title, vars(one)["is_first"]) for one in alive.waiting_topics(place.anna)] == [
        ("First", True),
        ("Second", False),
    ]
    reply(place.emil, first, spark(first), Words(source="Longer."))
    assert titles(alive.waiting_topics(place.anna)) == ["Second"]
    assert second.title == "Second"


def test_neither_a_machine_nor_words_taken_away_are_an_answer(place: Place) -> None:
    topic = ask(place, place.dora)
    said = reply(place.emil, topic, spark(topic), Words(source="Rubbish."))
    take_away(place.anna, said, place.square, "Rude")
    assert titles(alive.waiting_topics(place.anna)) == [topic.title]
    robot = enter(place.community, "Robot")
    reply(robot, topic, spark(topic), Words(source="Beep."))
    Identity.objects.filter(participant=part_of(robot)).update(automated=True)
    assert titles(alive.waiting_topics(place.anna)) == [topic.title]


def test_what_is_closed_taken_away_or_of_the_team_does_not_wait(place: Place) -> None:
    closed, gone = ask(place, place.dora, "Closed"), ask(place, place.dora, "Gone")
    ask(place, place.anna, "Ours")
    Topic.objects.filter(pk=closed.pk).update(closed_at=clock.now())
    take_away(place.dora, spark(gone).writing, place.square)
    assert titles(alive.waiting_topics(place.anna)) == []
    assert titles(alive.waiting_topics(place.anna, ours=True)) == ["Ours"]


def test_what_waits_more_than_ninety_days_is_counted_apart(place: Place) -> None:
    old, new = ask(place, place.dora, "Old"), ask(place, place.dora, "New")
    now = clock.now()
    Topic.objects.filter(pk=old.pk).update(opened_at=now - timedelta(days=91))
    waiting = alive.waiting_topics(place.anna)
    assert titles(alive.opened_lately(waiting, now)) == [new.title]
    assert titles(alive.opened_long_ago(waiting, now)) == [old.title]


def test_first_answers_count_those_who_still_wait(place: Place) -> None:
    """Answered after 1, 2 and 4 hours, open for 3 and 8: the median is 4 hours, not 2."""
    for opened, answered in ((20, 1), (20, 2), (20, 4), (3, None), (8, None)):
        with time_machine.travel(NOON - timedelta(hours=opened), tick=False):
            topic = ask(place, place.dora, f"{opened} {answered}")
        if answered:
            with time_machine.travel(NOON - timedelta(hours=opened - answered), tick=False):
                reply(place.emil, topic, spark(topic), Words(source="So."))
    assert alive.first_answers(place.anna, NOON) == MedianWait(4 * 3600.0, 8 * 3600.0, 5, 3)


def test_a_newcomer_is_answered_by_anybody_else_and_by_nobody_else(place: Place) -> None:
    fay, gus = enter(place.community, "Fay"), enter(place.community, "Gus")
    Participant.objects.filter(pk=part_of(place.emil).pk).update(admitted_at=clock.now() - timedelta(days=31))
    topic = ask(place, place.dora)
    said = reply(fay, topic, spark(topic), Words(source="Hello, I am Fay."))
    reply(fay, topic, said.message, Words(source="Anybody?"))
    mine = open_topic(gus, place.square, "I am Gus", Words(source="Hello."))
    found = {one.participant.name: one for one in alive.newcomers(place.anna, clock.now())}
    assert {name: (one.wrote, one.answered) for name, one in found.items()} == {
        "Dora": (1, True),
        "Fay": (2, False),
        "Gus": (1, False),
    }
    assert [one.participant.name for one in alive.never_answered(list(found.values()))] == ["Fay", "Gus"]
    below = reply(gus, mine, spark(mine), Words(source="I make bowls."))
    reply(place.emil, mine, below.message, Words(source="Welcome, Gus!"))
    reply(place.emil, topic, said.message, Words(source="Welcome, Fay!"))
    came = alive.newcomers(place.anna, clock.now())
    assert alive.never_answered(came) == []
    assert (alive.answered_of(came).answered, alive.answered_of(came).n, alive.answered_of(came).share) == (
        3,
        3,
        None,
    )


def test_who_joined_and_never_wrote_is_shown_and_who_left_is_not(place: Place) -> None:
    enter(place.community, "Fay")
    gone = enter(place.community, "Gus")
    leave(place.community, part_of(gone))
    ask(place, place.dora)
    names = [one.participant.name for one in alive.never_wrote(alive.newcomers(place.anna, clock.now()))]
    assert names == ["Emil", "Fay"]


def test_words_and_people_are_counted_with_those_who_wrote_nothing(place: Place) -> None:
    topic = ask(place, place.dora, text="one two three")
    for _ in range(3):
        reply(place.dora, topic, spark(topic), Words(source="four five"))
    gone = reply(place.dora, topic, spark(topic), Words(source="taken away again"))
    take_away(place.dora, gone, place.square)
    reply(place.anna, topic, spark(topic), Words(source="six"))
    found = alive.carried(place.anna, clock.now())
    assert [(one.participant and one.participant.name, one.messages, one.words) for one in found.voices] == [
        ("Dora", 4, 9),
        ("Anna", 1, 1),
    ]
    assert (found.of.n, found.of.people, found.of.wrote, found.of.half, found.ours) == (5, 3, 2, 1, 1)
    assert (found.of.top, found.top_words) == (0.8, 0.9)


def test_a_group_is_heard_beside_its_own_history_on_the_brands_clock(place: Place) -> None:
    for day in (1, 5, 9, 12):
        with time_machine.travel(datetime(2026, 3, day, 23, 30, tzinfo=UTC), tick=False):  # past midnight in Rome
            ask(place, place.dora)
    (heard,) = alive.sounds(place.anna, datetime(2026, 4, 6, 12, tzinfo=UTC))
    assert (heard.silence, heard.lately, heard.before) == (Silence(24, 4.0, 6.0, 3, Sound.GROWING_SILENT), 2, 2)


def test_a_moderator_sees_their_groups_and_a_member_none(place: Place) -> None:
    kiln = found_group(place.emil, GroupGiven(name="Kiln", purpose="Firing"))
    mo = moderator_of(place, kiln)
    join_group(place.dora, kiln)
    open_topic(place.dora, kiln, "How hot?", Words(source="?"))
    ask(place, place.dora, "Elsewhere")
    enter(place.community, "Fay")
    now = clock.now()
    assert titles(alive.waiting_topics(mo)) == ["How hot?"]
    assert [one.participant.name for one in alive.newcomers(mo, now)] == ["Dora", "Emil", "Mo"]
    assert [one.group.slug for one in alive.sounds(mo, now)] == ["kiln"]
    assert (alive.carried(mo, now).of.n, alive.carried(mo, now).of.people) == (1, 3)
    assert titles(alive.waiting_topics(place.dora)) == []


def queries_of(viewer: Viewer) -> int:
    """Return how many queries all numbers of the page take."""
    now = clock.now()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        list(alive.waiting_topics(viewer))
        alive.first_answers(viewer, now)
        alive.newcomers(viewer, now)
        alive.sounds(viewer, now)
        alive.carried(viewer, now)
    return len(asked)


def test_thirty_of_all_take_as_many_queries_as_one(place: Place) -> None:
    ask(place, place.dora)
    few = queries_of(place.anna)
    for number in range(30):
        one = enter(place.community, f"N{number}")
        found_group(one, GroupGiven(name=f"Group {number}", purpose="Many"))
        ask(place, one, f"Question {number}")
    assert queries_of(place.anna) == few


@pytest.mark.parametrize("handle", ["dora", ""])
def test_each_number_opens_into_what_was_said(place: Place, handle: str) -> None:
    topic = ask(place, place.dora)
    reply(place.emil, topic, spark(topic), Words(source="So."))
    viewer = viewer_of(place.community, place.world.anna.user)
    found = alive.said_lately(viewer, clock.now(), handle=handle, group="square")
    assert sorted(one.author.name for one in found) == (["Dora"] if handle else ["Dora", "Emil"])
