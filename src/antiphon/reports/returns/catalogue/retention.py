"""Of whom there was an exchange with, how many are still there."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.measures.rules.growth import Growth
from antiphon.reports.returns.measure import Example, Kind, Result, ReturnMeasure, Side
from antiphon.reports.rules.intervals import wilson
from antiphon.reports.rules.known import Known, Rows


class Retention(ReturnMeasure):
    """The share of the network that stayed."""

    name = "retention"
    title = _("Retention")
    unit = _("of the network")
    definition = _(
        "Of the people in the network at the beginning, the share that is still in it at the end: 1 − lost ÷ "
        "beginning."
    )
    source = _("Definition 3.7; the interval is Wilson’s.")
    side = Side.RESPONSE
    kind = Kind.ESTIMATE
    hundredths = True
    place = 40
    reads = ("in_touch",)
    example = Example(
        told=_("40 people at the beginning, 4 of them lost: 36 ÷ 40."),
        known=Known(in_touch=Growth(40, 6, 2, 4)),
        value=0.9,
    )

    def of(self, known: Known) -> Result:
        """Return the share; None where fewer than five were in the network."""
        told = known.in_touch
        start = told.start if told else 0
        if told is None or told.retention is None:
            few = gettext("Not enough yet: %(n)d of at least 5 people at the beginning.")
            return Result(None, start, few % {"n": start})
        stayed = start - told.lost
        words = gettext("%(stayed)d of %(n)d people stayed.") % {"stayed": stayed, "n": start}
        rows, aside = (Rows("person", known.people), Rows("lost", known.gone)), (Rows("set_aside"),)
        return Result(told.retention, start, words, wilson(stayed, start), rows, aside)
