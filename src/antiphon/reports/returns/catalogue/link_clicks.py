"""How often people followed our short links."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.reports.returns.measure import Example, Result, ReturnMeasure, Side, Size
from antiphon.reports.rules.intervals import by_chance
from antiphon.reports.rules.known import Counted, Known, Rows


class LinkClicks(ReturnMeasure):
    """Clicks by people on links that we sent out ourselves."""

    name = "link_clicks"
    title = _("Links followed")
    unit = _("times")
    definition = _(
        "How often people followed the short links of our own posts and pages. Machines are left out, and so are the "
        "personal links with which our own people pass posts on."
    )
    source = _("A count; our own. Who it was is not kept, so the same person may count twice.")
    side = Side.CALL
    size = Size.FOLLOWERS
    place = 60
    reads = ("clicks",)
    example = Example(
        told=_("Links were followed 40 times by people and 9 times by machines."),
        known=Known(clicks=Counted(40, (18, 22), aside=9)),
        value=40,
    )

    def of(self, known: Known) -> Result:
        """Return how often; None where there is no short link."""
        if known.clicks is None:
            return Result(None, 0, gettext("There is no short link that could be followed."))
        said = gettext("%(n)d times by machines, not counted.") % {"n": known.clicks.aside}
        interval = by_chance(known.clicks.n, known.clicks.weeks)
        return Result(known.clicks.n, known.clicks.n, said, interval, (Rows("click"),), (Rows("machine_click"),))
