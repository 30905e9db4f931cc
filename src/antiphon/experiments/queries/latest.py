"""What was measured last of each experiment."""

from collections.abc import Sequence

from antiphon.experiments.models import Experiment, Measurement


def latest_of(experiments: Sequence[Experiment]) -> dict[tuple[int, str], Measurement]:
    """Return the last measurement of each experiment for each purpose; one that waits stands behind a done one.

    So the last result stays in sight while it is measured anew. One query, however many there are.
    """
    rows = Measurement.objects.filter(experiment__in=experiments).order_by("asked_at", "pk")
    found: dict[tuple[int, str], Measurement] = {}
    for one in rows:
        place = (one.experiment_id, one.purpose)
        if one.done_at is not None or place not in found:
            found[place] = one
    return found
