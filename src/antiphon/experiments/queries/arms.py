"""How a list was divided, and what arms of that size could see."""

from collections.abc import Mapping

from django.db.models import Count

from antiphon.experiments.models import Arm, Experiment
from antiphon.experiments.rules.holdout import LEAST_PEOPLE
from antiphon.experiments.rules.power import least_lift

#: How many do it anyway, as shares: what is seen depends on it.
BASES = (0.01, 0.05, 0.20)


def arms_of(experiment: Experiment) -> dict[str, int]:
    """Return how many stand on each side; empty where there is no list. One query."""
    return dict(experiment.units.values_list("arm").annotate(n=Count("pk")).order_by("arm"))


def lifts_of(arms: Mapping[str, int]) -> list[tuple[float, float]]:
    """Return for some shares the least rise that is found with a power of 0.8; none for arms under 30."""
    treated, held = arms.get(Arm.TREATED, 0), arms.get(Arm.HELD_OUT, 0)
    if min(treated, held) < LEAST_PEOPLE:
        return []
    return [(base, least_lift(treated, held, base)) for base in BASES]
