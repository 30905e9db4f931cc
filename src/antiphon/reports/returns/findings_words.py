"""A finding in sentences: what was found, on what it stands, what to do about it, and whether it helped."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.measures.rounding import rounded
from antiphon.reports.models import ReturnFinding
from antiphon.reports.queries.findings import Outcome
from antiphon.reports.rules.findings import SHARES, Part, Rule
from antiphon.reports.rules.spans import Verdict

_MONDAY = date(2026, 1, 5)
DAY_PARTS: Mapping[str, Promise] = {
    "night": _("at night"),
    "morning": _("in the morning"),
    "afternoon": _("in the afternoon"),
    "evening": _("in the evening"),
}
_SAYS: Mapping[tuple[Rule, bool], Promise] = {
    (Rule.CATEGORY, True): _("Posts of “%(name)s” bring more than the others."),
    (Rule.CATEGORY, False): _("Posts of “%(name)s” bring less than the others."),
    (Rule.HOUR, True): _("What goes out %(name)s brings more."),
    (Rule.HOUR, False): _("What goes out %(name)s brings less."),
    (Rule.WEEKDAY, True): _("What goes out on a %(name)s brings more."),
    (Rule.WEEKDAY, False): _("What goes out on a %(name)s brings less."),
    (Rule.CHANNEL, True): _("On %(name)s people answer more of your posts."),
    (Rule.CHANNEL, False): _("On %(name)s people answer fewer of your posts."),
    (Rule.NEWCOMERS, True): _("%(name)s are answered in time more often."),
    (Rule.NEWCOMERS, False): _("%(name)s are answered in time less often."),
}
_TO_DO: Mapping[tuple[Rule, bool], Promise] = {
    (Rule.CATEGORY, True): _("Repeat it: plan more of them."),
    (Rule.CATEGORY, False): _("Make fewer of them, make them otherwise, or stop."),
    (Rule.HOUR, True): _("Keep hours free there in the queue."),
    (Rule.HOUR, False): _("Move what is planned there to other hours."),
    (Rule.WEEKDAY, True): _("Keep hours free there in the queue."),
    (Rule.WEEKDAY, False): _("Move what is planned there to other days."),
    (Rule.CHANNEL, True): _("Begin conversations there first."),
    (Rule.CHANNEL, False): _("Ask more there, or give it less of your time."),
    (Rule.NEWCOMERS, True): _("Answer the others as soon."),
    (Rule.NEWCOMERS, False): _("Answer them first: who is answered comes back."),
}
_ASKED: Mapping[str, Promise] = {
    "newcomers": _("Those who write for the first time"),
    "known": _("Those who wrote before"),
}


def better(row: ReturnFinding) -> bool:
    """Whether what was found brought more than the rest."""
    return row.low > row.rest_high


def says(row: ReturnFinding) -> str:
    """Return what was found."""
    return str(_SAYS[Rule(row.rule), better(row)]) % {"name": _name(row)}


def to_do(row: ReturnFinding) -> str:
    """Return what to do about it."""
    return str(_TO_DO[Rule(row.rule), better(row)])


def evidence(row: ReturnFinding) -> str:
    """Return on what it stands."""
    told = {
        "value": _value(row.rule, row.value), "low": _value(row.rule, row.low), "high": _value(row.rule, row.high),
        "n": row.n, "rest": _value(row.rule, row.rest_value), "rest_low": _value(row.rule, row.rest_low),
        "rest_high": _value(row.rule, row.rest_high), "rest_n": row.rest_n,
    }  # fmt: skip
    if row.rule in SHARES:
        share = gettext("%(value)s %% (%(low)s to %(high)s, n = %(n)d), the others %(rest)s %% (%(rest_low)s to "
                        "%(rest_high)s, n = %(rest_n)d).")  # fmt: skip
        return share % told
    times = gettext("%(value)s times as much as is usual on its channel (%(low)s to %(high)s, n = %(n)d), the others "
                    "%(rest)s times (%(rest_low)s to %(rest_high)s, n = %(rest_n)d).")  # fmt: skip
    return times % told


def helped(row: ReturnFinding, outcome: Outcome) -> str:
    """Return whether following it helped, in words."""
    before, since = outcome.did
    if outcome.since is None or outcome.before is None:
        return gettext("Too early to say whether it helped: there is not enough on both sides of the decision yet.")
    told = {"before": _part(row.rule, outcome.before), "since": _part(row.rule, outcome.since)}
    words = {
        Verdict.MORE: gettext("It went up since: %(since)s, before %(before)s. What else changed is not known."),
        Verdict.LESS: gettext("It went down since: %(since)s, before %(before)s. What else changed is not known."),
    }.get(outcome.verdict, gettext("No difference that chance could not make: %(since)s, before %(before)s.")) % told
    if row.rule == Rule.NEWCOMERS or before is None or since is None:
        return words
    did = {"before": rounded(100 * before, 0), "since": rounded(100 * since)}
    return f"{words} {gettext('Of all posts %(since)s %% were such, before %(before)s %%.') % did}"


def _name(row: ReturnFinding) -> str:
    if row.rule == Rule.HOUR:
        return str(DAY_PARTS[row.key])
    if row.rule == Rule.WEEKDAY:
        return date_format(_MONDAY + timedelta(days=int(row.key)), "l")
    return str(_ASKED[row.key]) if row.rule == Rule.NEWCOMERS else row.name


def _part(rule: str, part: Part) -> str:
    ends = {"value": _brought(rule, part.value), "low": _brought(rule, part.interval.low),
            "high": _brought(rule, part.interval.high), "n": part.n}  # fmt: skip
    return gettext("%(value)s (%(low)s to %(high)s, n = %(n)d)") % ends


def _brought(rule: str, value: float) -> str:
    """Return what a time brought: a share in hundredths, or acts for each post."""
    return f"{rounded(100 * value)} %" if rule in SHARES else rounded(value, 1)


def _value(rule: str, value: float) -> str:
    return rounded(100 * value) if rule in SHARES else rounded(value, 2)
