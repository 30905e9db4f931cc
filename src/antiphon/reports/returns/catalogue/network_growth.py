"""How many people more than before there is a real exchange with."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.measures.rules.growth import Growth
from antiphon.reports.returns.measure import Example, Kind, Result, ReturnMeasure, Side, Size
from antiphon.reports.rules.known import Known, Rows


class NetworkGrowth(ReturnMeasure):
    """New and returned people less those lost."""

    name = "network_growth"
    title = _("Growth of the network")
    unit = _("people")
    definition = _(
        "People in the network at the end less people in it at the beginning. In the network is with whom something "
        "counted passed in each direction within 180 days: they spoke to us, and we to them. A follower is not in it."
    )
    source = _("Definition 3.7; growth accounting, Hsu.")
    side = Side.RESPONSE
    size = Size.PEOPLE
    kind = Kind.SUM
    signed = True
    place = 10
    reads = ("in_touch",)
    example = Example(
        told=_("40 people at the beginning, 6 new, 2 came back, 4 were lost: 44 at the end."),
        known=Known(in_touch=Growth(40, 6, 2, 4)),
        value=4,
    )

    def of(self, known: Known) -> Result:
        """Return the change in people; None where there never was an exchange with anybody."""
        told = known.in_touch
        if told is None or not (told.start or told.end):
            return Result(None, 0, gettext("There was no exchange with anybody yet, in both directions."))
        said = gettext("%(start)d at the beginning, %(new)d new, %(back)d came back, %(lost)d lost: %(end)d.")
        words = said % {
            "start": told.start, "new": told.new, "back": told.returned, "lost": told.lost, "end": told.end,
        }  # fmt: skip
        rows, aside = (Rows("person", known.people), Rows("lost", known.gone)), (Rows("set_aside"),)
        return Result(told.end - told.start, told.end, words, rows=rows, aside=aside, level=float(told.end))
