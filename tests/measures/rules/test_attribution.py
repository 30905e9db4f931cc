"""Dividing credit: worked examples, and that it sums to what there was, whatever the journeys."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import combinations
from math import factorial, fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.measures.rules.attribution import (
    DIVISIONS,
    Journey,
    Touch,
    credited,
    in_cents,
    linear,
    looking_back,
    position,
    settled,
    shapley,
    time_decay,
)
from antiphon.measures.rules.attribution.chain import ORDERS, chain_of, markov, removal_effects, walk

END = datetime(2026, 3, 31, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def journey(channels: str, *, converted: bool = True, value: float = 0.0, times: int = 1) -> Journey:
    """A letter is a touch; they are a day apart, the last at the end."""
    last = len(channels) - 1
    touches = [Touch(END - (last - place) * DAY, place, channel) for place, channel in enumerate(channels)]
    return Journey(tuple(touches), END, converted, value, times)


JOURNEYS = st.lists(
    st.builds(
        journey,
        st.text("abcd", max_size=6),
        converted=st.booleans(),
        value=st.floats(0, 1e6),
        times=st.integers(1, 1000),
    ),
    max_size=30,
)


def test_what_is_older_than_the_window_or_after_the_end_is_no_touch() -> None:
    touches = (
        Touch(END + DAY, 1, "late"),
        Touch(END, 3, "c"),
        Touch(END, 2, "b"),
        Touch(END - 30 * DAY, 9, "a"),
        Touch(END - 31 * DAY, 4, "old"),
    )
    assert looking_back(Journey(touches, END), 30 * DAY).channels == ("a", "b", "c")
    assert looking_back(Journey(touches, END)).channels == ("old", "a", "b", "c")


@pytest.mark.parametrize(
    ("model", "channels", "shares"),
    [
        ("first", "abc", {"a": 1.0}),
        ("last", "abc", {"c": 1.0}),
        ("linear", "abca", {"a": 0.5, "b": 0.25, "c": 0.25}),
        ("position", "a", {"a": 1.0}),
        ("position", "ab", {"a": 0.5, "b": 0.5}),
        ("position", "abcd", {"a": 0.4, "b": 0.1, "c": 0.1, "d": 0.4}),
        ("shapley", "aab", {"a": 0.5, "b": 0.5}),
    ],
)
def test_one_journey_is_divided_as_in_the_worked_example(model: str, channels: str, shares: dict[str, float]) -> None:
    assert DIVISIONS[model](journey(channels)) == pytest.approx(shares, abs=1e-15)


def test_the_ends_keep_their_proportion_where_there_is_nothing_between() -> None:
    assert position(journey("ab"), first=0.3, last=0.7) == pytest.approx({"a": 0.3, "b": 0.7})


def test_direct_gets_the_last_touch_only_where_it_is_alone() -> None:
    touches = tuple(Touch(END, number, channel) for number, channel in enumerate(["a", "b", "direct"]))
    assert DIVISIONS["last_non_direct"](Journey(touches, END)) == {"b": 1.0}
    assert DIVISIONS["last_non_direct"](Journey(touches[2:], END)) == {"direct": 1.0}


def test_a_touch_a_week_older_weighs_half() -> None:
    touches = (Touch(END - 7 * DAY, 1, "a"), Touch(END, 2, "b"))
    assert time_decay(Journey(touches, END)) == {"a": 1 / 3, "b": 2 / 3}


def test_credit_by_time_does_not_vanish_when_all_touches_are_years_old() -> None:
    touches = (Touch(END - 40_000 * DAY, 1, "a"), Touch(END - 39_993 * DAY, 2, "b"))
    assert time_decay(Journey(touches, END)) == {"a": 1 / 3, "b": 2 / 3}


def test_removal_effects_are_those_of_the_worked_example() -> None:
    """Of a→b→sale, a→nothing, b→sale two of three convert; without a one of three, without b none."""
    found = markov(chain_of([journey("ab"), journey("a", converted=False), journey("b")]))
    assert found.effects == pytest.approx({"a": 0.5, "b": 1.0})
    assert found.probability == pytest.approx(2 / 3)
    assert found.credits.conversions == pytest.approx({"a": 2 / 3, "b": 4 / 3})


def test_a_state_is_the_last_channels_and_a_short_journey_is_one_state() -> None:
    assert walk("aab", 1) == [("a",), ("b",)]
    assert walk("aaab", 2) == [("a", "a"), ("a", "b")]
    assert walk("ab", 3) == [("a", "b")]


def test_the_sparse_way_gives_what_the_dense_one_gives() -> None:
    chance = random.Random(7)
    many = [
        journey("".join(chance.choices("abcde", k=chance.randrange(1, 9))), converted=bool(n % 3)) for n in range(200)
    ]
    chain = chain_of(many, 2)
    dense, sparse = removal_effects(chain), removal_effects(chain, dense=0)
    assert sparse[0] == pytest.approx(dense[0], abs=1e-12)
    assert sparse[1] == pytest.approx(dense[1], abs=1e-12)


def test_the_shapley_value_is_that_of_all_coalitions() -> None:
    many = [journey("ab", times=3), journey("bca", times=2), journey("c"), journey("ddb")]

    def worth(coalition: frozenset[str]) -> int:
        return sum(one.times for one in many if set(one.channels) <= coalition)

    def value(channel: str) -> float:
        others = [name for name in "abcd" if name != channel]
        parts = [frozenset(some) for size in range(4) for some in combinations(others, size)]
        weight = {size: factorial(size) * factorial(3 - size) / factorial(4) for size in range(4)}
        return fsum(weight[len(one)] * (worth(one | {channel}) - worth(one)) for one in parts)

    assert credited(many, shapley).conversions == pytest.approx({name: value(name) for name in "abcd"})


@given(JOURNEYS)
@settings(max_examples=60, deadline=None)
def test_the_credits_of_every_model_sum_to_the_conversions_and_their_value(many: list[Journey]) -> None:
    won = [one for one in many if one.converted and one.touches]
    total, worth = sum(one.times for one in won), fsum(one.times * one.value for one in won)
    for found in [credited(many, rule) for rule in DIVISIONS.values()]:
        assert (fsum(found.conversions.values()), fsum(found.value.values())) == (total, worth)
    for order in ORDERS:
        by_chain = markov(chain_of(many, order)).credits
        assert fsum(by_chain.conversions.values()) == total
        assert fsum(by_chain.value.values()) == pytest.approx(worth, rel=1e-12)


@given(JOURNEYS, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_the_order_in_which_journeys_arrive_never_matters(many: list[Journey], chance: random.Random) -> None:
    mixed = chance.sample(many, len(many))
    assert credited(mixed, time_decay) == credited(many, time_decay)
    assert markov(chain_of(mixed, 2)).effects == pytest.approx(markov(chain_of(many, 2)).effects, abs=1e-9)


def test_what_is_shown_in_cents_still_sums_to_the_total() -> None:
    found = in_cents({"a": 33.333333, "b": 33.333333, "c": 33.333334}, Decimal(100))
    assert found == {"a": Decimal("33.33"), "b": Decimal("33.33"), "c": Decimal("33.34")}


def test_what_floating_point_lost_is_given_back() -> None:
    assert fsum(settled({"a": 1e16, "b": 1.0, "c": 1.1}, 1e16 + 2).values()) == 1e16 + 2


def test_a_journey_of_ten_thousand_touches_is_divided_too() -> None:
    long = journey("abcdefghij" * 1000, value=50.0)
    assert [credited([long], rule).value["c"] for rule in (linear, shapley)] == [5.0, 5.0]
    assert fsum(markov(chain_of([long], 4)).credits.value.values()) == 50.0


def test_nothing_at_all_is_no_credit() -> None:
    assert credited([], linear).conversions == {}
    assert markov(chain_of([])).credits.value == {}
    assert markov(chain_of([journey("ab", converted=False)])).credits.conversions == {"a": 0.0, "b": 0.0}
