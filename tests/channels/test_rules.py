"""How long tokens last, when they are renewed, and when a network is given a rest."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.channels.rules import (
    Life,
    Remaining,
    is_public_address,
    remaining,
    renewal_due,
    wait_after,
    worth_noting,
)

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lasts", "after"),
    [
        (timedelta(days=60), timedelta(days=40)),
        (timedelta(hours=2), timedelta(minutes=80)),
        (timedelta(minutes=30), timedelta(minutes=20)),
        (timedelta(minutes=21), timedelta(minutes=11)),
        (timedelta(minutes=12), timedelta(minutes=4)),
    ],
)
def test_a_token_is_renewed_after_two_thirds_of_its_life_or_ten_minutes_before(
    lasts: timedelta, after: timedelta
) -> None:
    assert renewal_due(NOW, NOW + lasts) - NOW == after


@given(st.integers(1, 10**9))
def test_a_token_is_always_renewed_within_its_life(seconds: int) -> None:
    ends = NOW + timedelta(seconds=seconds)
    assert NOW < renewal_due(NOW, ends) < ends


def test_failures_wait_longer_and_longer_up_to_a_quarter_of_an_hour() -> None:
    waits = [wait_after(failures).total_seconds() / 60 for failures in (1, 2, 3, 4, 5, 6, 1_000)]
    assert waits == [1, 2, 4, 8, 15, 15, 15]


SOON, LATER = NOW + timedelta(days=5), NOW + timedelta(days=30)


@pytest.mark.parametrize(
    ("life", "good_until", "near"),
    [
        (Life(None, None, renewable=False), None, False),
        (Life(SOON, None, renewable=False), SOON, True),
        (Life(LATER, None, renewable=False), LATER, False),
        (Life(SOON, None, renewable=True), None, False),
        (Life(SOON, LATER, renewable=True), LATER, False),
        (Life(LATER, SOON, renewable=True), SOON, True),
        (Life(SOON, LATER, renewable=True, failing=True), SOON, True),
        (Life(SOON, None, renewable=True, failing=True), SOON, True),
    ],
)
def test_a_person_is_told_only_of_what_needs_a_person(life: Life, good_until: datetime | None, near: bool) -> None:
    assert (life.good_until, life.near_end(NOW)) == (good_until, near)


def left(number: int, most: int = 300, minutes: int = 5) -> Remaining:
    return Remaining(number, most, NOW + timedelta(minutes=minutes))


def test_the_last_requests_are_kept_back_and_the_last_quarter_is_for_posts() -> None:
    assert [left(number).few for number in (11, 10, 0)] == [False, True, True]
    assert [left(number, 25).few for number in (2, 1)] == [False, True]
    assert [left(number).for_posts for number in (75, 74)] == [False, True]
    assert left(0, 0).few


def test_the_most_is_what_was_told_or_seen_in_the_same_span() -> None:
    known, until = left(300), NOW + timedelta(minutes=5, seconds=20)
    assert remaining(200, 0, until, known).most == 300
    assert remaining(200, 600, until, known).most == 600
    assert remaining(200, 0, until + timedelta(minutes=5), known).most == 200


@pytest.mark.parametrize(
    ("fresh", "known", "worth"),
    [
        (left(299), None, True),
        (left(280), left(299), False),
        (left(268), left(299), True),
        (left(74), left(76), True),
        (left(9), left(11), True),
        (left(900, 900, 15), left(299), False),
        (left(20, 900, 15), left(299), True),
        (left(900, 900, 15), left(299, minutes=-1), True),
    ],
)
def test_a_row_is_written_only_where_it_says_more(fresh: Remaining, known: Remaining | None, worth: bool) -> None:
    assert worth_noting(fresh, known, NOW) is worth


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("https://social.example.org", True), ("https://social.example.org:8443/x", True),
        ("http://social.example.org", False), ("https://localhost", False), ("https://127.0.0.1:8000", False),
        ("https://printer.local", False), ("https://intranet", False), ("https://10.0.0.7", False),
    ],
)  # fmt: skip
def test_only_an_address_of_the_open_internet_can_be_fetched_from(address: str, public: bool) -> None:
    assert is_public_address(address) == public
