"""What the figures say is worth doing, what was decided about it, and whether that helped."""

from datetime import datetime

from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Json
from antiphon.reports.actions.finding import decide_finding, look_now
from antiphon.reports.answers.outcomes import findings_told
from antiphon.reports.models import ReturnFinding
from antiphon.reports.queries.findings import Stands
from antiphon.reports.returns.findings_words import better, evidence, helped, says, to_do

router = Router(tags=["figures"])


class FindingJson(Json, frozen=True, kw_only=True):
    """Some of something that brought surely more, or less, than the rest; both with n and an interval of 90 %.

    `decision` is follow, leave, or null; `helped` says what came of following it,
    null where it is not followed, or not reckoned yet.
    """

    id: int
    rule: str
    key: str
    better: bool
    sentence: str
    evidence: str
    to_do: str
    n: int
    value: float
    low: float
    high: float
    rest_n: int
    rest_value: float
    rest_low: float
    rest_high: float
    since: datetime
    until: datetime
    found_at: datetime
    decision: str | None
    helped: str | None


class FindingDecision(Schema):
    """Whether a finding is followed (`follow`) or left (`leave`)."""

    decision: str = Field(max_length=8)


class DecidedJson(Json, frozen=True, kw_only=True):
    """What was decided."""

    decision: str


class LookedJson(Json, frozen=True, kw_only=True):
    """How much was found that was not known; null where the worker looks."""

    found: int | None


@router.get("/brands/{brand}/return-findings")
def list_return_findings(request: Asked, brand: str) -> list[FindingJson]:
    """List what was found, the latest first."""
    return [_finding(one) for one in findings_told(member_of(request, brand).brand).value or ()]


@router.post("/brands/{brand}/return-findings")
def look(request: Asked, brand: str) -> LookedJson:
    """Look through the figures of the last half a year now; those of a large brand the worker looks through: null."""
    found = look_now(member_of(request, brand))
    return LookedJson(found=None if found is None else len(found))


@router.post("/return-findings/{return_finding_id}/decision")
def decide_return_finding(request: Asked, return_finding_id: int, body: FindingDecision) -> DecidedJson:
    """Follow a finding, or leave it."""
    row = get_object_or_404(ReturnFinding, brand__in=brands_of(request), pk=return_finding_id)
    made = decide_finding(member_in(request, row.brand_id), row, body.decision)
    return DecidedJson(decision=made.decision)


def _finding(one: Stands) -> FindingJson:
    row = one.finding
    numbers = ("n", "value", "low", "high", "rest_n", "rest_value", "rest_low", "rest_high", "rule", "key", "since",
               "until", "found_at")  # fmt: skip
    return FindingJson(
        id=row.pk,
        better=better(row),
        sentence=says(row),
        evidence=evidence(row),
        to_do=to_do(row),
        decision=one.decision.decision if one.decision else None,
        helped=helped(row, one.outcome) if one.outcome else None,
        **{name: getattr(row, name) for name in numbers},
    )
