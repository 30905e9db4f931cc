"""A measurement is asked for as a row, taken by a worker, and kept with what came of it."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from antiphon.experiments.models import Experiment, Measurement, Purpose
from antiphon.experiments.queries.measured import method_of
from antiphon.experiments.rules.faults import Fault, Unfit
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty

LEASE = timedelta(minutes=10)
#: So often a measurement is begun, and so long it waits after it broke down.
MOST_TRIES, WAIT = 3, timedelta(minutes=5)
_MOST_WORDS = 200


def ask(by: Member, experiment: Experiment, purpose: str) -> Measurement:
    """Ask that an experiment is measured; the worker does it. One that waits already is returned."""
    require(by, Duty.PUBLISH)
    if experiment.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
    if purpose not in Purpose.values:
        raise Refusal(_("Choose what is to be measured."), field="purpose")
    try:
        with transaction.atomic():
            return Measurement.objects.create(
                experiment=experiment, purpose=purpose, asked_by=by, asked_at=clock.now()
            )
    except IntegrityError:
        return experiment.measurements.get(purpose=purpose, done_at=None)


@transaction.atomic
def vouch(by: Member, experiment: Experiment) -> Measurement:
    """Say that the test cannot have touched what it is compared with; it is measured again."""
    require(by, Duty.PUBLISH)
    if experiment.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
    mine = Experiment.objects.filter(pk=experiment.pk, vouched_at=None)
    if not mine.update(vouched_by=by, vouched_at=clock.now()):
        raise Conflict(_("Somebody has said so already."))
    experiment.refresh_from_db()
    return ask(by, experiment, Purpose.EFFECT)


def claim_measurement() -> Measurement | None:
    """Take the measurement that waits the longest."""
    now = clock.now()
    free = Measurement.objects.waiting().filter(Q(held_until=None) | Q(held_until__lt=now))
    for one in free.select_related("experiment__brand").order_by("asked_at", "pk")[:5]:
        if free.filter(pk=one.pk).update(held_until=now + LEASE, tries=F("tries") + 1):
            one.tries += 1
            return one
    return None


def note_progress(measurement: Measurement, percent: int) -> None:
    """Note how far it is, in hundredths, and hold it on."""
    mine = Measurement.objects.waiting().filter(pk=measurement.pk)
    mine.update(percent=percent, held_until=clock.now() + LEASE)


def keep_result(measurement: Measurement, content: Mapping[str, object]) -> None:
    """Keep what came of it, with the version of the method."""
    _end(measurement, content=dict(content), told={})


def keep_fault(measurement: Measurement, unfit: Unfit) -> None:
    """Keep why there is no number."""
    _end(measurement, fault=unfit.fault.value, told=unfit.told)


def keep_breakdown(measurement: Measurement, what: str) -> None:
    """Keep that measuring broke down, in words; it is begun anew after a while, three times in all."""
    told = {"what": what[:_MOST_WORDS]}
    if measurement.tries >= MOST_TRIES:
        _end(measurement, fault=Fault.BROKEN.value, told=told)
    else:
        mine = Measurement.objects.waiting().filter(pk=measurement.pk)
        mine.update(told=told, held_until=clock.now() + WAIT)


def _end(measurement: Measurement, **changes: object) -> None:
    method = method_of(measurement.experiment, measurement.purpose)
    mine = Measurement.objects.waiting().filter(pk=measurement.pk)
    mine.update(**changes, method=method, done_at=clock.now(), percent=100, held_until=None)
    measurement.refresh_from_db()
