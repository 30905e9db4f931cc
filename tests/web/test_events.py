"""The pages of events: answered without JavaScript, by whose clock, in calendars; however many there are."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from antiphon.community.actions import events
from antiphon.community.models import Answer, Event
from antiphon.community.queries.events import feed_token
from antiphon.lib import clock
from tests.community.place import Place, enter, make_place
from tests.community.test_events import plan
from tests.web.test_live import client_of
from tests.world import World


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


def address(event: Event, rest: str = "") -> str:
    return f"/@bottega/community/events/{event.pk}/{rest}"


TYPED = {"title": "Raku", "about": "Bring *gloves*", "zone": "Europe/Rome", "place": "The yard"}


def test_an_event_is_planned_answered_and_left_without_javascript(place: Place) -> None:
    anna, dora = client_of(place.anna), client_of(place.dora)
    hours = {"starts_at": "2029-05-01T18:00", "ends_at": "2029-05-01T21:00"}
    anna.post("/@bottega/community/groups/square/new-event/", TYPED | hours | {"room": "1", "hosts": "@emil"})
    event = Event.objects.get()
    dora.post(address(event, "answer/"), {"answer": "yes"})
    client_of(enter(place.community, "Fay")).post(address(event, "answer/"), {"answer": "yes"})
    page = dora.get(address(event)).content.decode()
    assert "Bring <em>gloves</em>" in page
    assert "Tuesday 1 May 2029, 18:00" in page
    assert 'value="yes" type="submit" aria-pressed="true"' in page
    assert "1 waits for a seat" in page
    assert [one.handle for one in event.hosts.all()] == ["emil"]
    assert event.starts_at == datetime(2029, 5, 1, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "at"),
    [
        ("2029-03-25T02:30", datetime(2029, 3, 25, 1, 0, tzinfo=UTC)),  # skipped: the first minute after
        ("2028-10-29T02:30", datetime(2028, 10, 29, 0, 30, tzinfo=UTC)),  # comes twice: the first is meant
    ],
)
def test_an_hour_of_the_night_in_which_clocks_change_is_one_moment(place: Place, wall: str, at: datetime) -> None:
    end = f"{wall[:11]}09:00"
    anna = client_of(place.anna)
    anna.post("/@bottega/community/groups/square/new-event/", TYPED | {"starts_at": wall, "ends_at": end})
    assert Event.objects.get().starts_at == at


def test_what_is_wrong_is_said_beside_what_was_typed(place: Place) -> None:
    hours = {"starts_at": "2029-05-01T18:00", "ends_at": "2029-05-01T17:00"}
    answer = client_of(place.anna).post(
        "/@bottega/community/groups/square/new-event/", TYPED | hours | {"room": "-1", "title": "<script>"}
    )
    assert answer.status_code == 422
    assert "greater than or equal to 1" in answer.content.decode()
    assert "&lt;script&gt;" in answer.content.decode()
    assert "<script>" not in answer.content.decode().split("<main")[1]
    assert not Event.objects.exists()


def test_a_calendar_learns_what_changed_and_that_it_is_off(place: Place) -> None:
    event = plan(place)
    events.answer_event(place.dora, event, Answer.YES)
    feed = f"/@bottega/community/events/calendar/{feed_token(events.make_feed(place.dora))}/events.ics"
    (before,) = Calendar.from_ical(Client().get(feed).content).walk("VEVENT")
    events.call_off(place.anna, event, "It rains")
    (after,) = Calendar.from_ical(Client().get(feed).content).walk("VEVENT")
    (alone,) = Calendar.from_ical(Client().get(address(event, "event.ics")).content).walk("VEVENT")
    assert [(one["status"], int(one["sequence"])) for one in (before, after, alone)] == [
        ("CONFIRMED", 0),
        ("CANCELLED", 1),
        ("CANCELLED", 1),
    ]
    assert before["uid"] == after["uid"] == alone["uid"]
    assert before.decoded("dtstart") == event.starts_at.replace(microsecond=0)


def test_a_group_and_the_home_of_the_community_show_what_is_next(place: Place) -> None:
    event = plan(place)
    events.answer_event(place.dora, event, Answer.YES)
    link = f'href="{address(event)}"'
    told = {
        path: link in client_of(place.dora).get(path).content.decode()
        for path in ("/@bottega/community/", "/@bottega/community/groups/square/", "/@bottega/community/events/")
    }
    assert set(told.values()) == {True}
    assert link in client_of(place.dora).get(f"/@bottega/community/topics/{event.topic_id}/").content.decode()


def test_pages_read_with_as_many_queries_for_thirty_as_for_one(
    place: Place, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    event, client = plan(place), client_of(place.emil)
    for one in (place.dora, place.emil):
        events.answer_event(one, event, Answer.YES)
    home = "/@bottega/community/"
    paths = (home, f"{home}groups/square/", f"{home}events/", address(event))

    def queries() -> int:
        with django_assert_max_num_queries(300) as asked:
            for path in paths:
                client.get(path)
        return len(asked)

    for_one = queries()
    for number in range(29):
        events.answer_event(place.emil, plan(place, title=f"Evening {number}"), Answer.MAYBE)
        events.answer_event(enter(place.community, f"P{number}"), event, Answer.YES)
    assert queries() == for_one


def test_the_notes_are_linked_once_it_is_over(place: Place) -> None:
    event, notes = plan(place), plan(place, title="How it was").topic
    Event.objects.filter(pk=event.pk).update(starts_at=clock.now() - timedelta(hours=3), ends_at=clock.now())
    client_of(place.anna).post(address(event, "notes/"), {"notes": notes.pk})
    page = Client().get(address(event)).content.decode()
    assert f'<a href="/@bottega/community/topics/{notes.pk}/">How it was</a>' in page
    assert client_of(place.dora).post(address(event, "answer/"), {"answer": "yes"}).status_code == 422
