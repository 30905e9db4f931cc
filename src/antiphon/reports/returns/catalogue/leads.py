"""How many left their address."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.reports.returns.measure import Example, Result, ReturnMeasure, Side, Size
from antiphon.reports.rules.intervals import by_chance
from antiphon.reports.rules.known import Counted, Known, Rows


class Leads(ReturnMeasure):
    """Addresses that were left on landing pages."""

    name = "leads"
    title = _("Leads")
    unit = _("people")
    definition = _(
        "People who left their mail address on a landing page in these days, with consent. One address on one page "
        "is one."
    )
    source = _("A count; our own.")
    side = Side.CALL
    size = Size.FOLLOWERS
    place = 70
    reads = ("leads",)
    example = Example(
        told=_("Addresses were left in two weeks: 3 in the first, 4 in the second."),
        known=Known(leads=Counted(7, (3, 4))),
        value=7,
    )

    def of(self, known: Known) -> Result:
        """Return how many; None where no page asks for an address."""
        if known.leads is None:
            return Result(None, 0, gettext("There is no landing page that asks for an address."))
        said = gettext("Most in one week: %(most)d.") % {"most": max(known.leads.weeks, default=0)}
        interval = by_chance(known.leads.n, known.leads.weeks)
        return Result(known.leads.n, known.leads.n, said, interval, (Rows("lead"),))
