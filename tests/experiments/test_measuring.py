"""Experiments are planned, measured by the worker, and kept as they came out."""

from datetime import timedelta

import pytest
import time_machine

from antiphon.experiments.actions.measuring import LEASE, MOST_TRIES, WAIT, ask, claim_measurement, vouch
from antiphon.experiments.actions.planning import Planned, plan
from antiphon.experiments.models import Experiment, Measurement, Purpose
from antiphon.experiments.queries.latest import latest_of
from antiphon.experiments.tasks import measure_all
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from tests.experiments.past import DAYS, JUMP, acts, day_of, steady
from tests.world import World


def planned(world: World, **more: object) -> Experiment:
    asked = {
        "name": "Answer each comment",
        "kind": "before_after",
        "begins": day_of(JUMP),
        "ends": day_of(DAYS),
        "treated": ["replies"],
    } | more
    return plan(world.anna, Planned(**asked))  # type: ignore[arg-type]


def effect_of(experiment: Experiment) -> Measurement:
    return latest_of([experiment])[experiment.pk, Purpose.EFFECT]


def test_what_a_test_brought_is_told_with_its_interval_and_method(world: World) -> None:
    acts(world.site, Verb.REPLY, steady(6, more=5))
    acts(world.site, Verb.LIKE, steady(9, seed=2))
    found = planned(world, controls=["likes"])
    measure_all()
    effect = effect_of(found)
    assert (effect.method, effect.fault, effect.content["before"], effect.content["after"]) == (
        "before_after 1", "", JUMP, DAYS - JUMP + 1,
    )  # fmt: skip
    mean = effect.content["mean"]
    assert mean["low"] > 0
    assert mean["low"] < 5 < mean["high"]
    assert sum(row[1] for row in effect.content["points"]) == sum(steady(6, more=5)[JUMP:])


def test_the_same_experiment_measured_twice_says_the_same(world: World) -> None:
    acts(world.site, Verb.REPLY, steady(6))
    found = planned(world)
    measure_all()
    ask(world.anna, found, Purpose.EFFECT)
    measure_all()
    first, second = found.measurements.filter(purpose=Purpose.EFFECT).order_by("pk")
    assert first.content == second.content


def test_a_control_that_moved_too_gives_no_number_until_somebody_vouches(world: World) -> None:
    acts(world.site, Verb.REPLY, steady(6, more=5))
    acts(world.site, Verb.LIKE, steady(9, more=9, seed=2))
    found = planned(world, controls=["likes"])
    measure_all()
    assert (effect_of(found).fault, effect_of(found).told, effect_of(found).content) == (
        "control_moved", {"name": "likes"}, {},
    )  # fmt: skip
    vouch(world.anna, found)
    measure_all()
    assert effect_of(found).fault == ""


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"begins": day_of(20), "ends": day_of(40)}, "too_few_before"),
        ({"begins": day_of(DAYS - 1)}, "too_few_after"),
        ({"treated": ["shares"]}, "too_sparse"),
    ],
)
def test_what_carries_no_number_says_why(world: World, more: dict[str, object], fault: str) -> None:
    acts(world.site, Verb.REPLY, steady(6))
    acts(world.site, Verb.SHARE, [int(day == 3) for day in range(DAYS + 1)])
    found = planned(world, **more)
    measure_all()
    assert (effect_of(found).fault, effect_of(found).content) == (fault, {})


def test_what_a_test_could_see_is_said_before_it_begins_and_it_stays_silent_on_the_past(world: World) -> None:
    acts(world.site, Verb.REPLY, steady(6))
    later = day_of(DAYS) + timedelta(days=9)
    found = planned(world, begins=later, ends=later + timedelta(days=6))
    assert found.planned_before
    ask(world.anna, found, Purpose.SILENCE)
    measure_all()
    latest = latest_of([found])
    sights = latest[found.pk, Purpose.POWER].content["sights"]
    assert [one["length"] for one in sights] == [7, 14, 28]
    assert all(0 < one["effect"] < 6 for one in sights)
    silence = latest[found.pk, Purpose.SILENCE].content
    assert (silence["tries"], silence["length"], silence["noisy"]) == (7, 7, False)
    assert (found.pk, Purpose.EFFECT) not in latest


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"ends": day_of(1)}, "ends"),
        ({"kind": "horoscope"}, "kind"),
        ({"treated": []}, "treated"),
        ({"treated": ["visits"]}, "treated"),
        ({"controls": ["replies"]}, "controls"),
    ],
)
def test_what_has_no_sense_is_refused_and_not_planned(world: World, more: dict[str, object], field: str) -> None:
    acts(world.site, Verb.REPLY, [1])
    with pytest.raises(Refusal) as refused:
        planned(world, **more)
    assert (refused.value.field, Experiment.objects.count()) == (field, 0)


def broken(world: World) -> Experiment:
    """A test whose table lacks numbers for some of its days, which no way in lets through."""
    acts(world.site, Verb.REPLY, [1])
    found = planned(world)
    table = {"days": [day_of(0).isoformat(), day_of(1).isoformat()], "columns": {"a": [1.0]}}
    Experiment.objects.filter(pk=found.pk).update(measure="file", table=table, treated=["a"])
    return found


def test_what_breaks_down_is_tried_three_times_and_says_so(world: World) -> None:
    found, at = broken(world), clock.now()
    seen = []
    for turn in range(MOST_TRIES + 1):
        with time_machine.travel(at + turn * (WAIT + timedelta(seconds=1)), tick=False):
            seen.append((measure_all(), effect_of(found).tries, effect_of(found).fault))
    assert seen == [(1, 1, ""), (1, 2, ""), (1, 3, "broken"), (0, 3, "broken")]
    assert effect_of(found).told["what"].startswith("ValueError: zip()")


def test_a_worker_that_is_ended_each_time_does_not_measure_for_ever(world: World) -> None:
    found, at = broken(world), clock.now()
    for turn in range(MOST_TRIES):
        with time_machine.travel(at + turn * (LEASE + timedelta(seconds=1)), tick=False):
            claim_measurement()
    with time_machine.travel(at + MOST_TRIES * (LEASE + timedelta(seconds=1)), tick=False):
        measure_all()
    assert (effect_of(found).fault, effect_of(found).told) == ("broken", {"what": "the worker was ended"})
