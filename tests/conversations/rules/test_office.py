"""3.4: business time as a brand's hours changed, and when a target passes."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.conversations.rules import Office

ROME = ZoneInfo("Europe/Rome")
NINE_TO_SIX = dict.fromkeys(range(5), ((time(9), time(18)),))
OFFICE = Office("Europe/Rome", ((date(2026, 1, 1), NINE_TO_SIX),), frozenset({date(2026, 4, 6)}))
FRIDAY = datetime(2026, 3, 6, 17, 30, tzinfo=ROME)


def test_the_worked_weekend_holds_45_minutes_of_business():
    assert OFFICE.seconds(FRIDAY, datetime(2026, 3, 9, 9, 15, tzinfo=ROME)) == 2700


def test_four_hours_after_friday_evening_are_due_on_monday():
    assert OFFICE.due(FRIDAY, 4 * 3600) == datetime(2026, 3, 9, 12, 30, tzinfo=ROME)


def test_what_ends_with_the_day_is_due_at_its_end():
    assert OFFICE.due(FRIDAY, 1800) == datetime(2026, 3, 6, 18, tzinfo=ROME)


def test_a_holiday_is_passed_over():
    saturday = datetime(2026, 4, 4, 10, tzinfo=ROME)
    assert OFFICE.due(saturday, 3600) == datetime(2026, 4, 7, 10, tzinfo=ROME)
    assert OFFICE.seconds(saturday, datetime(2026, 4, 7, 10, tzinfo=ROME)) == 3600


def test_without_hours_the_clock_counts():
    always = Office("Europe/Rome")
    assert always.seconds(FRIDAY, FRIDAY + timedelta(days=2)) == 2 * 86400
    assert always.due(FRIDAY, 3600) == FRIDAY + timedelta(hours=1)


def test_days_before_the_first_week_count_whole_and_later_weeks_leave_them_alone():
    mornings = dict.fromkeys(range(5), ((time(9), time(12)),))
    office = Office("Europe/Rome", ((date(2026, 3, 9), NINE_TO_SIX), (date(2026, 3, 16), mornings)))
    days = [(8, 24), (9, 9), (16, 3)]
    assert [
        office.seconds(datetime(2026, 3, day, tzinfo=ROME), datetime(2026, 3, day + 1, tzinfo=ROME)) / 3600
        for day, _hours in days
    ] == [hours for _day, hours in days]


def test_a_brand_that_opens_no_more_is_never_due():
    assert Office("Europe/Rome", ((date(2026, 1, 1), {}),)).due(FRIDAY, 60) is None


def test_weeks_out_of_order_are_refused():
    with pytest.raises(ValueError, match="order"):
        Office("Europe/Rome", ((date(2026, 2, 1), {}), (date(2026, 1, 1), {})))


@given(
    st.integers(0, 360 * 86400).map(lambda seconds: FRIDAY + timedelta(seconds=seconds)),
    st.integers(1, 60 * 3600),
)
def test_exactly_the_target_has_passed_when_it_is_due(start: datetime, seconds: int):
    due = OFFICE.due(start, seconds)
    assert due is not None
    assert OFFICE.seconds(start, due) == seconds
