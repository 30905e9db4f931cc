"""How sure the credits are: the same seed tells the same, a person counts once, and the intervals keep their word."""

from dataclasses import replace
from datetime import UTC, datetime

from benchmarks.truth.attribution import coverage

from antiphon.measures.rules.attribution import Journey, Touch, linear
from antiphon.measures.rules.attribution.resampling import drawn, spread_divided, spread_markov
from antiphon.measures.rules.interval import Interval

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def journeys(*many: tuple[str, bool, int]) -> list[Journey]:
    return [
        Journey(tuple(Touch(NOW, place, name) for place, name in enumerate(path)), NOW, won, 10.0, times)
        for path, won, times in many
    ]


MANY = journeys(("ab", True, 40), ("b", True, 10), ("ba", False, 200), ("c", False, 5))


def test_the_same_seed_draws_the_same_people() -> None:
    assert spread_markov(MANY, draws=30, seed=3) == spread_markov(MANY, draws=30, seed=3)
    assert spread_divided(MANY, linear, draws=30, seed=3) != spread_divided(MANY, linear, draws=30, seed=4)


def test_each_draw_has_as_many_people_as_there_were() -> None:
    assert [int(weights.sum()) for weights in drawn(MANY, 5, seed=1)] == [255] * 5


def test_a_channel_that_led_to_nothing_is_credited_with_nothing_for_sure() -> None:
    assert spread_divided(MANY, linear, draws=50).conversions["c"] == Interval(0.0, 0.0)
    assert spread_markov(MANY, draws=50).conversions["c"] == Interval(0.0, 0.0)


def test_what_one_person_did_ten_times_is_less_sure_than_what_ten_people_did() -> None:
    ten = journeys(*[("a", True, 1)] * 10, *[("b", False, 1)] * 90)
    one = [replace(journey, who="Dora") if journey.converted else journey for journey in ten]
    apart, together = (spread_divided(many, linear, draws=200).conversions["a"] for many in (ten, one))
    assert apart.low > 0
    assert (together.low, together.high >= 20) == (0.0, True)


def test_no_journeys_have_no_intervals() -> None:
    assert spread_divided([], linear).conversions == {}
    assert spread_markov([]).value == {}


def test_intervals_hold_the_true_credit_of_simulated_brands_about_as_often_as_they_say() -> None:
    """The whole simulation, a thousand months, is `bin/benchmark truth-attribution`: there it is 87 to 93 %."""
    found = coverage(24, people=1_500, draws=80, brands=8)
    held, intervals = sum(one.held for one in found.values()), sum(one.intervals for one in found.values())
    assert (len(found), 0.84 < held / intervals < 0.95) == (8, True)
