"""How much time posts took."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.reports.returns.measure import Example, Kind, Result, ReturnMeasure, Side
from antiphon.reports.rules.known import Known, Minutes, Rows


class CallTime(ReturnMeasure):
    """Hours that were noted for making and sending posts."""

    name = "call_time"
    title = _("Time for posts")
    unit = _("hours")
    definition = _(
        "The time that the team noted for making and sending posts. Time that nobody noted is not known, so that "
        "it is at least this much. A forgotten timer counts once its member said how long it was."
    )
    source = _("Noted by the team.")
    side = Side.CALL
    kind = Kind.SUM
    decimals = 1
    less_is_better = True
    place = 120
    reads = ("times",)
    example = Example(
        told=_("An hour of making posts was noted twice; a call of 45 minutes with somebody is not of this side."),
        known=Known(minutes=(Minutes(60, for_call=True), Minutes(60, for_call=True), Minutes(45))),
        value=2,
    )

    def of(self, known: Known) -> Result:
        """Return the hours; None where nobody noted any."""
        noted = [one for one in known.minutes if one.for_call]
        if not noted:
            return Result(None, 0, gettext("Nobody noted time for posts in these days."))
        words = gettext("Noted in %(n)d entries.") % {"n": len(noted)}
        hours = sum(one.minutes for one in noted) / 60
        return Result(hours, len(noted), words, rows=(Rows("time", tuple(one.id for one in noted)),))
