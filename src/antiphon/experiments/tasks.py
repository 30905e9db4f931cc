"""Look which measurements wait, and hand them to the actions."""

from antiphon.experiments.actions.measuring import (
    claim_measurement,
    keep_fault,
    keep_result,
    note_progress,
)
from antiphon.experiments.queries.measured import measured
from antiphon.experiments.rules.faults import Unfit


def measure_once() -> bool:
    """Do the measurement that has waited the longest; return False if none waits."""
    found = claim_measurement()
    if found is None:
        return False
    try:
        content = measured(found.experiment, found.purpose, lambda percent: note_progress(found, percent))
    except Unfit as unfit:
        keep_fault(found, unfit)
    else:
        keep_result(found, content)
    return True


def measure_all() -> int:
    """Do all measurements that wait; return how many there were."""
    done = 0
    while measure_once():
        done += 1
    return done
