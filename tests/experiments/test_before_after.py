"""Before and after, on public data and where there is nothing to be said."""

import csv
from math import inf, nan
from pathlib import Path

import pytest

from antiphon.experiments.rules.before_after import before_after
from antiphon.experiments.rules.faults import Unfit

DATA = Path(__file__).parent / "arma_data.csv"
WAVE = [float(5 + (day * 7) % 5) for day in range(40)]


def test_the_public_series_gives_the_effect_that_was_put_into_it() -> None:
    with DATA.open() as file:
        rows = [(float(row["y"]), float(row["X"])) for row in csv.DictReader(file)]
    series = [y + (5 if place >= 70 else 0) for place, (y, _x) in enumerate(rows)]
    found = before_after(series, 70, [[x for _y, x in rows]], level=0.95)
    assert found.mean.low < 5 < found.mean.high
    # The interval of the reference implementation of the method for the same data is 4.26 to 5.47.
    assert (found.mean.low < 5.47, found.mean.high > 4.26) == (True, True)
    assert (found.before, found.after, len(found.points)) == (70, 30, 30)
    assert found.total.value == pytest.approx(30 * found.mean.value)


@pytest.mark.parametrize(
    ("series", "begin", "controls", "fault"),
    [
        (WAVE, 20, [], "too_few_before"),
        (WAVE, 38, [], "too_few_after"),
        ([*WAVE[:39], nan], 30, [], "gaps"),
        (WAVE, 30, [[*WAVE[:39], nan]], "gaps"),
        ([*WAVE[:39], inf], 30, [], "not_finite"),
        ([3.0] * 40, 30, [], "no_variance"),
        ([*([0.0] * 29), *WAVE[:11]], 30, [], "too_sparse"),
        (WAVE, 30, [[1.0] * 40], "control_stands_still"),
        (WAVE, 30, [WAVE[::-1], WAVE[::-1]], "controls_alike"),
    ],
)
def test_no_number_is_given_where_there_is_none(
    series: list[float], begin: int, controls: list[list[float]], fault: str
) -> None:
    with pytest.raises(Unfit) as unfit:
        before_after(series, begin, controls)
    assert unfit.value.fault == fault
