"""How often somebody came to the site by what was sent out."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.reports.returns.measure import Example, Result, ReturnMeasure, Side, Size
from antiphon.reports.rules.intervals import by_chance
from antiphon.reports.rules.known import Counted, Known, Rows


class Visits(ReturnMeasure):
    """A count of a kind of visits."""

    name = "visits"
    title = _("Visits")
    unit = _("visits")
    definition = _(
        "Visits to your sites that came from a social network, by a short link of yours, by a letter, or by a "
        "campaign or an ad. A visit ends after half an hour without a page. Machines, and browsers that ask not to "
        "be tracked, are left out."
    )
    source = _("A count; our own. Nobody is followed from one day to the next.")
    side = Side.CALL
    size = Size.FOLLOWERS
    place = 65
    reads = ("visits",)
    example = Example(
        told=_("24 visits came from networks, links and letters; 9 hits of machines were left out."),
        known=Known(visits=Counted(24, (10, 14), aside=9)),
        value=24,
    )

    def of(self, known: Known) -> Result:
        """Return how many; None where nobody counts them."""
        told = known.visits
        if told is None:
            return Result(None, 0, gettext("No site is counted yet."))
        words = gettext("%(n)d more came by a search or directly: these belong to neither side.") % {
            "n": known.other_visits
        }
        return Result(told.n, told.n, words, by_chance(told.n, told.weeks), (Rows("visit"),), (Rows("left_out"),))
