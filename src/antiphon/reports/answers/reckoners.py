"""Who answers which question about a large brand."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from antiphon.organizations.models import Member
from antiphon.reports.actions.finding import look_through
from antiphon.reports.actions.reporting import content_of, write_report
from antiphon.reports.answers.attribution import reckon_attribution
from antiphon.reports.answers.outcomes import reckon_outcomes
from antiphon.reports.answers.returns import reckon_returns
from antiphon.reports.models import KeptAnswer, Question


def _report(answer: KeptAnswer, about: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, tuple[int, ...]]]:
    by = Member.objects.get(brand=answer.brand, pk=about["by"])
    month, language = date.fromisoformat(about["month"]), about["language"]
    content = content_of(by, month, language, with_brands=about["with_brands"])
    return {"report": write_report(by, month, language, content).pk}, {}


type Reckoner = Callable[[KeptAnswer, Mapping[str, Any]], tuple[dict[str, Any], dict[str, tuple[int, ...]]]]
RECKONERS: Mapping[Question, Reckoner] = {
    Question.RETURNS: reckon_returns,
    Question.ATTRIBUTION: reckon_attribution,
    Question.OUTCOMES: reckon_outcomes,
    Question.FINDINGS: lambda answer, _about: ({"found": len(look_through(answer.brand))}, {}),
    Question.REPORT: _report,
}
