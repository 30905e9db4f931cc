"""A small part of the simulated truth: the whole runs as a benchmark."""

from benchmarks.truth.experiments import coverage


def test_intervals_hold_the_true_effect_about_as_often_as_they_say() -> None:
    held = coverage(60, seed=3)
    shares = {name: one.share for name, one in held.items() if "drift" not in name}
    # Of 60 intervals that hold the truth in 90 of 100 cases, fewer than 48 do in less than one case of a hundred.
    assert set(shares) == {"before and after", "difference in differences", "held out, amounts", "held out, shares"}
    assert {name for name, share in shares.items() if share < 48 / 60} == set()
