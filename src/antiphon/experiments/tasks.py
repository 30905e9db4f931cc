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
from antiphon.experiments.actions.mixing import claim_mix, fit_mix, keep_mix, keep_mix_breakdown, keep_mix_fault
from antiphon.experiments.models import Measurement, MixModel
from antiphon.experiments.queries.measured import measured
from antiphon.experiments.queries.mixing import week_table
from antiphon.experiments.rules.faults import Unfit
from antiphon.experiments.rules.mixing.weeks import check_table

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
    """Do all measurements that wait, and fit all models; return how many there were."""
    done = 0
    while measure_once() or fit_mix_once():
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


def fit_mix_once() -> bool:
    """Fit the marketing-mix model that has waited the longest; return False if none waits, or none can be fitted."""
    found = claim_mix()
    if found is None:
        return False
    if found.tries > MOST_TRIES:
        keep_mix_breakdown(found, str(found.told.get("what", "the worker was ended")))
    else:
        _fit(found)
    return True


def _fit(found: MixModel) -> None:
    try:
        table = week_table(found)
        check_table(table)
        content = fit_mix(found, table)
    except Unfit as unfit:
        keep_mix_fault(found, unfit)
    except Exception as error:  # as above
        log.exception("fitting broke down", mix_model=found.pk, tries=found.tries)
        keep_mix_breakdown(found, f"{type(error).__name__}: {error}")
    else:
        keep_mix(found, content)
