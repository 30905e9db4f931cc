"""3.1: relationship strength, its addends and its metamorphic properties."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.relationships.rules import (
    EFFORT,
    Direction,
    StrengthParams,
    Touch,
    UnknownKind,
    effort_of,
    heaviest_of_each_day,
    strength,
)
from antiphon.relationships.rules.circles import Moves, moves

TODAY = date(2026, 6, 30)
WEIGHT_2 = "reply"
WEIGHT_4 = "direct"


def touch(age: int, direction: Direction, kind: str = WEIGHT_2, channel: str = "site", hour: int = 9) -> Touch:
    day = TODAY - timedelta(days=age)
    return Touch(day, datetime(day.year, day.month, day.day, hour, tzinfo=UTC), direction, kind, channel)


WORKED = [
    touch(0, "in"),
    touch(90, "in", channel="mastodon"),
    touch(180, "in", WEIGHT_4),
    touch(0, "out"),
    touch(90, "out", channel="mastodon"),
]

touches = st.lists(
    st.builds(
        touch,
        age=st.integers(0, 720),
        direction=st.sampled_from(["in", "out"]),
        kind=st.sampled_from(sorted(EFFORT)),
        channel=st.sampled_from(["site", "mastodon", "bluesky", "mail"]),
        hour=st.integers(0, 23),
    ),
    max_size=30,
)


def older(touch: Touch, days: int) -> Touch:
    return replace(touch, day=touch.day - timedelta(days=days), at=touch.at - timedelta(days=days))


def value_of(*all_touches: Touch) -> float:
    value = strength(all_touches, TODAY).value
    assert value is not None
    return value


def test_the_worked_example_gives_52_points():
    found = strength(WORKED, TODAY)
    assert found.value == pytest.approx(52.619048, abs=1e-6)
    assert (found.a_in, found.a_out) == (4.0, 3.0)
    assert (found.span, found.channels, found.n) == (180, 2, 5)
    assert found.params_version == StrengthParams().version


def test_the_addends_of_the_worked_example_lie_open():
    opened = [
        (addend.direction, addend.kind, addend.effort, addend.age, addend.contribution)
        for addend in strength(WORKED, TODAY).because
    ]
    assert opened == [
        ("out", "reply", 2.0, 0, 2.0),
        ("in", "reply", 2.0, 0, 2.0),
        ("out", "reply", 2.0, 90, 1.0),
        ("in", "reply", 2.0, 90, 1.0),
        ("in", "direct", 4.0, 180, 1.0),
    ]


def test_who_only_talks_has_no_relationship():
    assert strength([touch(0, "out"), touch(30, "out", WEIGHT_4)], TODAY).value == 0.0


def test_who_is_only_spoken_to_has_half_a_relationship():
    assert strength([touch(0, "in", WEIGHT_4)], TODAY).value == pytest.approx(23.333333, abs=1e-6)


def test_no_contact_at_all_is_not_zero_but_unknown():
    assert strength([], TODAY).value is None
    assert strength([touch(-1, "in")], TODAY).value is None


def test_five_messages_on_one_day_are_one():
    five = [touch(3, "in", hour=hour) for hour in range(9, 14)]
    assert strength(five, TODAY).value == strength(five[:1], TODAY).value


def test_of_one_day_the_heaviest_contact_counts():
    day = [touch(3, "in", "like", hour=8), touch(3, "in", "meeting", hour=12), touch(3, "in", hour=20)]
    assert [one.kind for one in heaviest_of_each_day(day, TODAY)] == ["meeting"]


def test_a_past_day_is_computed_as_it_was_then():
    then = TODAY - timedelta(days=100)
    known_then = [one for one in WORKED if one.day <= then]
    assert strength(WORKED, then) == strength(known_then, then)


def test_a_kind_without_effort_is_named():
    with pytest.raises(UnknownKind, match="'telepathy'"):
        strength([touch(0, "in", "telepathy")], TODAY)


@pytest.mark.parametrize(
    ("kind", "points"),
    [
        ("follow", 0.2),
        ("like", 0.2),
        ("share", 1),
        ("reply", 2),
        ("mention", 2),
        ("quote", 2),
        ("direct", 4),
        ("question", 4),
        ("answer", 4),
        ("meeting", 8),
        ("introduce", 8),
    ],
)
def test_the_effort_of_each_kind(kind, points):
    assert effort_of(kind) == points


def test_weights_that_do_not_sum_to_one_are_refused():
    with pytest.raises(ValueError, match="sum to 1"):
        StrengthParams(base=0.8)


def test_a_brand_may_weigh_otherwise_and_the_version_says_so():
    own = StrengthParams(saturation=1.0, effort={"direct": 10.0}, version="brand-7")
    found = strength([touch(0, "in", WEIGHT_4)], TODAY, own)
    assert found.value == pytest.approx(100 * 5 / 6 * 0.7)
    assert found.params_version == "brand-7"


@given(touches)
def test_strength_lies_between_0_and_100_and_its_addends_sum(contacts):
    found = strength(contacts, TODAY)
    assert (found.value is None) == (not contacts)
    assert 0 <= (found.value or 0) < 100
    inward = fsum(addend.contribution for addend in found.because if addend.direction == "in")
    assert (found.a_in, found.n) == (inward, len(found.because))


@given(st.data())
def test_the_order_of_arrival_does_not_matter(data):
    contacts = data.draw(touches)
    shuffled = data.draw(st.permutations(contacts))
    assert strength(contacts, TODAY) == strength(shuffled, TODAY)


@given(touches)
def test_ninety_days_halve_both_sides(contacts):
    now = strength(contacts, TODAY)
    later = strength([older(one, 90) for one in contacts], TODAY)
    assert (later.a_in, later.a_out) == pytest.approx((now.a_in / 2, now.a_out / 2))


@given(touches)
def test_swapping_the_sides_lowers_strength_when_they_gave_more(contacts):
    found = strength(contacts, TODAY)
    other: dict[Direction, Direction] = {"in": "out", "out": "in"}
    swapped = strength([replace(one, direction=other[one.direction]) for one in contacts], TODAY)
    if found.a_in > found.a_out:
        assert (swapped.value or 0) < (found.value or 0)


@given(touches, touches)
def test_joining_two_accounts_never_lowers_what_they_gave(first, second):
    joined = strength(first + second, TODAY).a_in
    assert joined >= max(strength(first, TODAY).a_in, strength(second, TODAY).a_in)


@given(touches)
def test_talking_at_people_never_raises_strength(contacts):
    # The span and the channels stay as they are, and they gave no more than we did.
    anchor = [touch(720, "in", channel=channel) for channel in ("site", "mastodon", "bluesky", "mail")]
    ours = [touch(age, "out", "meeting") for age in range(0, 720, 5)]
    before = strength([*contacts, *anchor, *ours], TODAY)
    more = [touch(age, "out", "meeting") for age in range(1, 720, 5)]
    after = strength([*contacts, *anchor, *ours, *more], TODAY)
    if before.a_out >= before.a_in:
        assert after.value == before.value


@given(touches)
def test_one_more_word_from_them_never_lowers_strength(contacts):
    assert value_of(*contacts, touch(0, "in", WEIGHT_4)) >= (strength(contacts, TODAY).value or 0)


def test_people_move_closer_stay_or_move_away_and_who_is_new_moved_nowhere() -> None:
    before = {f"p{n:02}": 100.0 - n for n in range(7)}  # five innermost, two close
    after = before | {"p05": 200.0, "p04": 1.0, "p06": None, "new": 0.5}
    assert moves(before, after) == Moves(closer=1, held=4, farther=2)
    assert (moves({}, after).n, moves(before, {}).farther) == (0, 7)
