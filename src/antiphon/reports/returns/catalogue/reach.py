"""How often what was sent out was seen."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from antiphon.reports.returns.measure import Example, Kind, Result, ReturnMeasure, Side, Size
from antiphon.reports.rules.known import Known, Rows, Sent, ids_of


class Reach(ReturnMeasure):
    """The views told of the posts of some days, added up."""

    name = "reach"
    title = _("Reach")
    unit = _("views")
    definition = _(
        "How often the posts that went out in these days were seen by their end: the last number that each network "
        "told of each, added up. One who looks twice counts twice. Posts of which nobody tells it are left out, "
        "not counted as 0."
    )
    source = _("Told by the networks; added up by us.")
    side = Side.CALL
    size = Size.FOLLOWERS
    kind = Kind.SUM
    place = 10
    reads = ("sent",)
    example = Example(
        told=_("One network told 340 views of a post, another 120; of a third post nothing was told: 340 + 120."),
        known=Known(sent=(Sent(views=340), Sent(views=120), Sent())),
        value=460,
    )

    def of(self, known: Known) -> Result:
        """Return the views; None where no network told any."""
        told = [one for one in known.sent if one.views is not None]
        if not told:
            why = gettext("No network told how often a post of these days was seen.")
            return Result(None, 0, why if known.sent else gettext("No post went out in these days."))
        total = sum(one.views or 0 for one in told)
        said = ngettext("Told of %(n)d of %(all)d post.", "Told of %(n)d of %(all)d posts.", len(known.sent))
        rows = (Rows("reading", ids_of(one.readings for one in told)),)
        return Result(total, len(told), said % {"n": len(told), "all": len(known.sent)}, rows=rows)
