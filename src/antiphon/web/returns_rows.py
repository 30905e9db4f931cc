"""Rows behind a figure of a return in words, whatever they are."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.channels.sentences import network_name
from antiphon.relationships.models import OpportunityKind, TimeSpent
from antiphon.reports.queries.behind import RowBehind
from antiphon.web.durations import lasting
from antiphon.web.explained import VERB_NAMES
from antiphon.web.over_time import NAMES

KINDS: Mapping[str, Promise] = {
    "reading": _("told by the network"),
    "click": _("a link was followed"),
    "machine_click": _("a machine followed a link"),
    "lead": _("left an address"),
    "newcomer": _("came"),
    "person": _("in the network"),
    "lost": _("lost since the beginning"),
    "purchase": _("bought"),
    "spend": _("put in"),
    "visit": _("came to the site"),
    "goal": _("reached a goal"),
    "surge": _("followers, not counted"),
    "left_out": _("hits on a day, not counted"),
}
CALLS: Mapping[str, Promise] = {
    "open": _("still waits"),
    "late": _("answered late"),
    "in_time": _("answered in time"),
    "no_target": _("answered, no time was promised"),
}


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row as it is listed: what it is in words, and its number."""

    row: RowBehind
    what: str
    number: str
    place: str


def row_shown(row: RowBehind) -> RowShown:
    """Return a row in words."""
    return RowShown(row, _what(row), _number(row), network_name(row.channel) if row.channel else "")


def _what(row: RowBehind) -> str:
    if row.kind == "reading":
        return str(NAMES.get(row.what, row.what))
    if row.kind == "interaction":
        return str(VERB_NAMES.get(row.what, row.what))
    if row.kind == "call":
        return str(CALLS[row.what])
    if row.kind == "time":
        return str(TimeSpent.Purpose(row.what).label)
    if row.kind == "opportunity":
        return str(OpportunityKind(row.what).label)
    if row.kind in {"visit", "goal"} and row.what:
        return gettext("%(what)s, from %(source)s") % {"what": KINDS[row.kind], "source": row.what}
    if row.kind == "newcomer" and row.of:
        return gettext("came, brought by %(name)s") % {"name": row.of}
    return str(KINDS.get(row.kind, row.kind))


def _number(row: RowBehind) -> str:
    if row.kind == "call" and row.number:
        return lasting(float(row.number))
    if row.kind == "time":
        return lasting(60 * float(row.number))
    return row.number
