"""3.4: waiting times, those who still wait included."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.conversations.rules import (
    Call,
    MedianWait,
    Office,
    Wait,
    answered_within,
    median_wait,
    survival,
    target_met,
    waits,
)

HOUR = 3600.0
WORKED = [
    Wait(1 * HOUR, answered=True),
    Wait(2 * HOUR, answered=True),
    Wait(4 * HOUR, answered=True),
    Wait(3 * HOUR, answered=False),
    Wait(8 * HOUR, answered=False),
]
many_waits = st.lists(st.builds(Wait, seconds=st.integers(0, 20).map(float), answered=st.booleans()), max_size=20)


def test_the_worked_curve():
    steps = survival(WORKED)
    assert [step.seconds / HOUR for step in steps] == [1, 2, 4]
    assert [step.still_waiting for step in steps] == pytest.approx([0.8, 0.6, 0.3], abs=1e-9)
    assert [(step.at_risk, step.answered) for step in steps] == [(5, 1), (4, 1), (2, 1)]


def test_the_worked_median_is_four_hours_where_the_naive_one_is_two():
    assert median_wait(WORKED) == MedianWait(4 * HOUR, 8 * HOUR, 5, 3)


def test_the_worked_chance_of_an_answer_within_four_hours():
    assert answered_within(WORKED, 4 * HOUR) == pytest.approx(0.7, abs=1e-9)
    assert answered_within(WORKED, 0.5 * HOUR) == 0.0


def test_the_median_of_three_is_the_middle_one():
    assert median_wait([Wait(seconds, answered=True) for seconds in (9, 1, 2)]).value == 2


def test_where_less_than_half_is_answered_the_median_is_longer_than_all():
    seen = [Wait(1, answered=True), Wait(5, answered=False), Wait(7, answered=False)]
    assert median_wait(seen) == MedianWait(None, 7, 3, 1)


def test_who_is_still_waiting_at_the_moment_of_an_answer_counts_as_waiting():
    seen = [Wait(2, answered=True), Wait(2, answered=False)]
    assert survival(seen)[0].still_waiting == 0.5


def test_without_a_call_nothing_is_known():
    assert survival([]) == ()
    assert median_wait([]) == MedianWait(None, None, 0, 0)
    assert answered_within([], 60) is None
    assert target_met([], 60) is None


def test_open_calls_within_the_target_are_not_yet_decided():
    seen = [
        Wait(1, answered=True),
        Wait(9, answered=True),
        Wait(2, answered=False),
        Wait(12, answered=False),
    ]
    assert target_met(seen, 8) == pytest.approx(1 / 3)
    assert target_met([Wait(2, answered=False)], 8) is None


def test_a_past_day_sees_its_own_open_calls():
    start = datetime(2026, 3, 6, 10, tzinfo=UTC)
    hour = timedelta(hours=1)
    found = [Call(start, 1, start + 5 * hour, 2), Call(start + 7 * hour, 3)]
    assert waits(found, start + 2 * hour) == (Wait(2 * HOUR, answered=False),)
    assert waits(found, start + 9 * hour) == (Wait(5 * HOUR, answered=True), Wait(2 * HOUR, answered=False))


def test_waits_may_be_measured_in_business_time():
    office = Office("Europe/Rome", ((date(2026, 1, 1), dict.fromkeys(range(5), ((time(9), time(18)),))),))
    friday = datetime(2026, 3, 6, 16, 30, tzinfo=UTC)
    call = Call(friday, 1, datetime(2026, 3, 9, 8, 15, tzinfo=UTC), 2)
    measured = waits([call], call.answered_at, office.seconds)
    assert measured == (Wait(45 * 60, answered=True),)


@given(many_waits)
def test_the_curve_falls_and_agrees_with_exact_fractions(seen):
    exact, expected = Fraction(1), []
    for seconds in sorted({one.seconds for one in seen if one.answered}):
        at_risk = sum(one.seconds >= seconds for one in seen)
        exact *= 1 - Fraction(sum(one.answered and one.seconds == seconds for one in seen), at_risk)
        expected.append(exact)
    found = [step.still_waiting for step in survival(seen)]
    assert found == pytest.approx([float(share) for share in expected])
    assert found == sorted(found, reverse=True)
    reached = next(
        (step.seconds for step, share in zip(survival(seen), expected, strict=True) if share * 2 <= 1), None
    )
    assert median_wait(seen).value == reached


@given(many_waits, st.integers(0, 25))
def test_the_chance_of_an_answer_is_a_chance_and_grows_with_patience(seen, seconds):
    sooner, later = answered_within(seen, seconds), answered_within(seen, seconds + 1)
    if sooner is not None and later is not None:
        assert 0 <= sooner <= later <= 1


@given(many_waits)
def test_where_everybody_is_answered_the_chance_is_the_plain_share(seen):
    answered = [Wait(one.seconds, answered=True) for one in seen]
    share = sum(one.seconds <= 10 for one in seen) / len(seen) if seen else None
    assert answered_within(answered, 10) == (None if share is None else pytest.approx(share))


@given(many_waits)
def test_leaving_out_who_still_waits_never_lengthens_the_median(seen):
    flattered = median_wait([one for one in seen if one.answered]).value
    honest = median_wait(seen).value
    if flattered is not None and honest is not None:
        assert honest >= flattered
