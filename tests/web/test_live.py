"""The pages of a live session, and its stream: what readers are told, and how many there may be."""

import json
import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from icalendar import Calendar

from antiphon.community.actions import sessions
from antiphon.community.actions.erasing import erase
from antiphon.community.actions.handing_on import hand_on_left_over
from antiphon.community.actions.sessions import end_session, open_session
from antiphon.community.actions.writing import Words, take_away
from antiphon.community.models import LiveSession, SessionQuestion, Topic
from antiphon.community.permissions import Viewer
from antiphon.organizations.actions import issue_token
from antiphon.web.streams import Hub, Seat, one_event
from tests.community.place import Place, make_place, part_of
from tests.community.test_sessions import announce, opened
from tests.world import World


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


def client_of(viewer: Viewer) -> Client:
    client = Client()
    user = part_of(viewer).user
    assert user
    client.force_login(user)
    return client


def address(session: LiveSession, rest: str = "") -> str:
    return f"/@bottega/community/sessions/{session.pk}/{rest}"


def told(event: bytes) -> dict[str, Any]:
    number, data = event.decode().strip().split("\ndata: ")
    found: dict[str, Any] = json.loads(data)
    assert number == f"id: {found['version']}"
    return found


def looked(hub: Hub, seat: Seat) -> dict[str, Any]:
    """Let the hub look in this thread, and return what a reader is told."""
    hub.look()
    return told(seat.board.event_since(seat._seen, "en")[1])


def test_a_member_asks_votes_and_reads_the_answer_without_javascript(place: Place) -> None:
    session = opened(place)
    dora, emil, anna = (client_of(viewer) for viewer in (place.dora, place.emil, place.anna))
    dora.post(address(session, "ask/"), {"text": "Why does it *crack*?"})
    question = SessionQuestion.objects.get()
    emil.post(address(session, f"questions/{question.pk}/vote/"), {"wanted": "yes"})
    anna.post(address(session, "run/"), {"do": "take", "question": question.pk})
    anna.post(address(session, "run/"), {"do": "answer", "question": question.pk, "source": "It **dries**."})
    page = Client().get(address(session)).content.decode()
    assert "Why does it <em>crack</em>?" in page
    assert "It <strong>dries</strong>." in page
    assert f'href="{address(session)}"' in page
    assert SessionQuestion.objects.get().votes == 1


def test_lists_of_topics_lead_to_the_session_and_say_whether_it_is_on(place: Place) -> None:
    session = announce(place)
    client, badges = client_of(place.dora), []
    for change in (lambda: None, lambda: open_session(place.anna, session), lambda: end_session(place.anna, session)):
        change()
        session.refresh_from_db()
        page = client.get("/@bottega/community/").content.decode()
        badges.append(re.findall(rf'<a class="badge response" href="{address(session)}">([^<]*)</a>', page))
    assert badges == [["live session"], ["live now"], ["questions and answers"]]


def test_a_question_that_is_too_long_is_kept_in_the_form(place: Place) -> None:
    session = announce(place)
    answer = client_of(place.dora).post(address(session, "ask/"), {"text": "why " * 130})
    assert answer.status_code == 422
    assert "at most 500 characters" in answer.content.decode()
    assert "why why" in answer.content.decode()


