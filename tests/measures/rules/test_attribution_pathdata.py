"""Public paths whose results are known: 10,000 paths, 19,785 conversions (source and license beside them)."""

import csv
import gzip
from datetime import UTC, datetime
from functools import cache
from math import fsum
from pathlib import Path

import pytest

from antiphon.measures.rules.attribution import DIVISIONS, Journey, Touch, credited
from antiphon.measures.rules.attribution.chain import ORDERS, chain_of, markov

DATA = Path(__file__).with_name("pathdata")
CONVERSIONS, VALUE = 19_785, 74_802.9715872109
#: Conversions by position 40-20-40, and the Shapley value: given to six digits.
POSITION_AND_SHAPLEY = {
    "eta": (3618.796149, 3613.655952),
    "iota": (3944.948166, 3505.044048),
    "alpha": (7444.823759, 7627.944048),
    "beta": (1969.766179, 1982.739286),
    "theta": (1092.744472, 1190.963095),
    "lambda": (1046.903901, 987.782143),
    "kappa": (147.459557, 159.057143),
    "zeta": (88.622864, 199.991667),
    "epsilon": (301.050233, 374.677381),
    "gamma": (125.240911, 138.185714),
    "delta": (2.586667, 2.292857),
    "mi": (2.057143, 2.666667),
}


@cache
def journeys() -> tuple[Journey, ...]:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    found = []
    with gzip.open(DATA / "paths.csv.gz", "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            touches = tuple(Touch(now, place, name) for place, name in enumerate(row["path"].split(" > ")))
            won, lost = int(row["total_conversions"]), int(row["total_null"])
            if won:
                found.append(Journey(touches, now, value=float(row["total_conversion_value"]) / won, times=won))
            if lost:
                found.append(Journey(touches, now, converted=False, times=lost))
    return tuple(found)


def expected(name: str) -> dict[str, dict[str, float]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8") as lines:
        rows = {row.pop("channel_name"): row for row in csv.DictReader(lines)}
    return {channel: {key: float(value) for key, value in row.items()} for channel, row in rows.items()}


@pytest.mark.parametrize("model", ["first", "last", "linear"])
def test_the_heuristics_are_those_of_other_packages(model: str) -> None:
    told, found = expected("heuristics"), credited(journeys(), DIVISIONS[model])
    counts = {channel: row[f"{model}_touch_conversions"] for channel, row in told.items()}
    assert found.conversions == (pytest.approx(counts, rel=1e-12) if model == "linear" else counts)
    values = {channel: row[f"{model}_touch_value"] for channel, row in told.items()}
    assert found.value == pytest.approx(values, rel=1e-12)


def test_position_and_the_shapley_value_are_right_to_every_digit_given() -> None:
    by_position, by_shapley = (credited(journeys(), DIVISIONS[name]).conversions for name in ("position", "shapley"))
    found = {name: (round(by_position[name], 6), round(by_shapley[name], 6)) for name in by_position}
    assert found == POSITION_AND_SHAPLEY


def test_the_markov_model_of_order_1_is_the_exact_solution() -> None:
    told, found = expected("markov_order_1"), markov(chain_of(journeys()))
    parts = {
        "total_conversions": found.credits.conversions,
        "total_conversion_value": found.credits.value,
        "removal_effect_conversion": found.effects,
        "removal_effect_value": found.effects_on_value,
    }
    for name, column in parts.items():
        assert column == pytest.approx({channel: row[name] for channel, row in told.items()}, rel=1e-8), name


def test_every_order_has_its_states_and_one_probability_of_conversion() -> None:
    found = [markov(chain_of(journeys(), order)) for order in ORDERS]
    assert [one.states for one in found] == [12, 120, 933, 3975]
    assert [one.probability for one in found] == pytest.approx([0.2238451355968638] * 4, rel=1e-12)
    for one in found:
        assert fsum(one.credits.conversions.values()) == CONVERSIONS
        assert fsum(one.credits.value.values()) == pytest.approx(VALUE, rel=1e-14)
