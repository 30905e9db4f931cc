"""A live session: asked, voted, answered; then its transcript stays, and what nobody reached waits for an answer."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections

from antiphon.community.actions import sessions
from antiphon.community.actions.handing_on import hand_on_left_over
from antiphon.community.actions.listing import ListGiven, keep_list
from antiphon.community.actions.reminding import remind_due
from antiphon.community.actions.sessions import SessionGiven
from antiphon.community.actions.writing import Words, take_away
from antiphon.community.models import (
    ListEffect,
    LiveSession,
    QuestionState,
    QuestionVote,
    Sanction,
    SessionState,
    Topic,
    Writing,
)
from antiphon.community.permissions import Viewer
from antiphon.conversations.models import CallToAnswer, Message
from antiphon.ledger.models import Interaction
from antiphon.letters.models import Letter
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from tests.community.place import Place, enter, make_place, part_of
from tests.world import World


def announce(place: Place, *, minutes: int = 30, host: str = "") -> LiveSession:
    """Announce an hour on the square."""
    begins = clock.now() + timedelta(minutes=minutes)
    given = SessionGiven(
        title="Ask the kiln",
        about="All about firing.",
        starts_at=begins,
        ends_at=begins + timedelta(hours=1),
        host=host,
    )
    return sessions.announce_session(place.anna, place.square, given)


def opened(place: Place) -> LiveSession:
    """Announce an hour that has begun."""
    session = announce(place)
    sessions.open_session(place.anna, session)
    session.refresh_from_db()
    return session


def refused(act: Callable[[], object]) -> str:
    with pytest.raises((Refusal, NotAllowed, Conflict)) as told:
        act()
    return type(told.value).__name__


def test_a_question_stands_at_once_so_what_would_be_held_is_refused(place: Place) -> None:
    session = announce(place)
    for name, effect in (("gratis", ListEffect.REFUSE), ("casino", ListEffect.HOLD), ("miracle", ListEffect.FLAG)):
        keep_list(place.anna, ListGiven(name=name.title(), entries=name, effect=effect))
    for text in ("Is it gratis?", "A casino?", "https://a.example https://b.example https://c.example"):
        with pytest.raises(Refusal) as refusal:
            sessions.ask_question(place.dora, session, text)
        assert refusal.value.field == "text"
    Sanction.objects.create(participant=part_of(place.dora), kind="limit", rule="rude", why="x", at=clock.now())
    assert refused(lambda: sessions.ask_question(place.dora, session, "Why?")) == "NotAllowed"
    asked = [sessions.ask_question(place.emil, session, "A miracle?")]
    asked.append(sessions.ask_question(place.anna, session, "Is it gratis?"))
    assert list(session.questions.order_by("pk")) == asked


def test_a_session_is_announced_open_and_over(place: Place) -> None:
    session = announce(place)
    states = [session.state]
    for step in (sessions.open_session, sessions.end_session):
        step(place.anna, session)
        session.refresh_from_db()
        states.append(session.state)
    assert states == [SessionState.ANNOUNCED, SessionState.OPEN, SessionState.OVER]
    assert session.topic.title == "Ask the kiln"


def test_a_member_may_host_but_not_announce(place: Place) -> None:
    assert refused(lambda: sessions.announce_session(place.dora, place.square, None)) == "NotAllowed"  # type: ignore[arg-type]
    session = announce(place, host="@dora")
    sessions.open_session(place.dora, session)
    assert refused(lambda: sessions.end_session(place.emil, session)) == "NotAllowed"


def test_one_asks_five_questions_of_bounded_length(place: Place) -> None:
    session = announce(place)
    for number in range(5):
        sessions.ask_question(place.dora, session, f"Why {number}?")
    assert refused(lambda: sessions.ask_question(place.dora, session, "Why still?")) == "Refusal"
    assert refused(lambda: sessions.ask_question(place.emil, session, "x" * 501)) == "Refusal"
    assert refused(lambda: sessions.ask_question(place.emil, session, " \n")) == "Refusal"
    assert refused(lambda: sessions.ask_question(place.guest(), session, "Who?")) == "NotAllowed"
    assert session.questions.count() == 5


def test_a_vote_counts_once_and_can_be_taken_back(place: Place) -> None:
    session = announce(place)
    question = sessions.ask_question(place.dora, session, "Why?")
    counts = [sessions.vote(place.emil, question, wanted=wanted) for wanted in (True, True, False, False)]
    assert counts == [1, 1, 0, 0]
    assert refused(lambda: sessions.vote(place.dora, question, wanted=True)) == "Refusal"
    session.refresh_from_db()
    assert session.version == 4


@pytest.mark.django_db(transaction=True)
def test_two_votes_of_one_person_at_once_are_one(world: World) -> None:
    place = make_place(world)
    question = sessions.ask_question(place.dora, announce(place), "Why?")
    emil, anna, faults, at_once = place.emil, place.anna, [], threading.Barrier(3)

    def vote(voter: Viewer) -> None:
        try:
            at_once.wait(20)
            sessions.vote(voter, question, wanted=True)
        except Exception as fault:  # noqa: BLE001  told to the thread that asserts
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=vote, args=(voter,)) for voter in (emil, emil, anna)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    question.refresh_from_db()
    assert (faults, question.votes, QuestionVote.objects.count()) == ([], 2, 2)


def test_an_answer_stays_as_messages_of_the_topic(place: Place) -> None:
    session = opened(place)
    question = sessions.ask_question(place.dora, session, "Why does it *crack*?")
    sessions.take_question(place.anna, question)
    sessions.answer_question(place.anna, question, Words(source="It dries too fast."))
    question.refresh_from_db()
    told = list(session.topic.conversation.messages.order_by("pk").values_list("text", "author__name"))
    assert told == [
        ("All about firing.", "Anna"),
        ("Why does it crack?", "Dora"),
        ("It dries too fast.", "Anna"),
    ]
    assert question.answer
    assert question.message
    assert (question.answer.parent_uri, question.state) == (question.message.uri, QuestionState.ANSWERED)
    subjects = Interaction.objects.filter(subject__in=[question.message.uri, question.answer.uri])
    assert sorted(subjects.values_list("verb", flat=True)) == ["reply", "reply"]
    assert Topic.objects.get(pk=session.topic_id).replies == 2
    assert refused(lambda: sessions.set_aside(place.anna, question, "twice")) == "Conflict"


def test_what_is_set_aside_tells_why(place: Place) -> None:
    session = opened(place)
    question = sessions.ask_question(place.dora, session, "What do you earn?")
    assert refused(lambda: sessions.set_aside(place.anna, question, " ")) == "Refusal"
    sessions.set_aside(place.anna, question, "Not about firing")
    question.refresh_from_db()
    assert question.answer
    assert question.answer.text == "Set aside: Not about firing"


def test_a_question_that_nobody_reached_waits_for_an_answer(place: Place) -> None:
    session = opened(place)
    sessions.answer_question(place.anna, sessions.ask_question(place.emil, session, "Reached?"), Words(source="Yes."))
    question = sessions.ask_question(place.dora, session, "How hot is it?")
    sessions.take_question(place.anna, question)
    assert sessions.end_session(place.anna, session) == 1
    assert (hand_on_left_over(), hand_on_left_over()) == (1, 0)
    question.refresh_from_db()
    assert question.message
    topic = Topic.objects.get(conversation=question.message.conversation)
    assert (topic.title, topic.kind, topic.opened_by) == ("How hot is it?", "question", part_of(place.dora))
    open_calls = CallToAnswer.objects.filter(answered_at=None)
    assert [call.opened_by for call in open_calls] == [question.message]
    assert refused(lambda: sessions.ask_question(place.dora, session, "Late?")) == "Conflict"
    assert refused(lambda: sessions.end_session(place.anna, session)) == "Conflict"


def test_what_was_asked_without_a_question_mark_waits_all_the_same_until_it_is_taken_away(place: Place) -> None:
    session = opened(place)
    question = sessions.ask_question(place.dora, session, "The temperature of the kiln")
    sessions.end_session(place.anna, session)
    hand_on_left_over()
    question.refresh_from_db()
    open_calls = CallToAnswer.objects.filter(answered_at=None)
    assert [call.opened_by for call in open_calls] == [question.message]
    writing = Writing.objects.get(message=question.message)
    take_away(place.dora, writing, session.topic.group)
    assert not open_calls.all().exists()


def test_whoever_left_asks_nothing_more(place: Place) -> None:
    session = opened(place)
    sessions.ask_question(place.dora, session, "Am I here?")
    gone = part_of(place.dora)
    gone.left_at = clock.now()
    gone.save()
    words = Message.objects.count()
    assert sessions.end_session(place.anna, session) == 1
    assert (hand_on_left_over(), hand_on_left_over(), Message.objects.count()) == (1, 0, words)


def test_a_letter_reminds_once_whoever_asked_for_it(place: Place, settings: object) -> None:
    settings.MAILERS = {"default": {}}  # type: ignore[attr-defined]
    session = announce(place, minutes=90)
    fay = enter(place.community, "Fay")
    for one in (place.dora, place.dora, fay):
        sessions.remind_of_session(one, session, wanted=True)
    unwilling = part_of(fay)
    unwilling.mailed = False
    unwilling.save()
    assert remind_due() == 0
    LiveSession.objects.filter(pk=session.pk).update(starts_at=clock.now() + timedelta(minutes=59))
    assert [remind_due(), remind_due()] == [2, 0]
    letter = Letter.objects.get()
    assert (letter.to, letter.subject.startswith("Ask the kiln begins at")) == ("dora@example.org", True)
    assert f"/community/sessions/{session.pk}/" in letter.text