def test_the_page_reads_with_as_many_queries_for_thirty_questions_as_for_one(
    place: Place, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    session = announce(place)
    sessions.ask_question(place.dora, session, "Why 0?")
    client = client_of(place.emil)
    with django_assert_max_num_queries(100) as for_one:
        client.get(address(session))
    for number in range(1, 30):
        question = sessions.ask_question(place.dora, session, f"Why {number}?")
        SessionQuestion.objects.filter(pk=question.pk).update(asker=part_of(place.anna))
    with django_assert_max_num_queries(100) as for_thirty:
        client.get(address(session))
    assert len(for_thirty) == len(for_one)


def test_a_session_is_an_event_in_a_calendar(place: Place) -> None:
    session = announce(place)
    calendar = Calendar.from_ical(Client().get(address(session, "session.ics")).content)
    (event,) = calendar.walk("VEVENT")
    assert (str(event["summary"]), event.decoded("dtstart")) == (
        "Ask the kiln",
        session.starts_at.replace(microsecond=0),
    )


def test_a_script_that_votes_is_told_the_count(place: Place) -> None:
    session = announce(place)
    question = sessions.ask_question(place.dora, session, "Why?")
    vote = address(session, f"questions/{question.pk}/vote/")
    answer = client_of(place.emil).post(vote, {"wanted": "yes"}, headers={"accept": "application/json"})
    assert answer.json() == {"votes": 1, "voted": True}


def test_a_reader_is_told_only_what_changed_since(place: Place) -> None:
    session = opened(place)
    first, second = (sessions.ask_question(place.dora, session, f"Why {n}?") for n in (1, 2))
    hub = Hub(most=5, most_of_sender=5)
    seat = hub.seat(session.pk, "a", 0, "en")
    assert seat
    whole = looked(hub, seat)
    assert [one["id"] for one in whole["questions"]] == [first.pk, second.pk]
    seat._seen = whole["version"]
    sessions.vote(place.emil, second, wanted=True)
    sessions.answer_question(place.anna, first, Words(source="Because."))
    change = looked(hub, seat)
    assert {one["id"]: (one["votes"], one["state"]) for one in change["questions"]} == {
        first.pk: (0, "answered"),
        second.pk: (1, "waiting"),
    }
    sessions.vote(place.emil, second, wanted=False)
    assert [one["id"] for one in looked(hub, seat)["questions"]] == [first.pk, second.pk]
    seat.close()


def test_nothing_that_changed_is_read_again(place: Place, django_assert_num_queries: Callable[[int], Any]) -> None:
    session = opened(place)
    hub = Hub(most=5, most_of_sender=5)
    seats = [hub.seat(session.pk, str(number), 0, "en") for number in range(3)]
    hub.look()
    with django_assert_num_queries(1):
        hub.look()
    assert len({seat.board for seat in seats if seat}) == 1


def test_seats_are_bounded_and_given_back(place: Place) -> None:
    hub = Hub(most=3, most_of_sender=2)
    session = announce(place).pk
    seats = [hub.seat(session, sender, 0, "en") for sender in ("a", "a", "a", "b", "c")]
    assert [seat is not None for seat in seats] == [True, True, False, True, False]
    for seat in seats:
        if seat:
            seat.close()
            seat.close()
    assert (hub.readers, hub.seat(session, "a", 0, "en") is not None) == (0, True)


def test_who_finds_no_seat_is_told_once_and_comes_back(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    session = opened(place)
    monkeypatch.setattr("antiphon.web.pages.live.hub", Hub(most=0, most_of_sender=0))
    answer = Client().get(address(session, "stream/"))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/event-stream", "no-store")
    again, event = answer.content.split(b"\n\n", 1)
    assert (again, told(event)["state"]) == (b"retry: 3000", "open")
    known = {"Last-Event-ID": str(session.version)}
    assert Client().get(address(session, "stream/"), headers=known).content == b"retry: 3000\n\n"


def test_a_stream_of_what_is_over_does_not_begin_again(place: Place) -> None:
    session = opened(place)
    sessions.end_session(place.anna, session)
    session.refresh_from_db()
    known = {"Last-Event-ID": str(session.version)}
    assert Client().get(address(session, "stream/"), headers=known).status_code == 204


@pytest.mark.django_db(transaction=True)
def test_a_reader_hears_of_a_vote_and_of_the_end(world: World) -> None:
    place = make_place(world)
    session = opened(place)
    question = sessions.ask_question(place.dora, session, "Why?")
    hub = Hub(most=5, most_of_sender=5)
    seat = hub.seat(session.pk, "a", 0, "en")
    assert seat
    heard: list[bytes] = []
    begun = threading.Event()

    def read() -> None:
        for event in seat:
            heard.append(event)
            if event.startswith(b"id:"):
                begun.set()
        connections.close_all()

    reader = threading.Thread(target=read)
    reader.start()
    assert begun.wait(20)
    sessions.vote(place.emil, question, wanted=True)
    sessions.end_session(place.anna, session)
    reader.join(20)
    last = told(heard[-1])
    assert (heard[0], last["state"], last["questions"][0]["votes"]) == (b"retry: 1000\n\n", "over", 1)
    assert hub.readers == 0
    hub.rest()


def test_who_was_erased_with_their_words_says_nothing_more_on_the_page_nor_in_the_stream(place: Place) -> None:
    session = announce(place)
    sessions.ask_question(place.dora, session, "Why *here*?")
    session.refresh_from_db()
    seen, user = session.version, part_of(place.dora).user
    assert user
    user.set_password("a quiet kiln at night")
    user.save()
    erase(place.community, user, typed="a quiet kiln at night", keep_words=False)
    session.refresh_from_db()
    for shown in (client_of(place.emil).get(address(session)).text, one_event(session, seen, "en").decode()):
        assert ("here</em>" in shown, "Taken away by who wrote it." in shown) == (False, True)


def test_words_taken_away_are_in_no_stream_no_page_and_no_program_any_more(place: Place) -> None:
    session = opened(place)
    rude, kept, late = (
        sessions.ask_question(place.dora, session, text) for text in ("Rude?", "Why?", "Late insult?")
    )
    sessions.answer_question(place.anna, rude, Words(source="No."))
    sessions.answer_question(place.anna, kept, Words(source="A careless answer."))
    hub = Hub(9, 9)
    seat = hub.seat(session.pk, "x", 0, "en")
    assert seat
    assert "A careless answer." in str(looked(hub, seat))
    sessions.end_session(place.anna, session)
    hand_on_left_over()
    for question in (rude, kept, late):
        question.refresh_from_db()
    for message in (rude.message, kept.answer, late.message):
        assert message
        take_away(place.anna, message.writing, place.square, "Rude")
    seat._seen = 0
    key = issue_token(place.world.anna.user, "tests")
    program = Client().get(
        f"/api/v1/communities/bottega/sessions/{session.pk}", headers={"Authorization": f"Bearer {key}"}
    )
    page = Client().get(address(session)).content.decode()
    for shown in (str(looked(hub, seat)), page, program.content.decode()):
        assert [words in shown for words in ("Rude?", "careless", "insult", "Why?")] == [False, False, False, True]
    assert "Taken away by a moderator: Rude" in page
    assert late.message
    assert Topic.objects.get(conversation=late.message.conversation).title == "Words that were taken away"
    seat.close()
