"""What the test of access sends to the addresses of experiments."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from antiphon.experiments.actions.dividing import Named, divide
from antiphon.experiments.models import Experiment
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.organizations.rules import Duty
from tests.api.talk import Talk
from tests.experiments.past import acts
from tests.web import experiment_samples as trials
from tests.world import World


def _days() -> dict[str, str]:
    day = clock.now().date() + timedelta(days=2)
    return {"name": "Letter", "begins": day.isoformat(), "ends": (day + timedelta(days=6)).isoformat()}


def _divided(world: World, _talk: Talk) -> int:
    day = clock.now().date() + timedelta(days=2)
    made = divide(world.anna, Named(name="Letter", begins=day, ends=day), _keys(), 0.5)
    Experiment.objects.filter(pk=made.pk).update(newsletter=world.site)  # so that it can be released
    return made.pk


def _keys() -> list[str]:
    return [f"{n}@x.example" for n in range(8)]


def _on_shares(world: World, _talk: Talk) -> dict[str, Any]:
    if not world.site.brand.experiments.exists():
        acts(world.site, Verb.SHARE, [1])
    return _days() | {"treated": ["shares"]}


def _mix(world: World, talk: Talk) -> dict[str, Any]:
    trials.years_known(world, talk)
    typed = trials.mix_typed(world)
    return {name: str(value) if isinstance(value, date) else value for name, value in typed.items()}


MAKERS: dict[str, Callable[[World, Talk], int | str]] = {
    "experiment_id": _divided,
    "mix_model_id": lambda world, talk: int(trials.mixed(world, talk)["pk"]),
}
CALLS: dict[str, tuple[Duty, Any]] = {
    "POST /brands/{brand}/experiments": (Duty.PUBLISH, _on_shares),
    "POST /brands/{brand}/holdouts": (Duty.PUBLISH, lambda *_: _days() | {"keys": _keys(), "share": 0.5}),
    "POST /brands/{brand}/holdout-totals": (
        Duty.PUBLISH,
        lambda *_: _days() | {"treated": {"n": 90, "did": 9}, "held_out": {"n": 90, "did": 5}},
    ),
    "POST /brands/{brand}/mix-models": (Duty.PUBLISH, _mix),
    "POST /experiments/{experiment_id}/measure": (Duty.PUBLISH, {"purpose": "effect"}),
    "POST /experiments/{experiment_id}/vouch": (Duty.PUBLISH, None),
    "POST /experiments/{experiment_id}/release": (Duty.PUBLISH, None),
    "GET /experiments/{experiment_id}/units": (Duty.PUBLISH, None),
    "POST /experiments/{experiment_id}/outcomes": (Duty.PUBLISH, {"text": "3@x.example"}),
}
