"""Some are held out by lot: a list is divided, and what both sides did is handed in afterwards."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.experiments.actions.measuring import ask
from antiphon.experiments.actions.planning import check_named, read_table
from antiphon.experiments.models import Arm, Experiment, ExperimentKind, Purpose, Unit
from antiphon.experiments.queries.panel import FILE, LIST, TOTALS
from antiphon.experiments.rules.assignment import LEAST_SHARE, MOST_SHARE, MOST_UNITS, held_out, tidy
from antiphon.experiments.rules.faults import Unfit
from antiphon.experiments.rules.holdout import Counts
from antiphon.experiments.rules.outcomes import NoOutcome, outcomes_from
from antiphon.experiments.sentences import fault_sentence
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Subscriber, SubscriberState
from antiphon.publishing.queries.subscribing import newsletters

_BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What every test has: name, question, days."""

    name: str
    begins: date
    ends: date
    question: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """How many lines of what was handed in belong to the list, and how many to nobody on it."""

    known: int
    unknown: int


@transaction.atomic
def divide(
    by: Member, named: Named, keys: Iterable[str], share: float, newsletter: Channel | None = None
) -> Experiment:
    """Divide a list by lot: a share in [0.01, 0.9] is held out. The same list and seed would give the same arms.

    A newsletter leaves out by itself who is held out; without keys its readers are the list. Raise Refusal for fewer
    than six, or more than 200,000.
    """
    require(by, Duty.PUBLISH)
    check_named(named.name, named.begins, named.ends)
    if not LEAST_SHARE <= share <= MOST_SHARE:
        raise Refusal(_("Hold out from 1 to 90 of a hundred."), field="share")
    units = sorted({tidy(key) for key in keys} - {""})
    if newsletter is not None:
        _require_newsletter(by, newsletter)
        units = units or _readers(newsletter)
    if len(units) > MOST_UNITS:
        raise Refusal(_("A list may hold 200,000 at most."), field="keys")
    seed = secrets.randbelow(2**31 - 1)
    try:
        out = held_out(units, share, seed)
    except Unfit as unfit:
        raise Refusal(fault_sentence(unfit.fault, unfit.told), field="keys") from None
    made = _made(by, named, LIST, {}, seed, newsletter)
    rows = (Unit(experiment=made, key=key, arm=Arm.HELD_OUT if key in out else Arm.TREATED) for key in units)
    Unit.objects.bulk_create(rows, batch_size=_BATCH)
    return made


@transaction.atomic
def plan_totals(by: Member, named: Named, treated: Counts, held: Counts) -> Experiment:
    """Keep a test that was made elsewhere, of which only the totals of both sides are known; it is measured."""
    require(by, Duty.PUBLISH)
    check_named(named.name, named.begins, named.ends)
    for place, arm in (("treated_did", treated), ("held_did", held)):
        if not 0 <= arm.did <= arm.n:
            raise Refusal(_("No more can have done it than there were."), field=place)
    arms = {Arm.TREATED.value: treated, Arm.HELD_OUT.value: held}
    table = {arm: {"n": one.n, "did": one.did} for arm, one in arms.items()}
    made = _made(by, named, TOTALS, table, secrets.randbelow(2**31 - 1))
    ask(by, made, Purpose.EFFECT)
    return made


@transaction.atomic
def hand_in_outcomes(by: Member, experiment: Experiment, text: str) -> Matched:
    """Take what those on the list did: a line each, with an amount if there is one. Who is not named did not.

    What was handed in before is written over; amounts of one unit are added up. Raise Refusal where nobody is on the
    list, or a line is none.
    """
    _require_list(by, experiment)
    try:
        told = outcomes_from(text)
    except NoOutcome as wrong:
        raise Refusal(
            _("Line %(row)d holds no number after the name.") % {"row": wrong.row}, field="outcomes"
        ) from None
    units = list(experiment.units.select_for_update())
    known = {unit.key for unit in units} & set(told)
    if not known:
        raise Refusal(_("Nobody in it is on the list of this test."), field="outcomes")
    for unit in units:
        unit.outcome = told.get(unit.key, 0.0)
    Unit.objects.bulk_update(units, ["outcome"], batch_size=_BATCH)
    ask(by, experiment, Purpose.EFFECT)
    return Matched(len(known), len(told) - len(known))


@transaction.atomic
def hand_in_table(by: Member, experiment: Experiment, text: str) -> Matched:
    """Take numbers by day of the units on the list, a column each, as for regions; by them the sides are compared."""
    _require_list(by, experiment)
    table = read_table(text)
    named = experiment.units.filter(key__in={tidy(name) for name in table.columns})
    arms = dict(named.values_list("key", "arm"))
    sides = {name: arms.get(tidy(name)) for name in table.columns}
    experiment.treated = [name for name, arm in sides.items() if arm == Arm.TREATED]
    experiment.controls = [name for name, arm in sides.items() if arm == Arm.HELD_OUT]
    if not experiment.treated or not experiment.controls:
        raise Refusal(_("The columns have to be named as the units of the list, some of each side."), field="table")
    experiment.measure, experiment.table = FILE, table.kept()
    experiment.save(update_fields=["treated", "controls", "measure", "table"])
    ask(by, experiment, Purpose.EFFECT)
    known = len(experiment.treated) + len(experiment.controls)
    return Matched(known, len(table.columns) - known)


@transaction.atomic
def release(by: Member, experiment: Experiment) -> None:
    """Let the newsletter write to those who were held out again; raise Conflict if it does already."""
    require(by, Duty.PUBLISH)
    if experiment.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
    mine = Experiment.objects.filter(pk=experiment.pk, released_at=None).exclude(newsletter=None)
    if not mine.update(released_at=clock.now()):
        raise Conflict(_("The newsletter holds nobody out for this test."))
    experiment.refresh_from_db()


def _require_newsletter(by: Member, newsletter: Channel) -> None:
    require(by, Duty.CONNECT)
    if newsletter not in newsletters(by.brand):
        raise Refusal(_("Choose a newsletter of yours."), field="newsletter")


def _readers(newsletter: Channel) -> list[str]:
    active = Subscriber.objects.filter(channel=newsletter, state=SubscriberState.ACTIVE)
    return sorted({tidy(address) for address in active.values_list("address", flat=True)})


def _made(
    by: Member,
    named: Named,
    measure: str,
    table: Mapping[str, object],
    seed: int,
    newsletter: Channel | None = None,
) -> Experiment:
    return Experiment.objects.create(
        brand=by.brand,
        name=" ".join(named.name.split())[:120],
        question=named.question.strip()[:300],
        kind=ExperimentKind.HOLDOUT,
        measure=measure,
        table=dict(table),
        begins=named.begins,
        ends=named.ends,
        planned_at=clock.now(),
        made_by=by,
        seed=seed,
        newsletter=newsletter,
    )


def _require_list(by: Member, experiment: Experiment) -> None:
    require(by, Duty.PUBLISH)
    if experiment.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
    if experiment.kind != ExperimentKind.HOLDOUT or not experiment.units.exists():
        raise Refusal(_("This test has no list of who was held out."))
