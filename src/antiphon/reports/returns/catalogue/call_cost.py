"""What this side cost in money."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from antiphon.reports.returns.measure import Example, Kind, Result, ReturnMeasure, Side
from antiphon.reports.returns.money import cost_of
from antiphon.reports.rules.known import Known, Put


class CallCost(ReturnMeasure):
    """Money that was put into this side."""

    name = "call_cost"
    title = _("Cost in money")
    unit = _("in money")
    definition = _(
        "The money that was noted as put into this side, as far as it falls into these days: what was spent over "
        "more days counts in part, evenly. In the currency in which the brand reckons. Time is not in it."
    )
    source = _("Noted by the team.")
    side = Side.CALL
    kind = Kind.SUM
    decimals = 2
    less_is_better = True
    place = 110
    reads = ("spent",)
    example = Example(
        told=_("40.00 and 60.00 were noted for this side, 25.00 for the other."),
        known=Known(
            currency="EUR",
            put=(
                Put(for_call=True, amount=Decimal("40.00")),
                Put(for_call=True, amount=Decimal("60.00")),
                Put(for_call=False, amount=Decimal("25.00")),
            ),
        ),
        value=Decimal("100.00"),
    )

    def of(self, known: Known) -> Result:
        """Return the money; None where nobody noted any."""
        return cost_of(known, Side.CALL)
