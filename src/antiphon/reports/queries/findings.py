"""What was found, what was decided about it, and whether it helped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from antiphon.organizations.models import Brand
from antiphon.reports.models import Deciding, FindingDecision, FindingsLook, ReturnFinding
from antiphon.reports.queries.observed import observations
from antiphon.reports.rules.findings import Observed, Part, Rule, part_of
from antiphon.reports.rules.spans import Verdict, verdict

#: So long a time is looked through, so long at most an outcome is followed, so many are shown.
LOOK_BACK, FOLLOWED, SHOWN = timedelta(days=180), timedelta(days=90), 50


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of following a finding: since then, and as long before; a part is None where it is too little.

    `did` says how large a share of all observations was of the kind that was found, before and since, in [0, 1]; None
    where nothing was observed. `verdict` compares what all of them brought, or for newcomers what these got.
    """

    before: Part | None
    since: Part | None
    did: tuple[float | None, float | None]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Stands:
    """A finding with the decision that holds, and what came of it if it is followed."""

    finding: ReturnFinding
    decision: FindingDecision | None
    outcome: Outcome | None = None


def findings_of(brand: Brand) -> list[Stands]:
    """Return what was found, the latest first, with the decisions that hold. Four queries at most."""
    rows = ReturnFinding.objects.filter(brand=brand).prefetch_related("decisions__by__user")
    return [Stands(row, _last(row)) for row in rows.order_by("-found_at", "pk")[:SHOWN]]


def followed(found: Iterable[Stands]) -> list[FindingDecision]:
    """Return the last five decisions to follow something, the oldest first: of these the outcomes are told."""
    held = (one.decision for one in found if one.decision is not None)
    return sorted((one for one in held if one.decision == Deciding.FOLLOW), key=lambda one: (one.at, one.pk))[-5:]


def outcome_of(decision: FindingDecision, now: datetime) -> Outcome:
    """Return what came of following a finding. Twelve queries, and more for more than a thousand posts."""
    return _outcome(decision.finding.brand, decision.finding, decision.at, now)


def last_look(brand: Brand) -> FindingsLook | None:
    """Return when the figures were looked through last; None if they never were."""
    return FindingsLook.objects.filter(brand=brand).order_by("-at", "-pk").first()


def _last(row: ReturnFinding) -> FindingDecision | None:
    return max(row.decisions.all(), key=lambda one: (one.at, one.pk), default=None)


def _outcome(brand: Brand, row: ReturnFinding, decided: datetime, now: datetime) -> Outcome:
    long = min(now - decided, FOLLOWED)
    rule = Rule(row.rule)
    before, since = (
        [one for one in observations(brand, start, start + long) if one.rule == rule]
        for start in (decided - long, decided)
    )
    parts = [_brought(rule, row.key, some) for some in (before, since)]
    told = [part.interval if part else None for part in parts]
    n = [part.n if part else 0 for part in parts]
    did = (_share(before, row.key), _share(since, row.key))
    return Outcome(parts[0], parts[1], did, verdict(told[1], told[0], n[1], n[0]))


def _brought(rule: Rule, key: str, some: Sequence[Observed]) -> Part | None:
    """Return what is to grow: of newcomers what they got, of all else what everything together brought."""
    counted = [one.brought for one in some if rule != Rule.NEWCOMERS or one.key == key]
    return part_of(rule, counted)


def _share(some: Sequence[Observed], key: str) -> float | None:
    return sum(one.key == key for one in some) / len(some) if some else None
