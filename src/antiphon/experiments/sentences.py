"""What is said of experiments, in words: why there is no number, what each method takes for granted."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.channels.sentences import network_name
from antiphon.experiments.queries.series import COUNTABLES, split
from antiphon.experiments.rules.faults import Fault, Unfit
from antiphon.experiments.rules.mixing.soundness import Doubt
from antiphon.organizations.models import Brand
from antiphon.sales.models import SpendSide

#: Why no number is given, and what to do.
FAULTS: Mapping[str, Promise] = {
    Fault.TOO_FEW_BEFORE: _(
        "There are %(have)s days before it; at least %(least)s are needed to know what is usual. "
        "Begin later, or choose a series that is known for longer."
    ),
    Fault.TOO_FEW_AFTER: _(
        "Of the test itself %(have)s days are over; at least %(least)s are needed. Look again then."
    ),
    Fault.GAPS: _(
        "%(have)s numbers are missing in these days. A day without a number is not a day without anything: fill the "
        "gaps in the table, or choose other days."
    ),
    Fault.NO_VARIANCE: _("The numbers never change, so nothing can be told from chance."),
    Fault.TOO_SPARSE: _(
        "Something happened on only %(have)s of the days before; at least %(least)s are needed. "
        "Count something that happens more often."
    ),
    Fault.CONTROL_STANDS_STILL: _(
        "A series it is compared with never changes before the test, so it tells nothing. Leave it out."
    ),
    Fault.CONTROLS_ALIKE: _("Two of the series it is compared with are the same. Leave one out."),
    Fault.CONTROL_MOVED: _(
        "“%(name)s” moved too when the test began. If your test touched it, it cannot tell what would have happened "
        "anyway. Leave it out, or say that the test cannot have touched it."
    ),
    Fault.TOO_FEW_UNITS: _("There are %(have)s units on one side; at least %(least)s are needed."),
    Fault.TOO_SMALL_ARM: _("One side has %(have)s units; at least %(least)s are needed on each."),
    Fault.NO_OUTCOMES: _("Nothing is known yet of what the two sides did. Hand in the outcomes."),
    Fault.NOT_OVER: _("The test has not begun. What it could see is shown below."),
    Fault.NO_SUCH_SERIES: _(
        "“%(name)s” is not known: nothing of it was ever counted, or the table has no such column."
    ),
    Fault.NOT_FINITE: _("The table holds numbers that are none."),
    Fault.TOO_FEW_WEEKS: _(
        "There are %(have)s whole weeks; at least %(least)s are needed, two years. Less cannot tell a season from a "
        "campaign."
    ),
    Fault.TOO_MANY_WEEKS: _("There are %(have)s weeks; %(most)s at most can be worked on. Choose a later first day."),
    Fault.TOO_LITTLE_SOLD: _("Something was sold in %(have)s of the weeks; at least %(least)s are needed."),
    Fault.NO_SPEND: _("Choose at least one thing that money was spent on in these weeks."),
    Fault.TOO_MANY_SPENDS: _("%(have)s are too many to be told apart; choose %(most)s at most."),
    Fault.TOO_LITTLE_SPENT: _(
        "On “%(name)s” something was spent in %(have)s of the weeks; at least %(least)s are needed. Leave it out."
    ),
    Fault.SPEND_STANDS_STILL: _(
        "What was spent on “%(name)s” hardly ever changed, so nobody can tell what it brought. Leave it out, or "
        "spend more and less by turns for some months."
    ),
    Fault.SPENDS_ALIKE: _(
        "“%(name)s” and “%(other)s” went up and down as one, so what they brought cannot be told apart. "
        "Leave one out."
    ),
    Fault.CONTROL_GAP: _("“%(name)s” has no number in the week of %(week)s."),
    Fault.NO_RATE: _("%(have)s purchases or spends have no exchange rate, so they would be missing. Note the rates."),
    Fault.BROKEN: _(
        "Measuring broke down each time it was tried: %(what)s. That is a fault of this software, and your numbers "
        "are as they were. Tell whoever looks after it; then measure again."
    ),
}


#: Why what was fitted is not to be trusted.
DOUBTS: Mapping[Doubt, Promise] = {
    Doubt.CHAINS_DISAGREE: _("The chains did not come to the same answer."),
    Doubt.TOO_FEW_DRAWS: _("Too few of the draws are independent of each other."),
    Doubt.DIVERGENT: _("Some steps diverged, so parts of what is possible were not looked at."),
}


def fault_sentence(fault: str, told: Mapping[str, object]) -> str:
    """Return why there is no number, in the reader’s language."""
    words = str(FAULTS.get(fault, FAULTS[Fault.NOT_FINITE]))
    name = series_label(str(told.get("name", ""))) if "name" in told else ""
    return words % {
        "have": "?",
        "least": "?",
        "most": "?",
        "what": "?",
        "other": "?",
        "week": "?",
        **told,
        "name": name,
    }


def mix_fault_sentence(labels: Mapping[str, str], fault: str, told: Mapping[str, object]) -> str:
    """Return why there is no marketing-mix model, with the words for what money was spent on."""
    named = {key: labels.get(str(told[key]), str(told[key])) for key in ("name", "other") if key in told}
    return fault_sentence(fault, {**told, **named})


def spend_labels(brand: Brand, names: Iterable[str]) -> dict[str, str]:
    """Return the words for what money was spent on: a channel, a campaign, a side of the house. One query."""
    channels = {one.pk: one for one in brand.channels.select_related("identity")}
    return {name: _spend_label(name, channels) for name in names}


def _spend_label(name: str, channels: Mapping[int, Channel]) -> str:
    kind, _slash, rest = name.partition("/")
    if kind == "channel" and rest.isdecimal() and int(rest) in channels:
        one = channels[int(rest)]
        return f"{network_name(one.kind)} {one.identity.handle}".strip()
    if kind == "campaign":
        return gettext("campaign “%(name)s”") % {"name": rest}
    return str(SpendSide(kind).label) if kind in SpendSide else name


def series_label(name: str, channels: Mapping[int, str] | None = None) -> str:
    """Return the words for a series: what is counted, and on which channel."""
    try:
        measure, channel = split(name)
    except Unfit:
        return name
    label = str(COUNTABLES[measure].label)
    if channel is None:
        return label
    where = (channels or {}).get(channel, f"{channel}")
    return gettext("%(what)s · %(where)s") % {"what": label, "where": where}


#: What each kind takes for granted, in plain words.
ASSUMPTIONS: Mapping[str, tuple[Promise, ...]] = {
    "before_after": (
        _("Nothing else of weight began on the same day: no sale, no press, no holiday."),
        _("What it is compared with was not touched by the test, and goes on to move together as it did before."),
        _("Without anything to compare with, only the series’ own past tells what would have happened."),
    ),
    "difference": (
        _("Without the test both groups would have changed by the same amount."),
        _("What was tried on the one group did not reach the other."),
        _("Each unit counts once, however many days it has."),
    ),
    "holdout": (
        _("Who was held out was chosen by lot, not by hand, and was really left alone."),
        _("Those who were treated did not pass it on to those who were not."),
        _("The outcome was counted in the same way on both sides."),
    ),
}
