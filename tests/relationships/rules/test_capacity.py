"""Room for people, days that come round, movement, and what time costs."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from antiphon.relationships.rules import (
    Limits,
    Load,
    Moved,
    cost,
    enough,
    is_day_of_year,
    is_forgotten,
    minutes_between,
    minutes_each,
    nearest,
    next_on,
    people_a_day,
    week_of,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("limits", "people"),
    [
        (Limits(), 5),
        (Limits(a_day=0), 0),
        (Limits(minutes_a_day=44), 2),
        (Limits(minutes_a_day=10), 0),
        (Limits(a_day=9, minutes_a_day=60), 4),
    ],
)
def test_a_day_has_room_for_so_many_people(limits: Limits, people: int) -> None:
    assert people_a_day(limits, 15) == people


def test_the_minutes_of_a_contact_are_ones_own_once_there_are_five() -> None:
    assert (minutes_each([1, 2, 3, 4]), minutes_each([1, 2, 3, 4, 50])) == (15, 3)
    assert people_a_day(Limits(minutes_a_day=10), 0) == 10


def test_more_people_than_there_is_room_for_is_too_many() -> None:
    assert (Limits().too_many(Load(150, 15)), Limits().too_many(Load(151, 15))) == (False, True)
    assert (Limits(close=3).too_many_close(Load(9, 3)), Limits(close=3).too_many_close(Load(9, 4))) == (False, True)


@pytest.mark.parametrize(
    ("day", "month", "today", "then"),
    [
        (3, 5, date(2026, 5, 3), date(2026, 5, 3)),
        (3, 5, date(2026, 5, 4), date(2027, 5, 3)),
        (29, 2, date(2027, 1, 1), date(2027, 2, 28)),
        (29, 2, date(2028, 1, 1), date(2028, 2, 29)),
        (31, 12, date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_a_day_comes_round(day: int, month: int, today: date, then: date) -> None:
    assert next_on(day, month, today) == then


def test_days_that_no_month_has_are_none() -> None:
    assert [is_day_of_year(*one) for one in [(29, 2), (30, 2), (31, 4), (0, 1), (1, 13)]] == [True] + 4 * [False]


def test_the_longest_overdue_is_the_nearest() -> None:
    assert (nearest([3, -1, -9]), nearest([])) == (-9, None)


def test_a_figure_moves_only_between_two_that_are_known() -> None:
    assert (Moved(10, 12.5).by, Moved(None, 12.5).by, Moved(10, None).by) == (2.5, None, None)
    assert (enough(4), enough(5)) == (False, True)


def test_a_clock_that_went_back_takes_no_time_away() -> None:
    assert minutes_between(NOON, NOON - timedelta(hours=1)) == 1
    assert minutes_between(NOON, NOON + timedelta(seconds=150)) == 2
    assert (is_forgotten(NOON, NOON + timedelta(hours=4)), is_forgotten(NOON, NOON + timedelta(hours=5))) == (
        False,
        True,
    )


def test_time_costs_its_rate_to_the_cent() -> None:
    assert (cost(90, Decimal(32)), cost(1, Decimal("0.30")), cost(90, None)) == (
        Decimal("48.00"),
        Decimal("0.00"),
        None,
    )
    assert week_of(date(2026, 3, 8)) == date(2026, 3, 2)
