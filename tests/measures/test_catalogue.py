"""Every measure gives the value of its own worked example, out of real rows of the ledger."""

from datetime import timedelta

import pytest

from antiphon.integrity.actions import run_detectors
from antiphon.ledger.rules import Verb
from antiphon.measures.catalogue import measures
from antiphon.measures.measure import Measure
from antiphon.measures.queries import figures_of
from tests.ledger_rows import START, Thread, somebody
from tests.world import World

LATER = START + timedelta(days=5)


def played(world: World, measure: Measure) -> Thread:
    thread = Thread(world.site)
    for act in measure.example.acts:
        if act.verb == Verb.POST:
            thread.post(act.id)
        else:
            carries_on = act.who == "us" and act.verb == Verb.REPLY
            ours = world.site.identity if carries_on else None
            who = ours or somebody(world.site, act.who, ours=act.who == "us")
            thread.act(act.id, act.verb, who, act.upon, act.after)
    for hour, (name, value) in enumerate(measure.example.readings, start=1):
        thread.reading(name, value, timedelta(hours=hour))
    run_detectors(world.bottega)
    return thread


@pytest.mark.parametrize("name", measures())
def test_the_worked_example_of_a_measure_gives_its_value(world: World, name: str) -> None:
    measure = measures()[name]
    thread = played(world, measure)
    figure = figures_of(world.bottega, [thread.uri("R")], LATER)[name]
    assert figure.value is not None
    assert round(figure.value, 6) == round(measure.example.value, 6)
    assert figure.rows or figure.readings


def test_the_call_comes_first_and_every_measure_explains_itself() -> None:
    sides = [one.side for one in measures().values()]
    assert sides == sorted(sides, key=["call", "response", "return"].index)
    for one in measures().values():
        assert all(str(text) for text in (one.title, one.unit, one.definition, one.source, one.example.told))


def test_the_catalogue_holds_the_first_measures() -> None:
    assert set(measures()) == {
        "reach",
        "reactions",
        "shares",
        "replies",
        "voices",
        "people_drawn_in",
        "depth",
        "width",
        "structural_virality",
        "quality",
    }
