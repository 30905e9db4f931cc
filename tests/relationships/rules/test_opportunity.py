"""3.9: what an opportunity is worth, and which side led there."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from antiphon.relationships.rules.opportunity import (
    DEFAULTS,
    Chance,
    Side,
    Stage,
    chance,
    expected,
    reached,
    shares,
)


def test_the_worked_proposal_is_worth_1200():
    likely = chance(Stage.PROPOSAL, won=4, closed=6)
    assert likely == Chance(0.6, 4, 6, 0.5)
    assert expected(Decimal(2000), likely.share) == Decimal("1200.00")


def test_one_call_and_three_responses_led_there():
    parts = shares([Side.CALL, *[Side.RESPONSE] * 3])
    assert parts is not None
    assert {side: expected(Decimal(1200), share) for side, share in parts.items()} == {
        Side.CALL: Decimal("300.00"),
        Side.RESPONSE: Decimal("900.00"),
    }


def test_without_a_history_it_is_the_default_exactly():
    assert {stage: chance(stage, 0, 0).share for stage in DEFAULTS} == dict(DEFAULTS)


def test_won_and_lost_are_certain():
    assert (chance(Stage.WON, 0, 9).share, chance(Stage.LOST, 9, 9).share) == (1.0, 0.0)


def test_no_stage_before_is_skipped_and_what_was_lost_at_once_was_a_first_contact():
    assert reached([Stage.NEGOTIATION, Stage.WON]) == set(DEFAULTS)
    assert reached([Stage.LOST]) == {Stage.PROSPECT}


def test_nothing_led_there_is_not_known():
    assert shares([]) is None


@given(st.lists(st.sampled_from(Side), min_size=1))
def test_all_shares_add_up_to_one(touches: list[Side]):
    parts = shares(touches)
    assert parts is not None
    assert abs(sum(parts.values()) - 1) < 1e-12


@given(st.sampled_from(list(DEFAULTS)), st.integers(0, 50), st.integers(0, 50))
def test_more_wins_never_lower_the_chance(stage: Stage, won: int, lost: int):
    assert 0 <= chance(stage, won, won + lost).share <= chance(stage, won + 1, won + 1 + lost).share <= 1
