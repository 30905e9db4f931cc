"""What opportunities that were won are worth in points."""

from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.reports.returns.measure import Example, Kind, Result, ReturnMeasure, Side
from antiphon.reports.rules.known import Decided, Known, Rows


class OpportunityPoints(ReturnMeasure):
    """The points of opportunities won in some days."""

    name = "opportunity_points"
    title = _("Opportunities won, in points")
    unit = _("points")
    definition = _(
        "The points of the opportunities with people that were won in these days and are worth no money: a "
        "collaboration, an introduction, a word in the press. You say how many points each is worth. They are "
        "never added to money."
    )
    source = _("Definition 3.9, of what is decided.")
    side = Side.RESPONSE
    kind = Kind.SUM
    place = 90
    reads = ("decided",)
    example = Example(
        told=_("Won: an article worth 30 points and an introduction worth 5; money is none of it."),
        known=Known(
            decided=(
                Decided(won=True, in_money=False, worth=Decimal(30)),
                Decided(won=True, in_money=False, worth=Decimal(5)),
                Decided(won=True, in_money=True, worth=Decimal("2000.00")),
            ),
        ),
        value=Decimal(35),
    )

    def of(self, known: Known) -> Result:
        """Return the points; None where nothing that is worth points was decided."""
        decided = [one for one in known.decided if not one.in_money]
        won = [one for one in decided if one.won]
        if not decided:
            return Result(None, 0, gettext("No opportunity that is worth points was decided in these days."))
        words = gettext("%(won)d of %(n)d that were decided were won.") % {"won": len(won), "n": len(decided)}
        points = sum((one.worth or Decimal(0) for one in won), Decimal(0))
        return Result(points, len(won), words, rows=(Rows("opportunity", tuple(one.id for one in won)),))
