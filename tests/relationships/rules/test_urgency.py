"""3.10: rhythm, silence and the urgency of a follow-up."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.relationships.rules import (
    Direction,
    Standing,
    Touch,
    contact_days,
    daily_list,
    gap,
    mutual_contact_days,
    rhythm,
    stake,
    strength,
    urgency,
)

START = date(2026, 1, 1)
WORKED = Standing(waited=4, target=8, gap=54, rhythm=12, stake=60)


def touch(day: int, direction: Direction, kind: str = "reply") -> Touch:
    on = START + timedelta(days=day)
    return Touch(on, datetime(on.year, on.month, on.day, 9, tzinfo=UTC), direction, kind, "site")


def days(*offsets: int) -> list[date]:
    return [START + timedelta(days=offset) for offset in offsets]


def test_the_worked_example_gives_65_points():
    found = urgency(WORKED)
    assert found.value == pytest.approx(65.0, abs=1e-6)
    assert (found.owed, found.silence, found.stake, found.occasion) == (0.5, 0.5, 0.6, 0.0)
    assert (found.times_rhythm, found.overdue) == (4.5, 0.0)


def test_the_usual_gap_is_no_silence_and_eight_times_it_is_all_silence():
    assert urgency(replace(WORKED, gap=12)).silence == 0.0
    assert urgency(replace(WORKED, gap=96)).silence == 1.0
    assert urgency(replace(WORKED, gap=400)).silence == 1.0


def test_the_rhythm_is_the_median_of_the_intervals():
    found = rhythm(days(0, 10, 24, 36))
    assert (found.days, found.n, found.own) == (12.0, 3, True)


def test_with_too_few_intervals_the_circle_lends_its_cadence():
    assert rhythm(days(0, 10, 24), cadence=30).days == 30
    assert rhythm(days(0, 10, 24)).days is None


def test_no_rhythm_is_quicker_than_three_days():
    assert rhythm(days(0, 1, 2, 3, 4)).days == 3.0


def test_only_the_last_intervals_make_the_rhythm():
    once_daily = list(range(20))
    then_monthly = [19 + 30 * month for month in range(1, 11)]
    assert rhythm(days(*once_daily, *then_monthly)).days == 30.0


def test_a_like_ends_no_silence():
    contacts = [touch(0, "in"), touch(40, "in", "like"), touch(41, "out", "follow")]
    assert contact_days(contacts, START + timedelta(days=54)) == (START,)
    assert gap(contact_days(contacts, START + timedelta(days=54)), START + timedelta(days=54)) == 54


def test_any_real_contact_resets_the_gap():
    contacts = [touch(0, "in"), touch(50, "out")]
    assert gap(contact_days(contacts, START + timedelta(days=54)), START + timedelta(days=54)) == 4


def test_who_was_never_in_touch_has_no_gap():
    assert gap([], START) is None
    assert urgency(Standing(rhythm=30, stake=60)).times_rhythm is None


def test_a_mutual_contact_is_a_turn_taken_from_the_other_side():
    contacts = [touch(0, "out"), touch(3, "out"), touch(9, "in"), touch(10, "in"), touch(14, "out")]
    assert mutual_contact_days(contacts, START + timedelta(days=20)) == tuple(days(9, 14))


def test_what_is_at_stake_is_the_strength_when_they_last_spoke():
    contacts = [touch(0, "in"), touch(1, "out"), touch(2, "in", "direct")]
    later = START + timedelta(days=300)
    at_last_contact = strength(contacts, START + timedelta(days=2)).value
    assert stake(contacts, later) == at_last_contact
    assert stake([], later) is None


def test_a_late_answer_is_urgent_in_full_and_sorts_by_how_late_it_is():
    late, later = (urgency(Standing(waited=waited, target=8)) for waited in (12, 16))
    assert (late.value, later.value) == (100.0, 100.0)
    assert (late.overdue, later.overdue) == (0.5, 1.0)
    assert daily_list({"Anna": late, "Bea": later}, 2) == ("Bea", "Anna")


def test_an_occasion_nears_over_seven_days():
    assert [urgency(Standing(occasion_in=days)).occasion for days in (8, 7, 0, -3)] == [0.0, 0.0, 1.0, 1.0]
    assert urgency(Standing(occasion_in=1)).value == pytest.approx(100 * 6 / 7)


def test_with_the_ball_in_their_court_silence_weighs_a_quarter_for_thirty_days():
    assert urgency(replace(WORKED, our_last_unanswered=29)).silence == 0.125
    assert urgency(replace(WORKED, our_last_unanswered=30)).silence == 0.5


@pytest.mark.parametrize("guard", ["last_follow_up", "dismissed_by_human"])
def test_a_follow_up_or_a_human_dismissal_cools_silence_but_not_what_is_owed(guard):
    recent = replace(WORKED, **{guard: 3})
    assert (urgency(recent).silence, urgency(recent).owed) == (0.0, 0.5)
    assert urgency(replace(WORKED, last_follow_up=14, dismissed_by_human=30)).silence == 0.5


def test_who_opted_out_has_no_urgency_and_is_on_no_list():
    found = urgency(replace(WORKED, opted_out=True))
    assert found.value is None
    assert daily_list({"Anna": found}, 5) == ()


def test_the_daily_list_is_no_longer_than_what_a_human_can_do():
    many = {number: urgency(Standing(waited=number, target=100)) for number in range(50)}
    assert daily_list(many, 3) == (49, 48, 47)
    assert daily_list(many, 0) == ()


def test_a_call_without_a_target_is_refused():
    with pytest.raises(ValueError, match="target"):
        urgency(Standing(waited=3))


@given(
    st.builds(
        Standing,
        waited=st.none() | st.floats(0, 1e6),
        target=st.floats(0.1, 1e6),
        gap=st.none() | st.integers(0, 5000),
        rhythm=st.none() | st.floats(3, 400),
        stake=st.none() | st.floats(0, 100),
        occasion_in=st.none() | st.integers(-400, 400),
        our_last_unanswered=st.none() | st.integers(0, 400),
        last_follow_up=st.none() | st.integers(0, 400),
        dismissed_by_human=st.none() | st.integers(0, 400),
    )
)
def test_urgency_lies_between_0_and_100_and_silence_never_lowers_it(standing):
    found = urgency(standing)
    assert 0 <= (found.value or 0) <= 100
    if standing.gap is not None:
        longer = urgency(replace(standing, gap=standing.gap * 2))
        assert (longer.value or 0) >= (found.value or 0) - 1e-9
