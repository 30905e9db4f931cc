"""Wall time and zone to moment, also in the nights when clocks change (Z1 to Z4)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.lib.wall_time import NoSuchMoment, Resolved, UnknownZone, resolve

ZONES = sorted(available_timezones())


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def wall(*parts: int) -> datetime:
    return datetime(*parts)  # noqa: DTZ001  a clock on the wall


def test_an_ordinary_time_means_what_it_says():
    asked = wall(2026, 7, 1, 9)
    assert resolve(asked, "Europe/Rome") == Resolved(utc(2026, 7, 1, 7), "no", asked)


@pytest.mark.parametrize(
    ("zone", "asked", "used", "at"),
    [
        ("Europe/Rome", (2026, 3, 29, 2, 30), (2026, 3, 29, 3), (2026, 3, 29, 1)),
        ("Europe/Rome", (2026, 3, 29, 2, 0), (2026, 3, 29, 3), (2026, 3, 29, 1)),
        ("Europe/Rome", (2026, 3, 29, 2, 59, 59, 999_999), (2026, 3, 29, 3), (2026, 3, 29, 1)),
        ("Australia/Lord_Howe", (2026, 10, 4, 2, 15), (2026, 10, 4, 2, 30), (2026, 10, 3, 15, 30)),
        ("Africa/Casablanca", (2026, 3, 22, 2, 10), (2026, 3, 22, 3), (2026, 3, 22, 2)),
        ("America/Sao_Paulo", (2018, 11, 4, 0, 30), (2018, 11, 4, 1), (2018, 11, 4, 3)),
        ("America/Adak", (1900, 8, 20, 12, 10), (1900, 8, 20, 12, 47), (1900, 8, 20, 23, 47)),
        ("Pacific/Apia", (2011, 12, 30, 12), (2011, 12, 31), (2011, 12, 30, 10)),
    ],
)
def test_a_skipped_time_becomes_the_first_minute_after_the_gap(zone, asked, used, at):
    assert resolve(wall(*asked), zone) == Resolved(utc(*at), "gap", wall(*used))


@pytest.mark.parametrize(
    ("zone", "asked", "at"),
    [
        ("Europe/Rome", (2026, 10, 25, 2, 30), (2026, 10, 25, 0, 30)),
        ("Australia/Lord_Howe", (2026, 4, 5, 1, 45), (2026, 4, 4, 14, 45)),
        ("Africa/Casablanca", (2026, 2, 15, 2, 30), (2026, 2, 15, 1, 30)),
    ],
)
def test_of_a_time_that_comes_twice_the_first_is_meant(zone, asked, at):
    assert resolve(wall(*asked), zone) == Resolved(utc(*at), "overlap", wall(*asked))


def test_the_edges_of_a_change_are_ordinary():
    assert resolve(wall(2026, 3, 29, 1, 59), "Europe/Rome").shifted == "no"
    assert resolve(wall(2026, 3, 29, 3, 0), "Europe/Rome").shifted == "no"
    assert resolve(wall(2026, 10, 25, 3, 0), "Europe/Rome").shifted == "no"


def test_which_of_two_times_was_meant_cannot_be_smuggled_in():
    second = wall(2026, 10, 25, 2, 30).replace(fold=1)
    assert resolve(second, "Europe/Rome").at == utc(2026, 10, 25, 0, 30)


@pytest.mark.parametrize(
    "name", ["Europe/Atlantis", "", "Europe", "../etc/passwd", "/etc/localtime", "+02:00", "a\0b"]
)
def test_an_unknown_zone_is_named(name):
    with pytest.raises(UnknownZone, match="Europe/Rome") as raised:
        resolve(wall(2026, 1, 1), name)
    assert isinstance(raised.value, ValueError)


def test_a_moment_with_a_zone_is_no_wall_time():
    with pytest.raises(ValueError, match="no zone of its own"):
        resolve(utc(2026, 1, 1), "Europe/Rome")


def test_a_time_before_the_calendar_is_refused():
    with pytest.raises(NoSuchMoment, match="beyond the calendar"):
        resolve(wall(1, 1, 1), "Europe/Rome")
    with pytest.raises(NoSuchMoment):
        resolve(wall(9999, 12, 31, 23), "America/New_York")


@given(
    st.sampled_from(ZONES),
    st.datetimes(min_value=wall(1800, 1, 1), max_value=wall(2200, 1, 1)),
)
def test_in_every_zone_resolving_undoes_what_a_clock_shows(zone, asked):
    found = resolve(asked, zone)
    shown = found.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert shown.replace(fold=0) == found.wall
    assert (found.wall == asked) == (found.shifted != "gap")
    assert found.at.astimezone(ZoneInfo(zone)).fold == 0


@given(st.sampled_from(ZONES), st.datetimes(min_value=wall(1800, 1, 1), max_value=wall(2200, 1, 1)))
def test_in_every_zone_a_clock_that_is_not_repeating_itself_is_undone(zone, moment):
    at = moment.replace(tzinfo=UTC)
    shown = at.astimezone(ZoneInfo(zone))
    found = resolve(shown.replace(tzinfo=None), zone)
    assert found.shifted != "gap"
    if shown.fold == 0:
        assert found.at == at


def changes(zone: str, year: int) -> list[datetime]:
    """Return the moments of a year at which the clocks of a zone change, to the quarter of an hour."""
    minutes = [utc(year, 1, 1) + timedelta(minutes=15 * number) for number in range(366 * 96)]
    offsets = [at.astimezone(ZoneInfo(zone)).utcoffset() for at in minutes]
    return [at for at, before, after in zip(minutes[1:], offsets, offsets[1:], strict=False) if before != after]


@pytest.mark.parametrize("zone", ["Europe/Rome", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"])
def test_around_every_change_of_a_year_each_minute_is_shown_by_a_clock(zone):
    assert len(changes(zone, 2026)) == 2
    for change in changes(zone, 2026):
        middle = change.astimezone(ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0)
        for minute in range(-150, 150):
            asked = middle + timedelta(minutes=minute)
            found = resolve(asked, zone)
            shown = found.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
            assert shown == found.wall
            assert (found.wall > asked) if found.shifted == "gap" else (found.wall == asked)
