"""What each spend brought: the weekly table, what it refuses, and a worker that says what came of it."""

import json
import os
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine

from antiphon.experiments.actions.measuring import MOST_TRIES, WAIT
from antiphon.experiments.actions.mixing import MixAsked, ask_mix
from antiphon.experiments.models import MixModel
from antiphon.experiments.queries.mixing import known_weeks, week_table
from antiphon.experiments.rules.faults import Fault, Unfit
from antiphon.experiments.rules.mixing.weeks import WeekTable, check_table
from antiphon.experiments.tasks import fit_mix_once
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from tests.experiments.books import past_of
from tests.experiments.years import PAID, Years, years
from tests.sales.book import give_back, sell
from tests.world import World

SUNDAY = date(2026, 11, 22)


def asked(found: Years, **more: Any) -> MixAsked:
    told = {"first": found.weeks[0], "last": found.weeks[-1] + timedelta(days=6), "spends": list(PAID)}
    return MixAsked(**told | more)


def table(**more: Any) -> WeekTable:
    made = years(SUNDAY)
    parts = {"weeks": made.weeks, "sales": made.sales, "spend": made.spend, "controls": {"holiday": made.holiday}}
    return WeekTable(**parts | more)


def fault_of(found: WeekTable) -> tuple[Fault, dict[str, object]] | None:
    try:
        check_table(found)
    except Unfit as unfit:
        return unfit.fault, dict(unfit.told)
    return None


def test_what_tells_nothing_is_refused_and_named() -> None:
    made = years(SUNDAY)
    one, _other, rare = made.spend.values()
    long = len(made.weeks)
    short = years(SUNDAY, 103)
    assert [fault_of(found) for found in (
        table(),
        WeekTable(tuple(short.weeks), tuple(short.sales), short.spend, {}),
        table(sales=[0.0] * 110 + [1.0] * 46),
        table(spend={}),
        table(spend={"a": one, "b": [100.0] * long}),
        table(spend={"a": one, "b": [*[0.0] * (long - 11), *[5.0] * 11]}),
        table(spend={"a": one, "b": [2 * value + 1 for value in one]}),
        table(spend={str(n): rare for n in range(9)}),
        table(controls={"holiday": [1.0] * long}),
    )] == [
        None,
        (Fault.TOO_FEW_WEEKS, {"have": 103, "least": 104}),
        (Fault.TOO_LITTLE_SOLD, {"have": 46, "least": 52}),
        (Fault.NO_SPEND, {}),
        (Fault.SPEND_STANDS_STILL, {"name": "b"}),
        (Fault.TOO_LITTLE_SPENT, {"name": "b", "have": 11, "least": 12}),
        (Fault.SPENDS_ALIKE, {"name": "a", "other": "b"}),
        (Fault.TOO_MANY_SPENDS, {"have": 9, "most": 8}),
        (Fault.CONTROL_STANDS_STILL, {"name": "holiday"}),
    ]  # fmt: skip


def test_the_weekly_table_holds_what_was_left_of_sales_what_was_spent_and_what_was_handed_in(world: World) -> None:
    found = past_of(world.bottega, 120)
    week = found.weeks[50]
    sell(world.bottega, "more", "100.00", at=datetime.combine(week, time(20), world.bottega.zone))
    give_back(world.bottega, "back", "more", "40.00", at=clock.now())
    controls = "day,price\n" + "\n".join(f"{one},{n}" for n, one in enumerate(found.weeks))
    made = ask_mix(world.anna, asked(found, controls=controls))
    told = week_table(made)
    assert list(told.weeks) == list(found.weeks)
    assert [round(a - b, 2) for a, b in zip(told.sales, found.sales, strict=True) if round(a - b, 2)] == [60.0]
    assert {name: [round(one, 2) for one in values] for name, values in told.spend.items()} == found.spend
    assert told.controls == {"price": tuple(map(float, range(120)))}


def test_fewer_than_two_years_are_refused_with_how_many_there_are(world: World) -> None:
    found = past_of(world.bottega, 60)
    with pytest.raises(Refusal) as refused:
        ask_mix(world.anna, asked(found))
    assert (refused.value.field, "There are 60 whole weeks; at least 104" in str(refused.value)) == ("first", True)
    assert known_weeks(world.bottega).weeks == 60


def test_a_spend_that_tells_nothing_is_refused_by_its_name_in_words(world: World) -> None:
    found = past_of(world.bottega, 110)
    with pytest.raises(Refusal) as nothing:
        ask_mix(world.anna, asked(found, spends=["campaign/none"]))
    assert "On “campaign “none”” something was spent in 0 of the weeks" in str(nothing.value)


def test_one_model_waits_at_a_time_and_only_who_may_publish_asks(world: World) -> None:
    found = past_of(world.bottega, 110)
    ask_mix(world.anna, asked(found))
    with pytest.raises(Conflict):
        ask_mix(world.anna, asked(found))
    with pytest.raises(NotAllowed):
        ask_mix(world.bruno, asked(found))
    assert MixModel.objects.count() == 1


def test_without_the_extra_it_waits_and_without_a_rate_it_says_so(world: World, settings: Any) -> None:
    made = ask_mix(world.anna, asked(past_of(world.bottega, 110)))
    settings.MIX_PYTHON = "/nowhere/python"
    assert (fit_mix_once(), MixModel.objects.get().state) == (False, "asked")
    sell(world.bottega, "far", "100.00", "JPY", at=clock.now() - timedelta(days=30))
    settings.MIX_PYTHON = sys.executable
    fit_mix_once()
    made.refresh_from_db()
    assert (made.state, made.fault, made.told) == ("failed", "no_rate", {"have": 1})


def test_a_fit_that_breaks_down_is_tried_three_times_and_keeps_why(world: World, settings: Any) -> None:
    """A Python without the library stands in for whatever may break there."""
    made, now = ask_mix(world.anna, asked(past_of(world.bottega, 110))), clock.now()
    settings.MIX_PYTHON = sys.executable
    seen = []
    for turn in range(MOST_TRIES + 1):
        with time_machine.travel(now + turn * (WAIT + timedelta(seconds=1)), tick=False):
            seen.append(fit_mix_once())
    made.refresh_from_db()
    assert (seen, made.state, made.fault) == ([True, True, True, False], "failed", "broken")
    assert made.told == {"what": "Unfit: ModuleNotFoundError: No module named 'pymc_extras'"}


@pytest.mark.nightly
@pytest.mark.skipif("ANTIPHON_MIX_PYTHON" not in os.environ, reason="bin/check --nightly runs it")
def test_the_intervals_hold_what_each_spend_really_brought(world: World) -> None:
    found = past_of(world.bottega, seed=2)
    controls = "day,holiday\n" + "\n".join(f"{w},{h}" for w, h in zip(found.weeks, found.holiday, strict=True))
    made = ask_mix(world.anna, asked(found, controls=controls))
    fit_mix_once()
    made.refresh_from_db()
    assert (made.state, made.told) == ("done", {}), json.dumps(made.told)
    brought = {name: one["brought"] for name, one in made.content["channels"].items()}
    outside = {name: (brought[name], true) for name, true in found.truth.items() if not _holds(brought[name], true)}
    base = sum(found.sales) - sum(found.truth.values())
    assert (outside, _holds(made.content["base"], base), made.content["diagnostics"]["divergences"]) == ({}, True, 0)


def _holds(band: list[float], true: float) -> bool:
    return band[1] <= true <= band[2]
