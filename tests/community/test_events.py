"""Events: planned, answered to, full, moved, called off, reminded of; and what bad input is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from antiphon.community.actions import events
from antiphon.community.actions.erasing import erase
from antiphon.community.actions.events import EventGiven
from antiphon.community.actions.fanning_out import fan_out
from antiphon.community.actions.grouping import GroupGiven, end_group_membership, found_group
from antiphon.community.actions.joining import leave
from antiphon.community.actions.reminding import remind_of_events
from antiphon.community.actions.reshaping import merge
from antiphon.community.actions.submitting import submit_topic
from antiphon.community.actions.writing import Words
from antiphon.community.models import (
    Answer,
    Attendance,
    Event,
    EventReminder,
    Group,
    Kind,
    Notification,
    Participant,
    SeenBy,
    Standing,
    Trust,
    Visibility,
)
from antiphon.community.permissions import Viewer
from antiphon.community.queries.events import coming_to, events_read, feed_token, next_events, viewer_of_feed
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from tests.community.place import Place, add_to_group, ask, enter, part_of
from tests.world import World


def given(**said: Any) -> EventGiven:
    begins = clock.now() + timedelta(days=3)
    usual = {"title": "Raku night", "about": "Bring *gloves*.", "place": "The yard"}
    hours = {"starts_at": begins, "ends_at": begins + timedelta(hours=3)}
    return EventGiven(**usual | hours | said)


def plan(there: Place, group: Group | None = None, **said: Any) -> Event:
    """Plan an evening on the square."""
    return events.plan_event(there.anna, group or there.square, given(**said))


def told(viewer: Viewer) -> list[str]:
    rows = Notification.objects.filter(participant=part_of(viewer), kind="event").order_by("pk")
    return [row.title for row in rows]


def answers(event: Event) -> dict[str, tuple[str, bool]]:
    rows = Attendance.objects.filter(event=event).select_related("participant")
    return {row.participant.name: (row.answer, row.seated_at is not None) for row in rows}


def test_an_event_is_a_topic_of_its_group_and_who_comes_is_a_line_in_the_ledger(place: Place) -> None:
    event = plan(place)
    events.answer_event(place.dora, event, Answer.YES)
    events.answer_event(place.dora, event, Answer.YES)
    events.answer_event(place.emil, event, Answer.MAYBE)
    line = Interaction.objects.get(verb="attend")
    assert (event.topic.kind, event.topic.group, list(event.hosts.all())) == (
        Kind.EVENT,
        place.square,
        [part_of(place.anna)],
    )
    assert (line.actor, line.subject) == (part_of(place.dora).identity, event.topic.conversation.root_uri)
    assert answers(event) == {"Dora": ("yes", True), "Emil": ("maybe", False)}


def test_who_waits_moves_up_in_order_and_is_told(place: Place) -> None:
    event = plan(place, room=1)
    fay, gil = enter(place.community, "Fay"), enter(place.community, "Gil")
    for one in (place.dora, fay, gil):
        events.answer_event(one, event, Answer.YES)
    events.answer_event(place.emil, event, Answer.MAYBE)
    assert answers(event) == {
        "Dora": ("yes", True),
        "Emil": ("maybe", False),
        "Fay": ("yes", False),
        "Gil": ("yes", False),
    }
    events.answer_event(place.dora, event, Answer.NO)
    assert [answers(event)[name][1] for name in ("Fay", "Gil")] == [True, False]
    events.change_event(place.anna, event, replace(given(room=2), starts_at=event.starts_at, ends_at=event.ends_at))
    assert answers(event)["Gil"] == ("yes", True)
    assert [len(told(one)) for one in (place.dora, place.emil, fay, gil)] == [0, 0, 1, 1]
    assert told(fay)[0].startswith("“Raku night” has room for you now")


def test_who_leaves_or_is_erased_gives_the_seat_back(place: Place) -> None:
    event = plan(place, room=1)
    fay = enter(place.community, "Fay")
    for one in (place.dora, place.emil, fay):
        events.answer_event(one, event, Answer.YES)
    leave(place.community, part_of(place.dora))
    assert answers(event) == {"Emil": ("yes", True), "Fay": ("yes", False)}
    user = part_of(place.emil).user
    assert user
    user.set_password("secret words")
    user.save()
    erase(place.community, user, typed="secret words", keep_words=True)
    assert answers(event) == {"Fay": ("yes", True)}


def test_another_hour_and_the_end_of_it_are_told_to_all_who_come(place: Place) -> None:
    event = plan(place)
    fay = enter(place.community, "Fay")
    for one, said in ((place.dora, Answer.YES), (place.emil, Answer.MAYBE), (fay, Answer.NO)):
        events.answer_event(one, event, said)
    later = replace(given(), starts_at=event.starts_at + timedelta(days=1), ends_at=event.ends_at + timedelta(days=1))
    events.change_event(place.anna, event, later)
    events.change_event(place.anna, event, replace(later, title="Raku evening"))  # only a new title: nobody is told
    events.call_off(place.anna, event, "It rains")
    assert [len(told(one)) for one in (place.dora, place.emil, fay, place.anna)] == [2, 2, 0, 0]
    assert told(place.dora)[0].startswith("“Raku night” has changed")
    assert told(place.dora)[1] == "“Raku evening” is called off: It rains"
    with pytest.raises(Conflict):
        events.answer_event(fay, event, Answer.YES)


def test_who_comes_is_reminded_the_day_and_the_hour_before_once(place: Place) -> None:
    event = plan(place, room=1)
    for one, said in ((place.dora, Answer.YES), (place.emil, Answer.YES)):
        events.answer_event(one, event, said)
    assert remind_of_events() == 0
    for before in ("day", "hour"):
        EventReminder.objects.filter(before=before).update(due_at=clock.now() - timedelta(seconds=1))
        assert [remind_of_events(), remind_of_events()] == [1, 0]
    assert [len(told(one)) for one in (place.dora, place.emil, place.anna)] == [2, 0, 2]  # Emil waits for a seat
    at_once = Notification.objects.get(participant=part_of(place.dora), about__contains=":hour:")
    assert at_once.mail_at is not None
    assert at_once.mail_at <= clock.now()


def test_nobody_is_reminded_of_what_was_called_off(place: Place) -> None:
    event = plan(place)
    events.answer_event(place.dora, event, Answer.YES)
    events.call_off(place.anna, event, "It rains")
    EventReminder.objects.update(due_at=clock.now())
    remind_of_events()
    assert len(told(place.dora)) == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"ends_at": datetime(2026, 1, 1, tzinfo=UTC)}, "ends_at"),
        ({"starts_at": datetime(2020, 1, 1, tzinfo=UTC), "ends_at": datetime(2020, 1, 2, tzinfo=UTC)}, "starts_at"),
        ({"starts_at": datetime(2190, 1, 1, tzinfo=UTC), "ends_at": datetime(2190, 1, 2, tzinfo=UTC)}, "starts_at"),
        ({"room": -1}, "room"),
        ({"room": 0}, "room"),
        ({"room": 100_001}, "room"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"about": ""}, "source"),
        ({"place": "", "link": ""}, "place"),
        ({"place": "x" * 301}, "place"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"zone": "Rome"}, "zone"),
        ({"hosts": ("@nobody",)}, "hosts"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(place: Place, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        plan(place, **said)
    assert (refused.value.field, Event.objects.count()) == (field, 0)


def test_titles_of_any_script_are_kept_as_they_are(place: Place) -> None:
    titles = ["<script>alert(1)</script>", "ليلة الراكو", "🔥🏺 𝔯𝔞𝔨𝔲"]
    assert [plan(place, title=title).topic.title for title in titles] == titles


def test_newcomers_plan_nothing_and_members_whom_one_knows_do(place: Place) -> None:
    with pytest.raises(NotAllowed):
        events.plan_event(place.dora, place.square, given())
    add_to_group(place.anna, place.square, part_of(place.dora))
    with pytest.raises(NotAllowed):
        events.plan_event(place.dora, place.square, given())
    Standing.objects.update_or_create(
        participant=part_of(place.dora), defaults={"trust": Trust.MEMBER, "counted_at": clock.now()}
    )
    event = events.plan_event(place.dora, place.square, given(hosts=("@emil",)))
    events.call_off(place.emil, event, "I am ill")
    event.refresh_from_db()
    assert event.called_off_why == "I am ill"


def test_a_topic_of_this_kind_comes_only_with_an_hour_and_stays_with_it(place: Place) -> None:
    with pytest.raises(Refusal):
        submit_topic(place.dora, place.square, "Raku", Words(source="x"), Kind.EVENT)
    with pytest.raises(Refusal):
        merge(place.anna, plan(place).topic, ask(place, place.dora))


def test_an_event_of_a_group_is_for_those_who_read_there(place: Place) -> None:
    kiln = found_group(place.anna, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.PRIVATE))
    membership = add_to_group(place.anna, kiln, part_of(place.dora))
    event = plan(place, kiln)
    events.answer_event(place.dora, event, Answer.YES)
    with pytest.raises(NotAllowed):
        events.answer_event(place.emil, event, Answer.YES)
    assert [list(events_read(one)) for one in (place.dora, place.emil, place.guest())] == [[event], [], []]
    end_group_membership(place.dora, membership)
    events.call_off(place.anna, event, "It rains")
    assert (answers(event), told(place.dora)) == ({}, [])


def test_names_of_who_comes_are_shown_where_their_profiles_allow_it(place: Place) -> None:
    event = plan(place)
    for one in (place.dora, place.emil):
        events.answer_event(one, event, Answer.YES)
    Participant.objects.filter(pk=part_of(place.dora).pk).update(seen_by=SeenBy.HOSTS)
    Participant.objects.filter(pk=part_of(place.emil).pk).update(seen_by=SeenBy.EVERYBODY)
    seen = {
        who: [one.name for one in coming_to(viewer, event).named]
        for who, viewer in (
            ("dora", place.dora),
            ("emil", place.emil),
            ("anna", place.anna),
            ("guest", place.guest()),
        )
    }
    assert seen == {"dora": ["Dora", "Emil"], "emil": ["Emil"], "anna": ["Dora", "Emil"], "guest": ["Emil"]}
    assert (coming_to(place.guest(), event).seated, coming_to(place.guest(), event).others) == (2, 1)


def test_the_private_address_of_a_calendar_can_be_closed(place: Place) -> None:
    old = feed_token(events.make_feed(place.dora))
    assert viewer_of_feed(place.community, old) == place.dora
    new = feed_token(events.make_feed(place.dora, anew=True))
    owners = [viewer_of_feed(place.community, token) for token in (old, new, "1-2.x", "nonsense")]
    assert owners == [None, place.dora, None, None]


def test_the_next_events_are_those_of_ones_groups_and_what_one_comes_to(place: Place, world: World) -> None:
    event, off = plan(place), plan(place)
    events.call_off(place.anna, off, "It rains")
    assert next_events(place.dora, 5) == []
    events.answer_event(place.dora, event, Answer.MAYBE)
    add_to_group(place.anna, place.square, part_of(place.emil))
    assert [next_events(one, 5) for one in (place.dora, place.emil, place.guest())] == [[event], [event], []]


def test_a_thousand_who_come_are_told_in_few_queries(
    place: Place, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    event, now = plan(place), clock.now()
    people = Participant.objects.bulk_create(
        Participant(brand=place.community.brand, handle=f"p{n}", name=f"P {n}", asked_at=now, admitted_at=now)
        for n in range(1000)
    )
    Attendance.objects.bulk_create(
        Attendance(event=event, participant=one, answer="yes", answered_at=now, seated_at=now) for one in people
    )
    with django_assert_max_num_queries(60):
        events.call_off(place.anna, event, "It rains")
    with django_assert_max_num_queries(100):
        while fan_out():
            pass
    assert Notification.objects.filter(kind="event").count() == 1000


def test_where_it_was_goes_with_the_words_of_who_planned_it(place: Place) -> None:
    add_to_group(place.anna, place.square, part_of(place.dora))
    Standing.objects.update_or_create(
        participant=part_of(place.dora), defaults={"trust": Trust.MEMBER, "counted_at": clock.now()}
    )
    past, ahead = (events.plan_event(place.dora, place.square, given()) for _ in range(2))
    now = clock.now()
    Event.objects.filter(pk=past.pk).update(starts_at=now - timedelta(hours=2), ends_at=now - timedelta(hours=1))
    user = part_of(place.dora).user
    assert user
    user.set_password("secret words")
    user.save()
    erase(place.community, user, typed="secret words", keep_words=False)
    places = dict(Event.objects.values_list("pk", "place"))
    assert (places[past.pk], places[ahead.pk], past.hosts.count()) == ("", "The yard", 0)
