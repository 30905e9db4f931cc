"""3.2: reciprocity and initiative; circles and the load of a steward (3.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.relationships.rules import (
    CADENCE,
    Circle,
    circles,
    initiative_balance,
    load,
    network_reciprocity,
    reciprocity,
)

weights = st.floats(0, 1e6, allow_nan=False)


def test_reciprocity_of_the_worked_pair():
    assert reciprocity(4, 3) == pytest.approx(0.857143, abs=1e-6)


def test_reciprocity_of_the_worked_network():
    assert network_reciprocity([(4, 3), (0, 5), (2, 2)]) == 0.625


def test_initiative_of_the_worked_example():
    assert initiative_balance(3, 9) == 0.25


def test_silence_has_no_reciprocity():
    assert reciprocity(0, 0) is None
    assert network_reciprocity([]) is None
    assert network_reciprocity([(0, 0), (0, 0)]) is None
    assert initiative_balance(0, 0) is None


def test_who_never_answers_has_zero_and_that_is_known():
    assert reciprocity(0, 5) == 0.0
    assert initiative_balance(0, 5) == 0.0


@given(weights, weights)
def test_reciprocity_is_symmetric_and_between_0_and_1(one, other):
    found = reciprocity(one, other)
    assert found == reciprocity(other, one)
    assert (found is None) == (one == other == 0)
    assert 0 <= (found or 0) <= 1


@given(st.lists(st.tuples(weights, weights)))
def test_a_network_is_as_reciprocal_as_its_pairs_allow(pairs):
    single = [found for found in (reciprocity(*pair) for pair in pairs) if found is not None]
    found = network_reciprocity(pairs)
    if found is not None:
        assert min(single) - 1e-9 <= found <= max(single) + 1e-9


def test_circles_fill_by_rank():
    people = {number: 200.0 - number for number in range(160)}
    placed = circles(people)
    of_circle = {circle: [one for one, in_it in placed.items() if in_it == circle] for circle in Circle}
    assert [len(of_circle[circle]) for circle in Circle] == [5, 10, 35, 100]
    assert of_circle[Circle.INNERMOST] == [0, 1, 2, 3, 4]
    assert placed[150] is None


def test_who_has_no_strength_is_in_no_circle():
    assert circles({"Anna": 0.0, "Bea": None}) == {"Anna": None, "Bea": None}


def test_equal_strength_is_placed_the_same_way_whatever_the_order():
    people = dict.fromkeys("gfedcba", 10.0)
    assert circles(people) == circles(dict(sorted(people.items())))
    assert circles(people)["a"] == Circle.INNERMOST


def test_each_circle_has_its_cadence():
    assert list(CADENCE.values()) == [7, 30, 90, 180]


def test_a_steward_is_warned_beyond_what_a_human_can_keep():
    kept = load(dict.fromkeys(range(151), 20.0))
    assert (kept.kept, kept.too_many, kept.too_many_close) == (151, True, False)
    close = load(dict.fromkeys(range(16), 50.0) | {99: None})
    assert (close.kept, close.close, close.too_many, close.too_many_close) == (16, 16, False, True)
