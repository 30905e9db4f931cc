"""Look which measurements wait, and hand them to the actions."""

import structlog

from antiphon.experiments.actions.measuring import (
    MOST_TRIES,
    claim_measurement,
    keep_breakdown,
    keep_fault,
    keep_result,
    note_progress,
)
from antiphon.experiments.models import Measurement
from antiphon.experiments.queries.measured import measured
from antiphon.experiments.rules.faults import Unfit

log = structlog.get_logger(__name__)


def measure_once() -> bool:
    """Do the measurement that has waited the longest; return False if none waits."""
    found = claim_measurement()
    if found is None:
        return False
    if found.tries > MOST_TRIES:
        keep_breakdown(found, str(found.told.get("what", "the worker was ended")))
    else:
        _measure(found)
    return True


def measure_all() -> int:
    """Do all measurements that wait; return how many there were."""
    done = 0
    while measure_once():
        done += 1
    return done


def _measure(found: Measurement) -> None:
    try:
        content = measured(found.experiment, found.purpose, lambda percent: note_progress(found, percent))
    except Unfit as unfit:
        keep_fault(found, unfit)
    except Exception as error:  # a fault in one test must neither be hidden nor tried for ever
        log.exception("measuring broke down", measurement=found.pk, tries=found.tries)
        keep_breakdown(found, f"{type(error).__name__}: {error}")
    else:
        keep_result(found, content)
