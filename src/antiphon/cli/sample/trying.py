"""What the workshop of the sample tried: a letter that some did not get, and a shop window told of each Thursday."""

import random
from datetime import date, timedelta

from antiphon.cli.sample.stage import Stage
from antiphon.experiments.actions.dividing import Named, divide, hand_in_outcomes
from antiphon.experiments.actions.measuring import ask
from antiphon.experiments.actions.planning import Planned, plan
from antiphon.experiments.models import Arm, Experiment, Purpose

_CUSTOMERS, _HELD_OUT = 400, 0.35
#: Of those who got the letter and of those who did not, so many came to the workshop.
_CAME, _CAME_ANYWAY = 0.19, 0.09
_BEFORE, _TESTED = 180, 21


def try_out(stage: Stage) -> None:
    """Plan two tests as they were planned then; the worker measures them."""
    _letter(stage)
    _window(stage)


def _letter(stage: Stage) -> None:
    began = stage.wall(-30, 9).date()
    chance = random.Random("letter")
    named = Named(
        name="Letter before the open day",
        question="Do more customers come if we write to them the week before?",
        begins=began,
        ends=began + timedelta(days=13),
    )
    made = divide(stage.anna, named, [f"customer {n:03}" for n in range(1, _CUSTOMERS + 1)], _HELD_OUT)
    _date_back(stage, made, 40)
    arms = made.units.order_by("key").values_list("key", "arm")
    came = [key for key, arm in arms if chance.random() < (_CAME if arm == Arm.TREATED else _CAME_ANYWAY)]
    hand_in_outcomes(stage.anna, made, "\n".join(came))


def _window(stage: Stage) -> None:
    last = stage.wall(-4, 9).date()
    begins = last - timedelta(days=_TESTED - 1)
    wanted = Planned(
        name="The shop window, told each Thursday",
        question="Do more people come into the shop when we show on Thursday what stands in the window?",
        kind="before_after",
        begins=begins,
        ends=last,
        treated=["Shop in Lucca"],
        controls=["Shop in Pisa"],
        table=_table(begins, last),
    )
    made = plan(stage.anna, wanted)
    _date_back(stage, made, (stage.wall(0, 9).date() - begins).days + 6)
    ask(stage.anna, made, Purpose.SILENCE)


def _table(begins: date, last: date) -> str:
    """Return how many came into two shops each day; from the first day of the test on a few more into the one."""
    chance, lines, level = random.Random("window"), ["day,Shop in Lucca,Shop in Pisa"], 34.0
    day = begins - timedelta(days=_BEFORE)
    while day <= last:
        level += chance.gauss(0, 0.4)
        weather, week = chance.gauss(0, 4), (0, 1, 0, 3, 5, 9, -8)[day.weekday()]
        more = 7 if day >= begins else 0
        lucca, pisa = level + week + weather + more, 0.6 * level + week / 2 + 0.7 * weather
        lines.append(f"{day},{max(0, round(lucca + chance.gauss(0, 3)))},{max(0, round(pisa + chance.gauss(0, 2)))}")
        day += timedelta(days=1)
    return "\n".join(lines)


def _date_back(stage: Stage, made: Experiment, days: int) -> None:
    Experiment.objects.filter(pk=made.pk).update(planned_at=stage.ago(days))
