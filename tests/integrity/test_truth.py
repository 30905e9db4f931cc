"""Of planted fraud nearly all is found, and hardly anything else; a year without any stays as it is."""

from benchmarks.truth.integrity import false_alarms, scores


def test_planted_fraud_is_found_and_nobody_else() -> None:
    told = scores([0], posts=120, people=150)
    assert set(told) == {
        "asked_for", "coordinated_action", "copied_comments", "fresh_burst", "lockstep_likes", "machine_like",
        "reciprocal_rings",
    }  # fmt: skip
    assert {name: one.precision for name, one in told.items() if one.precision < 0.95} == {}
    assert {name: one.recall for name, one in told.items() if one.recall < 0.9} == {}


def test_on_clean_data_the_false_alarms_stay_below_one_in_a_thousand() -> None:
    aside, acts = false_alarms([1000, 1001], posts=60, people=200)
    assert acts > 1000
    assert aside <= acts / 1000
