"""How much time people got from us."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.reports.returns.measure import Example, Kind, Result, ReturnMeasure, Side
from antiphon.reports.rules.known import Known, Minutes, Rows


class ResponseTime(ReturnMeasure):
    """Hours that were noted for people."""

    name = "response_time"
    title = _("Time for people")
    unit = _("hours")
    definition = _(
        "The time that the team noted for speaking with people, answering, preparing and being somewhere. Time "
        "that nobody noted is not known, so that it is at least this much. A forgotten timer counts once its "
        "member said how long it was."
    )
    source = _("Noted by the team.")
    side = Side.RESPONSE
    kind = Kind.SUM
    decimals = 1
    less_is_better = True
    place = 120
    reads = ("times",)
    example = Example(
        told=_(
            "A call of 45 minutes and an hour of answering were noted; an hour of making posts is not of this side."
        ),
        known=Known(minutes=(Minutes(45), Minutes(60), Minutes(60, for_call=True))),
        value=1.75,
    )

    def of(self, known: Known) -> Result:
        """Return the hours; None where nobody noted any."""
        noted = [one for one in known.minutes if not one.for_call]
        if not noted:
            return Result(None, 0, gettext("Nobody noted time for people in these days."))
        said = gettext("Noted in %(n)d entries; %(unsure)d forgotten timers are left out.")
        words = said % {"n": len(noted), "unsure": known.unsure}
        hours = sum(one.minutes for one in noted) / 60
        return Result(hours, len(noted), words, rows=(Rows("time", tuple(one.id for one in noted)),))
