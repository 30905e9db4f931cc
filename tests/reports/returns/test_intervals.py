"""How sure figures are: the sheet that was worked by hand, and intervals that hold the truth as often as they say."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from benchmarks.truth.returns import DRAWS, Draw, held, wolf

from antiphon.measures.rules import mean_engagement_rate, pooled_engagement_rate
from antiphon.measures.rules.interval import Interval
from antiphon.reports.rules.index import index, score
from antiphon.reports.rules.intervals import by_chance, of_mean, of_ratio, spread, wilson
from antiphon.reports.rules.spans import Verdict, verdict

FIGURES = Path(__file__).parents[2] / "figures"
SHEET = list(csv.DictReader((FIGURES / "returns.csv").read_text("utf-8").splitlines()))


def written(found: Interval | float | None) -> str:
    if found is None:
        return "none"
    numbers = (found.low, found.high) if isinstance(found, Interval) else (found,)
    return " ".join(f"{number:.6f}" for number in numbers)


def pairs(given: str, by: str) -> list[list[str]]:
    return [one.split(by) for one in given.split()]


def the_index(given: str) -> float | None:
    told = {str(n): one for n, one in enumerate(pairs(given, ":"))}
    scores = {name: None if value == "none" else float(value) for name, (value, _weight) in told.items()}
    return index(scores, {name: float(weight) for name, (_value, weight) in told.items()}).value


RULES: dict[str, Callable[[str], Interval | float | None]] = {
    "wilson": lambda given: wilson(*map(int, given.split("/"))),
    "spread": lambda given: spread([int(one) for one in given.split()]),
    "by_chance": lambda given: by_chance(int(given)),
    "score": lambda given: score(*map(float, given.split())),
    "index": the_index,
    "pooled": lambda given: pooled_engagement_rate([(float(a), float(b)) for a, b in pairs(given, "/")]),
}


@pytest.mark.parametrize("row", SHEET, ids=lambda row: f"{row['rule']} {row['given']}")
def test_a_rule_gives_what_was_worked_out_by_hand(row: dict[str, str]) -> None:
    assert written(RULES[row["rule"]](row["given"])) == row["expected"]


def test_both_engagement_rates_of_a_real_page_are_those_that_were_published() -> None:
    lines = (FIGURES / "uci_facebook.csv").read_text("utf-8").splitlines()[1:]
    posts = [(float(row["engaged"]), float(row["reach"])) for row in csv.DictReader(lines)]
    pooled, mean = pooled_engagement_rate(posts), mean_engagement_rate(posts)
    assert (len(posts), sum(reach for _e, reach in posts)) == (500, 6_951_680)
    assert (f"{100 * (pooled or 0):.6f}", f"{100 * (mean or 0):.6f}") == ("6.619580", "12.433945")
    sure = of_ratio(posts)
    assert sure is not None
    assert sure.low < 0.0661958 < sure.high


@pytest.mark.parametrize("draw", DRAWS.values(), ids=list(DRAWS))
def test_an_interval_holds_the_truth_about_as_often_as_it_says(draw: Draw) -> None:
    assert 0.85 <= held(draw, 300) <= 0.95


@pytest.mark.parametrize("draw", [DRAWS["share"], DRAWS["count"]])
def test_where_nothing_differs_more_or_less_is_rarely_said(draw: Draw) -> None:
    assert wolf(draw, 300) <= 0.05


def test_the_same_rows_give_the_same_interval_and_few_or_equal_ones_none() -> None:
    values = [1.0, 2.0, 2.0, 3.0, 5.0] * 4
    assert of_mean(values) == of_mean(values)
    assert of_mean(values[:14]) is None
    assert of_mean([2.0] * 30) is None


def test_more_is_said_only_where_the_intervals_are_apart_and_on_enough() -> None:
    now, then = Interval(30, 40), Interval(10, 20)
    assert verdict(now, then, 5, 5) == Verdict.MORE
    assert verdict(then, now, 5, 5) == Verdict.LESS
    assert verdict(now, Interval(35, 50), 5, 5) == Verdict.CHANCE
    assert verdict(now, then, 4, 5) == Verdict.UNKNOWN
    assert verdict(now, None, 5, 5) == Verdict.UNKNOWN
