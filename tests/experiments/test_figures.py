"""Every line of the sheet, reckoned by hand, comes out to its last digit; and peers agree."""

import csv
from pathlib import Path

import pytest

from antiphon.experiments.rules.difference import difference
from antiphon.experiments.rules.holdout import Counts, Held, means, shares
from antiphon.experiments.rules.power import arm_size, least_effect, least_lift

SHEET = Path(__file__).parents[1] / "figures" / "experiments.csv"


def arms_of(given: str) -> tuple[Counts, Counts, float]:
    treated, held, level = given.split()
    first, second = (Counts(int(n), int(did)) for did, n in (arm.split("/") for arm in (treated, held)))
    return first, second, float(level)


def two_shares(given: str) -> Held:
    return shares(*arms_of(given))


def by_welch(given: str) -> Held:
    treated, held, level = arms_of(given)
    return means(*([1.0] * arm.did + [0.0] * (arm.n - arm.did) for arm in (treated, held)), level=level)


def differed(given: str) -> float:
    units = [[float(cell) for cell in unit.split()] for unit in given.split("|")]
    return difference(units[:2], units[2:], 10).effect.value


RECKONED = {
    "lift of two shares": lambda given: two_shares(given).lift.value,
    "lower bound of it": lambda given: two_shares(given).lift.low,
    "upper bound of it": lambda given: two_shares(given).lift.high,
    "brought in all": lambda given: two_shares(given).brought.value,
    "lower bound by Welch": lambda given: by_welch(given).lift.low,
    "upper bound by Welch": lambda given: by_welch(given).lift.high,
    "size of an arm": lambda given: arm_size(*map(float, given.split())),
    "least effect": lambda given: least_effect([float(one) for one in given.split()]),
    "difference in differences": differed,
}


def sheet() -> list[dict[str, str]]:
    with SHEET.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("line", sheet(), ids=lambda line: line["what"])
def test_a_line_of_the_sheet_comes_out_to_its_last_digit(line: dict[str, str]) -> None:
    digits = len(line["expected"].partition(".")[2])
    assert f"{RECKONED[line['what']](line['given']):.{digits}f}" == line["expected"]


def test_every_figure_has_a_line_in_the_sheet() -> None:
    assert {line["what"] for line in sheet()} == set(RECKONED)


def test_the_size_of_an_arm_is_that_of_the_library_for_power() -> None:
    from statsmodels.stats.power import NormalIndPower
    from statsmodels.stats.proportion import proportion_effectsize

    size = proportion_effectsize(0.08, 0.05)
    found = NormalIndPower().solve_power(size, alpha=0.1, power=0.8)
    assert arm_size(0.05, 0.03) == pytest.approx(found, abs=1)
    assert least_lift(arm_size(0.05, 0.03), arm_size(0.05, 0.03), 0.05) == pytest.approx(0.03, abs=1e-4)
