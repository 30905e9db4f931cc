"""3.4: calls to answer and whose turn it is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.conversations.rules import (
    Call,
    Others,
    Utterance,
    calls,
    needs_answer,
    open_since,
    others,
    waiting_on,
)

TEN = datetime(2026, 3, 6, 10, tzinfo=UTC)


def at(minute: int) -> datetime:
    return TEN + timedelta(minutes=minute)


def them(minute: int, text: str = "When do you open?", *, automated: bool = False) -> Utterance:
    return Utterance(at(minute), "them", automated, needs_answer(text, "reply"), minute)


def us(minute: int, text: str = "At nine.", *, automated: bool = False) -> Utterance:
    return Utterance(at(minute), "us", automated, needs_answer(text, "post"), minute)


conversations = st.lists(
    st.builds(
        Utterance,
        at=st.integers(0, 60).map(at),
        by=st.sampled_from(["us", "them"]),
        automated=st.booleans(),
        needs_answer=st.booleans(),
        id=st.integers(0, 10_000),
    ),
    unique_by=lambda one: one.id,
    max_size=20,
)


def test_the_worked_conversation_is_one_call_of_an_hour():
    spoken = [them(0), them(20), us(21, automated=True), us(60), them(65, "grazie!")]
    found = calls(spoken)
    assert found == (Call(at(0), 0, at(60), 60),)
    assert open_since(found) is None
    assert waiting_on(spoken) == "nobody"


def test_the_clock_starts_at_the_first_message_of_the_run():
    assert calls([them(0), them(5), them(9)]) == (Call(at(0), 0),)
    assert open_since(calls([them(0), them(5)])) == at(0)


def test_a_thanks_before_a_question_starts_no_clock():
    assert calls([them(0, "Grazie"), them(90, "E domani siete aperti?")]) == (Call(at(90), 90),)


def test_a_question_after_our_answer_is_a_new_call():
    found = calls([them(0), us(10), us(12), them(30), us(40)])
    assert found == (Call(at(0), 0, at(10), 10), Call(at(30), 30, at(40), 40))


def test_a_machine_neither_asks_nor_answers():
    assert calls([them(0, automated=True)]) == ()
    assert calls([them(0), us(1, automated=True)]) == (Call(at(0), 0),)


def test_what_we_say_unasked_answers_nothing():
    assert calls([us(0), us(5)]) == ()


@pytest.mark.parametrize(
    ("spoken", "turn"),
    [
        ([], "nobody"),
        ([us(0, "We open at nine.")], "nobody"),
        ([us(0, "What shall we bake next?")], "them"),
        ([us(0, "What shall we bake next?"), them(5, "Grazie!")], "nobody"),
        ([them(0)], "us"),
        ([them(0), us(1, automated=True)], "us"),
        ([them(0), us(5, "Which shop do you mean?")], "them"),
        ([them(0), us(5)], "nobody"),
        ([them(0), us(5), them(6, "And on Sunday?")], "us"),
        ([them(0), us(5, "Which one?"), us(6, "We ask as a machine?", automated=True)], "them"),
    ],
)
def test_whose_turn_it_is(spoken, turn):
    assert waiting_on(spoken) == turn


@given(st.data())
def test_the_order_of_arrival_does_not_matter(data):
    spoken = data.draw(conversations)
    shuffled = data.draw(st.permutations(spoken))
    assert calls(shuffled) == calls(spoken)
    assert waiting_on(shuffled) == waiting_on(spoken)


@given(conversations)
def test_calls_follow_one_another_and_only_the_last_may_be_open(spoken):
    found = calls(spoken)
    assert all(call.answered_at is not None for call in found[:-1])
    for call in found:
        assert call.answered_at is None or call.answered_at >= call.opened_at
    for earlier, later in pairwise(found):
        assert earlier.answered_at is not None
        assert earlier.answered_at <= later.opened_at


@given(conversations)
def test_we_are_waited_for_exactly_while_a_call_is_open(spoken):
    assert (waiting_on(spoken) == "us") == (open_since(calls(spoken)) is not None)


@given(conversations)
def test_machines_change_nothing(spoken):
    assert calls(spoken) == calls([one for one in spoken if not one.automated])
    assert calls([replace(one, automated=True) for one in spoken]) == ()


def test_who_else_spoke_is_told_apart_and_closes_nothing():
    asked = replace(them(0), author=1)
    machine = replace(us(1, automated=True), author=9)
    helper = replace(them(20, "At nine, I believe."), author=2, upon=1)
    spoken = [asked, machine, helper, us(60)]
    (call,) = calls(spoken)
    assert (call.answered_at, others(spoken, call)) == (at(60), Others(person_at=at(20), machine_at=at(1)))


def test_neither_who_asked_nor_who_answers_another_has_helped():
    again = replace(them(5), author=1, upon=1)
    aside = replace(them(6), author=2, upon=3)
    late = replace(them(70), author=2, upon=1)
    spoken = [replace(them(0), author=1), again, aside, us(60), late]
    assert others(spoken, calls(spoken)[0]) == Others()
