"""Whether following findings helped, answered."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from antiphon.lib import clock
from antiphon.measures.rules.interval import Interval
from antiphon.organizations.models import Brand
from antiphon.reports.actions.answering import ask
from antiphon.reports.answers.told import Told, at_once, content_of, kept
from antiphon.reports.models import FindingDecision, KeptAnswer, Question
from antiphon.reports.queries.findings import Outcome, Stands, findings_of, followed, outcome_of
from antiphon.reports.queries.size import is_large
from antiphon.reports.rules.findings import Part
from antiphon.reports.rules.spans import Verdict


def findings_told(brand: Brand) -> Told[list[Stands]]:
    """Return what was found, the latest first, with the outcomes of the five that were followed last.

    Of a large brand an outcome is None until a worker has reckoned it: then the answer waits.
    """
    found = findings_of(brand)
    decisions = followed(found)
    if not decisions or not is_large(brand):
        now = clock.now()
        return at_once(_with(found, {one.pk: outcome_of(one, now) for one in decisions}))
    row = ask(brand, Question.OUTCOMES, {"decisions": [one.pk for one in decisions]})
    content = content_of(row) or {}
    return kept(row, _with(found, {int(key): _read(one) for key, one in content.items()}))


def reckon_outcomes(
    answer: KeptAnswer, about: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, tuple[int, ...]]]:
    """Return what came of following findings, to be kept."""
    decisions = FindingDecision.objects.filter(finding__brand=answer.brand, pk__in=about["decisions"])
    now = clock.now()
    told = {str(one.pk): outcome_of(one, now) for one in decisions.select_related("finding__brand")}
    return {key: asdict(one) for key, one in told.items()}, {}


def _with(found: list[Stands], outcomes: Mapping[int, Outcome]) -> list[Stands]:
    return [replace(one, outcome=outcomes.get(one.decision.pk) if one.decision else None) for one in found]


def _read(kept_: Mapping[str, Any]) -> Outcome:
    before, since = kept_["did"]
    return Outcome(_part(kept_["before"]), _part(kept_["since"]), (before, since), Verdict(kept_["verdict"]))


def _part(kept_: Mapping[str, Any] | None) -> Part | None:
    return None if kept_ is None else Part(kept_["n"], kept_["value"], Interval(**kept_["interval"]))
