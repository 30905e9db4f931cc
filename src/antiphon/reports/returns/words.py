"""A result in words: how sure it is, what it is beside other days."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.reports.returns.measure import Kind, Result, ReturnMeasure, Side
from antiphon.reports.returns.reckoning import Compared
from antiphon.reports.rules.spans import Then, Verdict

SIDES: Mapping[Side, tuple[Promise, Promise]] = {
    Side.CALL: (_("Social media"), _("The call: what goes out to many, and what it brought.")),
    Side.RESPONSE: (
        _("Social networking"),
        _("The response: what passes between us and people, and what came of it."),
    ),
}
THEN: Mapping[Then, Promise] = {Then.BEFORE: _("before"), Then.YEAR_AGO: _("a year ago")}
VERDICTS: Mapping[Verdict, Promise] = {
    Verdict.MORE: _("more than chance"),
    Verdict.LESS: _("less than chance"),
    Verdict.CHANCE: _("within chance"),
    Verdict.UNKNOWN: _("not judged"),
}


def number_of(measure: ReturnMeasure, result: Result) -> str:
    """Return the number as it is written, with its sign of hundredths; empty where it is not known."""
    if result.value is None:
        return ""
    return measure.format(result.value) + (" %" if measure.hundredths else "")


def unit_of(measure: ReturnMeasure, result: Result) -> str:
    """Return the unit: that of the measure, or the currency of the result."""
    return result.unit or str(measure.unit)


def sureness(measure: ReturnMeasure, result: Result) -> str:
    """Return how sure a result is, in words; empty where nothing is to be said of it."""
    if result.value is None:
        return ""
    if result.interval is None:
        if measure.kind == Kind.ESTIMATE:
            return gettext("too few, or too alike, for an interval")
        return gettext("told, not estimated")
    ends = {"low": measure.format(result.interval.low), "high": measure.format(result.interval.high)}
    if measure.kind == Kind.COUNT:
        return gettext("counted; by chance alone %(low)s to %(high)s") % ends
    return gettext("90 %%: %(low)s to %(high)s") % ends


def beside(found: Compared, then: Then) -> str:
    """Return the result of other days, and what the comparison says: "12 before, within chance"."""
    other = found.then[then]
    told = {"when": str(THEN[then]), "verdict": str(VERDICTS[found.verdict(then)])}
    if other.value is None:
        return gettext("not known %(when)s") % told
    told["number"] = number_of(found.measure, other)
    if found.now.value is None or found.verdict(then) == Verdict.UNKNOWN:
        return gettext("%(number)s %(when)s") % told
    return gettext("%(number)s %(when)s: %(verdict)s") % told
