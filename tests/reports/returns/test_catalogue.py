"""Every measure of a return gives the value of its worked example, and says what it is."""

from datetime import timedelta
from decimal import Decimal

import pytest

from antiphon.reports.returns.catalogue import return_measures
from antiphon.reports.returns.measure import Kind
from antiphon.reports.rules.known import Call, Known, Put, Sold


@pytest.mark.parametrize("name", return_measures())
def test_the_worked_example_of_a_return_measure_gives_its_value(name: str) -> None:
    measure = return_measures()[name]
    found = measure.of(measure.example.known)
    assert found.value is not None
    assert round(float(found.value), 9) == round(float(measure.example.value), 9)
    assert found.sentence


@pytest.mark.parametrize("name", return_measures())
def test_what_nobody_told_is_not_known_and_says_why(name: str) -> None:
    found = return_measures()[name].of(Known())
    assert (found.value, found.interval) == (None, None)
    assert found.sentence


def test_the_call_comes_first_and_every_measure_explains_itself() -> None:
    measures = return_measures().values()
    sides = [one.side for one in measures]
    assert sides == sorted(sides)
    for one in measures:
        assert all(str(text) for text in (one.title, one.unit, one.definition, one.source, one.example.told))
        assert one.kind in Kind


@pytest.mark.parametrize("name", ["sales", "sales_from_people", "call_return", "response_return"])
def test_sales_of_which_no_touch_is_known_are_neither_nothing_nor_a_loss(name: str) -> None:
    put = (Put(for_call=True, amount=Decimal(40)), Put(for_call=False, amount=Decimal(40)))
    found = return_measures()[name].of(Known(currency="EUR", sold=(Sold(Decimal("50.00")),), put=put))
    assert (found.value, found.n) == (None, 0)
    assert "Of none of the 1 purchases" in found.sentence


def test_of_many_calls_each_stands_behind_the_share_or_among_those_left_out() -> None:
    known = Known()
    late, waits = known.since + timedelta(days=1), known.until + timedelta(days=1)
    ends = [(late, None), (waits, None), (None, late)]
    calls = tuple(Call(known.since, *ends[n % 3], id=n) for n in range(30_000))
    found = return_measures()["answered_in_time"].of(Known(calls=calls))
    assert (found.value, found.n) == (0, 10_000)
    assert [one.ids for one in found.rows] == [tuple(range(0, 30_000, 3))]
    assert [one.ids for one in found.aside] == [tuple(n for n in range(30_000) if n % 3)]
