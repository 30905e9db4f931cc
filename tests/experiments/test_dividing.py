"""Some are held out by lot, and what both sides did is compared."""

import pytest

from antiphon.experiments.actions.dividing import Named, divide, hand_in_outcomes, hand_in_table, plan_totals
from antiphon.experiments.actions.forgetting import forget_units
from antiphon.experiments.actions.measuring import ask
from antiphon.experiments.actions.planning import Planned, plan
from antiphon.experiments.models import Arm, Experiment, Purpose, Unit
from antiphon.experiments.queries.latest import latest_of
from antiphon.experiments.rules.assignment import held_out
from antiphon.experiments.rules.holdout import Counts
from antiphon.experiments.tasks import measure_all
from antiphon.lib.errors import NotAllowed, Refusal
from tests.experiments.past import DAYS, JUMP, day_of
from tests.ledger_rows import somebody
from tests.world import World

NAMED = Named(name="Letter", begins=day_of(JUMP), ends=day_of(DAYS))
LIST = [f"{n}@x.example" for n in range(100)]


def content_of(experiment: Experiment) -> dict[str, object]:
    measure_all()
    found = latest_of([experiment])[experiment.pk, Purpose.EFFECT]
    return found.content or {"fault": found.fault}


def test_the_same_list_and_seed_give_the_same_arms_and_each_is_on_one() -> None:
    out = held_out(LIST, 0.2, seed=5)
    assert out == held_out([f" {one.upper()}" for one in reversed(LIST)], 0.2, seed=5)
    assert (len(out), out == held_out(LIST, 0.2, seed=6)) == (20, False)


def test_a_list_is_divided_and_what_both_sides_did_is_compared(world: World) -> None:
    found = divide(world.anna, NAMED, [*LIST, "0@X.example "], 0.4)
    arms = dict(found.units.values_list("key", "arm"))
    assert (len(arms), sum(arm == Arm.HELD_OUT for arm in arms.values())) == (100, 40)
    treated = sorted(key for key, arm in arms.items() if arm == Arm.TREATED)
    matched = hand_in_outcomes(world.anna, found, "\n".join([*treated[:30], "nobody@x.example"]))
    content = content_of(found)
    assert (matched.known, matched.unknown) == (30, 1)
    assert (content["unit"], content["treated_mean"], content["held_mean"]) == ("share", 0.5, 0.0)
    assert content["mean"]["low"] > 0.3  # type: ignore[index]


def test_amounts_are_compared_as_means(world: World) -> None:
    found = divide(world.anna, NAMED, LIST, 0.4)
    treated = sorted(found.units.filter(arm=Arm.TREATED).values_list("key", flat=True))
    hand_in_outcomes(world.anna, found, "\n".join(f"{key};{n % 5}.5" for n, key in enumerate(treated)))
    content = content_of(found)
    assert (content["unit"], content["treated_mean"]) == ("amount", 2.5)


def test_regions_are_compared_by_how_each_changed(world: World) -> None:
    regions = ["North", "South", "East", "West", "Coast", "Hills", "Lake", "Plain"]
    found = divide(world.anna, NAMED, regions, 0.5)
    out = set(found.units.filter(arm=Arm.HELD_OUT).values_list("key", flat=True))
    rows = [["day", *regions]]
    for day in range(DAYS + 1):
        sold = [10 * n + (n * day) % 7 + (4 if day >= JUMP and name.lower() not in out else 0)
                for n, name in enumerate(regions)]  # fmt: skip
        rows.append([day_of(day).isoformat(), *map(str, sold)])
    hand_in_table(world.anna, found, "\n".join(",".join(row) for row in rows))
    content = content_of(found)
    assert (content["unit"], content["treated_n"], content["held_n"]) == ("region", 4, 4)
    assert content["mean"]["low"] < 4 < content["mean"]["high"]  # type: ignore[index]


def test_the_columns_of_a_table_are_found_on_a_list_of_any_length(world: World) -> None:
    found = divide(world.anna, NAMED, [f"{n:04}@x.example" for n in range(700)], 0.5)
    some = [found.units.filter(arm=arm).latest("pk").key for arm in (Arm.TREATED, Arm.HELD_OUT)]
    taken = hand_in_table(
        world.anna, found, "\n".join([",".join(["day", *some]), f"{day_of(0)},1,2", f"{day_of(1)},2,3"])
    )
    assert (taken.known, found.treated, found.controls) == (2, some[:1], some[1:])


