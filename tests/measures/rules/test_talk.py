"""3.3: talk against listening."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.measures.rules.talk import Pattern, balance, listening_index, pattern, talk_share


def test_the_worked_example_is_three_eighths_of_talk():
    assert talk_share(300, 500) == 0.375
    assert balance(0.375) == 0.75
    assert round(balance(0.375, 0.43), 6) == 0.903509


def test_the_worked_index_is_61_25():
    parts = {"heard": (18, 20), "answered": (15, 20), "asked_back": (6, 15), "acted": (2, 5)}
    assert listening_index(parts) == 61.25


def test_a_part_of_nothing_is_left_out_and_nothing_at_all_is_not_known():
    assert listening_index({"heard": (1, 2), "acted": (0, 0)}) == 50
    assert (listening_index({"acted": (0, 0)}), talk_share(0, 0), pattern([])) == (None, None, None)


@pytest.mark.parametrize(
    ("shares", "found"),
    [
        ([0.9, 0.9, 0.9, 0.5], Pattern.DOMINATING),
        ([0.1, 0.1, 0.1, 0.5], Pattern.DOMINATING),
        ([0.5, 0.4, 0.6, 0.9, 0.9], Pattern.BACK_AND_FORTH),
        ([0.9, 0.1, 0.9, 0.1, 0.5], Pattern.ALTERNATING),
        ([0.9, 0.9, 0.1, 0.5, 0.5], Pattern.MIXED),
    ],
)
def test_windows_of_time_make_a_pattern(shares: list[float], found: Pattern):
    assert pattern(shares) == found


@given(st.floats(0, 1), st.floats(0.05, 0.95))
def test_balance_is_a_share_and_one_at_its_target(share: float, target: float):
    assert -1e-12 <= balance(share, target) <= 1
    assert balance(target, target) == 1
