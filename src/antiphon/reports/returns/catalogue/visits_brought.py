"""How often somebody came by a link that somebody else placed."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.reports.returns.measure import Example, Result, ReturnMeasure, Side, Size
from antiphon.reports.rules.intervals import by_chance
from antiphon.reports.rules.known import Counted, Known, Rows


class VisitsBrought(ReturnMeasure):
    """A count of a kind of visits."""

    name = "visits_brought"
    title = _("Visits others brought")
    unit = _("visits")
    definition = _(
        "Visits to your sites that came from the site of somebody else, by a link that they placed. Machines, and "
        "browsers that ask not to be tracked, are left out."
    )
    source = _("A count; our own. Nobody is followed from one day to the next.")
    side = Side.RESPONSE
    size = Size.PEOPLE
    place = 70
    reads = ("visits",)
    example = Example(
        told=_("17 visits came from sites of others."),
        known=Known(brought_visits=Counted(17, (10, 7), aside=0)),
        value=17,
    )

    def of(self, known: Known) -> Result:
        """Return how many; None where nobody counts them."""
        told = known.brought_visits
        if told is None:
            return Result(None, 0, gettext("No site is counted yet."))
        words = gettext("Most in one week: %(most)d.") % {"most": max(told.weeks, default=0)}
        return Result(told.n, told.n, words, by_chance(told.n, told.weeks), (Rows("brought_visit"),))