def test_totals_of_a_test_made_elsewhere_are_compared(world: World) -> None:
    found = plan_totals(world.anna, NAMED, Counts(21_307, 267), Counts(21_306, 122))
    assert round(100 * content_of(found)["mean"]["value"], 4) == 0.6805  # type: ignore[index]


def test_a_table_is_compared_by_difference_and_a_placebo(world: World) -> None:
    rows = ["day;a;b;c;d"]
    for day in range(40):
        jump = 5 if day >= 30 else 0
        rows.append(f"{day_of(day)};{day % 3 + jump};{day % 4 + jump + 1};{day % 3};{day % 5}")
    found = plan(world.anna, Planned(
        name="Shops", kind="difference", begins=day_of(30), ends=day_of(39), treated=["a", "b"],
        table="\n".join(rows),
    ))  # fmt: skip
    content = content_of(found)
    assert (content["alike"], content["before"], content["after"]) == (True, 30, 10)
    assert found.controls == ["c", "d"]
    assert content["mean"]["low"] < 5 < content["mean"]["high"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "from 1 to 2,000 days"),
        ("day,a,a\n2026-01-01,1,2", "names the columns"),
        ("day,a,b\n2026-02-30,1,2", "Line 2 does not begin with a day"),
        ("day,a,b\n2026-01-01,1,many", "Line 2 holds something that is no number"),
        ("day,a,b\n2026-01-01,1,2\n2026-01-01,1,2", "Line 3 has too many cells"),
        ("day,a,b\n2026-01-01,1,inf", "Line 2 holds something that is no number"),
    ],
)
def test_a_table_that_is_none_says_which_line_is_wrong(world: World, text: str, told: str) -> None:
    found = divide(world.anna, NAMED, LIST, 0.4)
    with pytest.raises(Refusal) as refused:
        hand_in_table(world.anna, found, text)
    assert told in str(refused.value)


def test_a_list_too_short_and_outcomes_of_strangers_are_refused(world: World) -> None:
    with pytest.raises(Refusal) as short:
        divide(world.anna, NAMED, LIST[:5], 0.4)
    found = divide(world.anna, NAMED, LIST, 0.4)
    with pytest.raises(Refusal) as strangers:
        hand_in_outcomes(world.anna, found, "somebody@y.example")
    assert (short.value.field, strangers.value.field) == ("keys", "outcomes")
    assert content_of_unasked(found) == {"outcome": [None]}


def content_of_unasked(experiment: Experiment) -> dict[str, list[float | None]]:
    return {"outcome": list(experiment.units.values_list("outcome", flat=True).distinct())}


def test_who_asks_to_be_forgotten_goes_from_the_lists_and_still_counts(world: World) -> None:
    dora = somebody(world.site, "Dora")
    found = divide(world.anna, NAMED, [*LIST, dora.handle.lstrip("@")], 0.4)
    assert forget_units(dora) == 1
    assert (found.units.count(), Unit.objects.filter(key="dora").count()) == (101, 0)


def test_who_asks_to_be_forgotten_goes_from_the_tables_too_and_they_still_measure(world: World) -> None:
    dora = somebody(world.site, "Dora")
    name = dora.handle.lstrip("@")
    rows = "\n".join(f"{day_of(n)},{n % 3},{n % 4},{n % 5},{n % 7}" for n in range(DAYS + 1))
    found = plan(world.anna, Planned(
        name="Calls", kind="difference", begins=day_of(JUMP), ends=day_of(DAYS), treated=[name, "b"],
        table=f"day,{name},b,c,d\n{rows}",
    ))  # fmt: skip
    before = content_of(found)["mean"]
    assert forget_units(dora) == 1
    found.refresh_from_db()
    effect = latest_of([found])[found.pk, Purpose.EFFECT]
    kept = [found.treated, found.controls, found.table, effect.content, effect.told]
    assert name not in str(kept)
    ask(world.anna, found, Purpose.EFFECT)
    assert content_of(found)["mean"] == before


def test_nobody_of_another_brand_or_without_the_duty_divides_or_hands_in(world: World) -> None:
    found = divide(world.anna, NAMED, LIST, 0.4)
    with pytest.raises(NotAllowed):
        hand_in_outcomes(world.carla, found, LIST[0])
    with pytest.raises(NotAllowed):
        divide(world.bruno, NAMED, LIST, 0.4)
    assert Experiment.objects.count() == 1
