"""A marketing-mix model is asked for as a row, fitted by a worker, and kept with what came of it."""

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from antiphon.experiments.actions.measuring import MOST_TRIES, WAIT
from antiphon.experiments.actions.planning import read_table
from antiphon.experiments.models import MixModel
from antiphon.experiments.queries.mixing import can_model, known_weeks, spend_by_week
from antiphon.experiments.rules.faults import Fault, Unfit
from antiphon.experiments.rules.mixing.weeks import MOST_CONTROLS, WeekTable, check_spend, check_weeks, whole_weeks
from antiphon.experiments.sentences import fault_sentence, mix_fault_sentence, spend_labels
from antiphon.lib import apart, clock
from antiphon.lib.errors import Conflict, Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.sales.queries import reporting_currency

_LEASE, _SILENCE = timedelta(minutes=10), 900.0
_FIT = "experiments.rules.mixing.fit:fit"


@dataclass(frozen=True, slots=True)
class MixAsked:
    """The days, the names of what was spent on, and controls as a table by day or week given as text."""

    first: date
    last: date
    spends: Sequence[str]
    controls: str = ""


@transaction.atomic
def ask_mix(by: Member, asked: MixAsked) -> MixModel:
    """Ask for a marketing-mix model; raise Refusal where there are too few weeks, or the spend tells nothing.

    Raise Conflict where one waits already.
    """
    require(by, Duty.PUBLISH)
    weeks, spends = _weeks(by, asked), tuple(dict.fromkeys(asked.spends))
    found = spend_by_week(by.brand, weeks, spends)
    try:
        check_spend({name: found.get(name, (0.0,) * len(weeks)) for name in spends})
    except Unfit as unfit:
        labels = spend_labels(by.brand, spends)
        raise Refusal(mix_fault_sentence(labels, unfit.fault, unfit.told), field="spends") from None
    made = MixModel(
        brand=by.brand, first=weeks[0], last=weeks[-1] + timedelta(days=6), spends=list(spends),
        handed_in=_handed_in(asked.controls), currency=reporting_currency(by.brand),
        seed=secrets.randbelow(2**31 - 1), asked_by=by, asked_at=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise Conflict(_("A model is being reckoned already. Wait until it is done.")) from None
    return made


def claim_mix() -> MixModel | None:
    """Take the model that waits the longest; none where no model can be fitted here."""
    if not can_model():
        return None
    now = clock.now()
    free = MixModel.objects.waiting().filter(Q(held_until=None) | Q(held_until__lt=now))
    for one in free.select_related("brand").order_by("asked_at", "pk")[:5]:
        if free.filter(pk=one.pk).update(held_until=now + _LEASE, tries=F("tries") + 1):
            one.tries += 1
            return one
    return None


def fit_mix(model: MixModel, table: WeekTable) -> dict[str, Any]:
    """Return what came of fitting a table, in a process and an environment of its own; raise `apart.Unfit`."""
    MixModel.objects.filter(pk=model.pk).update(table=table.kept())
    return apart.work_apart(
        _FIT,
        python=settings.MIX_PYTHON,
        silence=_SILENCE,
        told=lambda share: _go_on(model, share),
        seed=model.seed,
        cores=min(os.cpu_count() or 1, 4),
        **table.kept(),
    )


def keep_mix(model: MixModel, content: Mapping[str, object]) -> None:
    """Keep what came of it."""
    _end(model, content=dict(content), told={})


def keep_mix_fault(model: MixModel, unfit: Unfit) -> None:
    """Keep why there is no model."""
    _end(model, fault=unfit.fault.value, told=unfit.told)


def keep_mix_breakdown(model: MixModel, what: str) -> None:
    """Keep that fitting broke down, in words; it is begun anew after a while, three times in all."""
    told = {"what": what[:200]}
    if model.tries >= MOST_TRIES:
        _end(model, fault=Fault.BROKEN.value, told=told)
    else:
        MixModel.objects.waiting().filter(pk=model.pk).update(told=told, held_until=clock.now() + WAIT)


def _weeks(by: Member, asked: MixAsked) -> tuple[date, ...]:
    known = known_weeks(by.brand)
    first = max(asked.first, known.first) if known.first else asked.first
    weeks = whole_weeks(first, min(asked.last, known.last)) if known.first else ()
    try:
        check_weeks(len(weeks))
    except Unfit as unfit:
        raise Refusal(fault_sentence(unfit.fault, unfit.told), field="first") from None
    return weeks


def _handed_in(text: str) -> dict[str, object]:
    if not text.strip():
        return {}
    table = read_table(text)
    if len(table.columns) > MOST_CONTROLS:
        raise Refusal(_("Hand in at most %(most)s columns.") % {"most": MOST_CONTROLS}, field="controls")
    return table.kept()


def _go_on(model: MixModel, share: float) -> None:
    mine = MixModel.objects.waiting().filter(pk=model.pk)
    mine.update(percent=round(100 * share), held_until=clock.now() + _LEASE)


def _end(model: MixModel, **changes: object) -> None:
    mine = MixModel.objects.waiting().filter(pk=model.pk)
    mine.update(**changes, done_at=clock.now(), percent=100, held_until=None)
