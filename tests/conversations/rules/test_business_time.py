"""3.4: business time in the brand's zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.conversations.rules import Office, wall_seconds
from antiphon.lib.wall_time import UnknownZone

ROME = ZoneInfo("Europe/Rome")
ALL_DAY, NINE_TO_SIX = ((time(0), time(0)),), ((time(9), time(18)),)


def office(openings, days=range(5), zone: str = "Europe/Rome", holidays=()) -> Office:
    return Office(zone, ((date(2025, 1, 1), dict.fromkeys(days, openings)),), frozenset(holidays))


OFFICE, ALWAYS = office(NINE_TO_SIX), office(ALL_DAY, range(7))

moments = st.datetimes(
    min_value=datetime(2025, 12, 1),  # noqa: DTZ001
    max_value=datetime(2026, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def rome(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ROME)


def minutes(start: datetime, end: datetime, hours: Office = OFFICE) -> float:
    return hours.seconds(start, end) / 60


def test_the_worked_weekend():
    friday, monday = rome(2026, 3, 6, 17, 30), rome(2026, 3, 9, 9, 15)
    assert minutes(friday, monday) == 45
    assert wall_seconds(friday, monday) / 60 == 63 * 60 + 45


def test_within_a_day_business_is_the_wall():
    assert minutes(rome(2026, 3, 6, 10), rome(2026, 3, 6, 11, 30)) == 90


def test_outside_of_hours_no_time_passes():
    assert minutes(rome(2026, 3, 7, 10), rome(2026, 3, 8, 23)) == 0
    assert minutes(rome(2026, 3, 5, 20), rome(2026, 3, 6, 8)) == 0


def test_a_holiday_has_no_hours():
    hours = office(NINE_TO_SIX, holidays=[date(2026, 3, 9)])
    assert minutes(rome(2026, 3, 6, 17, 30), rome(2026, 3, 10, 9, 15), hours) == 45


def test_a_day_may_have_a_break():
    split = office(((time(9), time(13)), (time(15), time(19))))
    assert minutes(rome(2026, 3, 6, 12), rome(2026, 3, 6, 16), split) == 120


def test_nights_in_which_clocks_change_are_as_long_as_they_are():
    assert minutes(rome(2026, 3, 29), rome(2026, 3, 30), ALWAYS) == 23 * 60
    assert minutes(rome(2026, 10, 25), rome(2026, 10, 26), ALWAYS) == 25 * 60


def test_the_wall_is_as_long_as_the_night_was():
    assert wall_seconds(rome(2026, 3, 29), rome(2026, 3, 30)) == 23 * 3600
    assert wall_seconds(rome(2026, 10, 25), rome(2026, 10, 26)) == 25 * 3600


def test_the_day_is_the_brands_not_the_servers():
    auckland = office(((time(9), time(17)),), zone="Pacific/Auckland")
    monday_there = datetime(2026, 3, 8, 20, tzinfo=UTC)
    assert minutes(monday_there, monday_there + timedelta(hours=2), auckland) == 120


def test_what_ends_before_it_starts_took_no_time():
    assert minutes(rome(2026, 3, 6, 12), rome(2026, 3, 6, 11)) == 0
    assert wall_seconds(rome(2026, 3, 6, 12), rome(2026, 3, 6, 11)) == 0


@pytest.mark.parametrize(
    "openings",
    [
        ((time(18), time(9)),),
        ((time(9), time(9)),),
        ((time(9), time(13)), (time(12), time(18))),
        ((time(9), time(0)), (time(10), time(11))),
    ],
)
def test_hours_out_of_order_are_refused(openings):
    with pytest.raises(ValueError, match="opening"):
        office(openings)


def test_hours_in_an_unknown_zone_are_refused():
    with pytest.raises(UnknownZone):
        office(NINE_TO_SIX, zone="Europe/Atlantis")


@given(moments, moments, moments)
def test_time_adds_up_and_is_never_more_than_the_wall(one, two, three):
    first, second, third = sorted([one, two, three])
    whole = OFFICE.seconds(first, third)
    assert whole == pytest.approx(OFFICE.seconds(first, second) + OFFICE.seconds(second, third))
    assert 0 <= whole <= wall_seconds(first, third)


@given(moments, moments)
def test_who_is_always_there_has_no_other_time_than_the_wall(one, two):
    first, second = sorted([one, two])
    assert ALWAYS.seconds(first, second) == pytest.approx(wall_seconds(first, second))
