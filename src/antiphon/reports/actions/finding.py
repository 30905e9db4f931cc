"""How findings are written down, and how the team decides about them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.reports.actions.answering import ask
from antiphon.reports.models import Deciding, FindingDecision, FindingsLook, Question, ReturnFinding
from antiphon.reports.queries.findings import LOOK_BACK
from antiphon.reports.queries.observed import observations
from antiphon.reports.queries.size import is_large
from antiphon.reports.rules.findings import Found, Observed, found

#: What was found is not said again for so long.
SAID_FOR = timedelta(days=90)


def look_through(brand: Brand) -> list[ReturnFinding]:
    """Look through the last half a year for what is sure enough to be said, and write down what is new."""
    now = clock.now()
    return _write_new(brand, observations(brand, now - LOOK_BACK, now), now)


@transaction.atomic
def _write_new(brand: Brand, observed: Sequence[Observed], now: datetime) -> list[ReturnFinding]:
    """Write down what is new; what took long is done by then, so that nobody waits for it."""
    since = now - LOOK_BACK
    said = ReturnFinding.objects.filter(brand=brand, found_at__gt=now - SAID_FOR)
    known = {(row.rule, row.key, row.low > row.rest_high) for row in said}
    new = [one for one in found(observed) if (one.rule, one.key, one.better) not in known]
    written = [_write(brand, one, (since, now)) for one in new]
    FindingsLook.objects.create(
        brand=brand, since=since, until=now, observed=len(observed), found=len(written), at=now
    )  # fmt: skip
    return written


@transaction.atomic
def look_now(by: Member) -> list[ReturnFinding] | None:
    """Look through the figures because a member asks for it; those of a large brand a worker looks through: None."""
    require(by, Duty.PUBLISH)
    if not is_large(by.brand):
        return look_through(by.brand)
    ask(by.brand, Question.FINDINGS, {}, anew=True)
    return None


@transaction.atomic
def decide_finding(by: Member, finding: ReturnFinding, decision: str) -> FindingDecision:
    """Say whether a finding is followed or left; what was decided before is kept. Raise Refusal for anything else."""
    require(by, Duty.PUBLISH)
    if finding.brand_id != by.brand_id:
        raise Refusal(_("This finding belongs to another brand."))
    if decision not in Deciding:
        raise Refusal(_("Follow it, or leave it."), field="decision")
    return FindingDecision.objects.create(finding=finding, decision=decision, by=by, at=clock.now())


def _write(brand: Brand, one: Found, looked: tuple[datetime, datetime]) -> ReturnFinding:
    part, rest = one.part, one.rest
    return ReturnFinding.objects.create(
        brand=brand, rule=one.rule, key=one.key, name=one.name[:200],
        n=part.n, value=part.value, low=part.interval.low, high=part.interval.high,
        rest_n=rest.n, rest_value=rest.value, rest_low=rest.interval.low, rest_high=rest.interval.high,
        since=looked[0], until=looked[1], found_at=clock.now(),
    )  # fmt: skip
