"""How often a goal was reached by who came by what was sent out."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.reports.returns.measure import Example, Result, ReturnMeasure, Side, Size
from antiphon.reports.rules.intervals import by_chance
from antiphon.reports.rules.known import Counted, Known, Rows


class Conversions(ReturnMeasure):
    """A count of a kind of visits."""

    name = "conversions"
    title = _("Conversions")
    unit = _("times")
    definition = _(
        "How often a goal of your sites was reached in a visit that came from a social network, by a short link of "
        "yours, by a letter, or by a campaign or an ad. Each visit reaches each goal once."
    )
    source = _("A count; our own. Nobody is followed from one day to the next.")
    side = Side.CALL
    size = Size.FOLLOWERS
    place = 75
    reads = ("goals",)
    example = Example(
        told=_("A goal was reached in 12 such visits, and in 30 that came otherwise."),
        known=Known(goals=Counted(12, (10, 2), aside=30)),
        value=12,
    )

    def of(self, known: Known) -> Result:
        """Return how many; None where nobody counts them."""
        told = known.goals
        if told is None:
            return Result(None, 0, gettext("No goal is set yet."))
        words = gettext("%(n)d times more by visits that came otherwise.") % {"n": told.aside}
        return Result(told.n, told.n, words, by_chance(told.n, told.weeks), (Rows("goal"),), (Rows("other_goal"),))
