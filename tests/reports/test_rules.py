"""The rules of reports, by worked examples."""

import doctest
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from antiphon.conversations.rules import looking
from antiphon.conversations.rules.looking import wait_for_look
from antiphon.measures.rules import engagement_rate
from antiphon.reports.rules import comparison, months, readings
from antiphon.reports.rules.comparison import Past, Place, Usual, usual, usual_at
from antiphon.reports.rules.months import addresses_in, bounds, first_month, moment_in
from antiphon.reports.rules.readings import Growth, Told, engagements, growth, value_at


def day(number: int) -> datetime:
    return datetime(2026, 3, number, tzinfo=UTC)


TOLD = [Told(1, day(1), 100), Told(2, day(10), 104), Told(3, day(20), 103)]


@pytest.mark.parametrize("module", [comparison, months, readings, looking])
def test_the_worked_examples_in_the_rules_come_out(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_followers_grow_from_what_was_known_at_the_start_to_what_is_known_at_the_end() -> None:
    assert growth(TOLD, day(5), day(25)) == Growth(100, 103, 3)
    assert growth(TOLD, day(5), day(25)).change == 3
    assert growth(TOLD, day(5), day(25)).rate == 0.03


def test_growth_that_begins_within_the_period_says_since_when() -> None:
    found = growth(TOLD[1:], day(5), day(25))
    assert (found.change, found.first, found.n) == (-1, day(10), 2)


def test_growth_of_what_was_told_once_or_never_is_not_known_and_not_zero() -> None:
    assert growth(TOLD[1:2], day(5), day(25)).change is None
    assert growth([], day(5), day(25)) == Growth(None, None, 0)
    assert growth([Told(1, day(1), 0), Told(2, day(6), 4)], day(5), day(25)).rate is None


def test_a_number_that_stayed_the_same_grew_by_nothing() -> None:
    assert growth(TOLD[:1], day(5), day(25)).change == 0


def test_before_the_first_reading_nothing_is_known() -> None:
    assert value_at(TOLD, day(1) - timedelta(seconds=1)) is None
    assert value_at(TOLD, day(1)) == TOLD[0]
    assert value_at(TOLD, day(19)) == TOLD[1]


def test_engagements_are_added_up_over_what_is_told_and_unknown_where_nothing_is() -> None:
    assert engagements({"likes": 12, "replies": 3, "views": 900, "clicks": 7}) == 15
    assert engagements({"likes": 0}) == 0
    assert engagements({"views": 900}) is None


def test_rates_have_no_value_without_a_base() -> None:
    assert engagement_rate(15, 900) == pytest.approx(0.0166667, abs=1e-6)
    assert (engagement_rate(15, None), engagement_rate(15, 0)) == (None, None)


def test_the_middle_half_of_five_is_told_and_of_four_is_not() -> None:
    assert usual([2, 10, 4, 8, 6]) == Usual(5, 4.0, 6.0, 8.0)
    assert usual([2, 10, 4, 8]) == Usual(4)


def test_only_the_last_twenty_are_compared_with() -> None:
    assert usual([1000] * 5 + [6] * 20) == Usual(20, 6, 6, 6)


@pytest.mark.parametrize(
    ("value", "place"), [(3, Place.BELOW), (4, Place.WITHIN), (8, Place.WITHIN), (9, Place.ABOVE), (None, None)]
)
def test_a_number_lies_below_within_or_above_the_middle_half(value: int | None, place: Place | None) -> None:
    assert usual([2, 10, 4, 8, 6]).place(value) == place


def test_earlier_posts_are_taken_at_the_same_age_and_left_out_where_they_are_younger_or_untold() -> None:
    grown = [
        Past(day(n), [Told(1, day(n) + timedelta(days=1), n), Told(2, day(n) + timedelta(days=3), 100)])
        for n in range(1, 7)
    ]
    assert usual_at(grown, timedelta(days=2), day(31)) == Usual(6, 2.25, 3.5, 4.75)
    assert usual_at(grown, timedelta(hours=1), day(31)) == Usual(0)
    assert usual_at(grown, timedelta(days=2), day(7)).n == 5


def test_a_post_is_asked_about_the_oftener_the_younger_it_is() -> None:
    ages = {
        timedelta(minutes=59): timedelta(minutes=1),
        timedelta(hours=1): timedelta(minutes=15),
        timedelta(days=1): timedelta(hours=3),
        timedelta(days=7): timedelta(days=1),
        timedelta(days=30): timedelta(days=7),
        timedelta(days=365): None,
    }
    assert {age: wait_for_look(age) for age in ages} == ages


def test_a_look_that_failed_is_repeated_within_the_hour_also_where_a_week_would_pass() -> None:
    assert wait_for_look(timedelta(days=100), failed=True) == timedelta(hours=1)
    assert wait_for_look(timedelta(minutes=5), failed=True) == timedelta(minutes=1)
    assert wait_for_look(timedelta(days=400), failed=True) is None


def test_a_month_begins_and_ends_on_the_wall_of_the_brand() -> None:
    begins, ends = bounds(date(2026, 3, 1), "Europe/Rome")
    assert (begins, ends) == (datetime(2026, 2, 28, 23, tzinfo=UTC), datetime(2026, 3, 31, 22, tzinfo=UTC))


def test_a_report_goes_out_at_the_same_hour_on_the_wall_in_winter_and_in_summer() -> None:
    rome = ZoneInfo("Europe/Rome")
    for month in range(1, 13):
        assert moment_in(date(2026, month, 1), 3, time(8), "Europe/Rome").astimezone(rome).hour == 8


def test_the_first_report_goes_out_at_the_next_such_moment() -> None:
    at = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    assert first_month(at, 1, time(8), "Europe/Rome") == date(2026, 12, 1)
    assert first_month(at, 1, time(9), "Europe/Rome") == date(2026, 11, 1)
    assert first_month(at, 2, time(8), "Europe/Rome") == date(2026, 11, 1)


def test_addresses_stand_one_a_line_or_with_commas() -> None:
    assert addresses_in("a@x.example, b@x.example;\n a@x.example\n\n") == ["a@x.example", "b@x.example"]
