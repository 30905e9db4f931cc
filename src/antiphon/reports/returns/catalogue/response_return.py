"""What came back for each unit of money that was put into this side."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from antiphon.reports.returns.measure import Example, Kind, Result, ReturnMeasure, Side
from antiphon.reports.returns.money import return_of
from antiphon.reports.rules.known import Known, Put, Sold


class ResponseReturn(ReturnMeasure):
    """Sales of this side less its cost, by its cost."""

    name = "response_return"
    title = _("Return on money")
    unit = _("of the cost")
    definition = _(
        "(Sales − cost) ÷ cost, both of this side and in money, and only where both are wholly known. 0 % is as "
        "much as it cost, 100 % twice as much. Time is not in it: it stands by itself. It is observed, not proven."
    )
    source = _("Return on investment.")
    side = Side.RESPONSE
    kind = Kind.SUM
    hundredths = True
    signed = True
    place = 130
    reads = ("sold", "spent")
    example = Example(
        told=_(
            "120.00 was sold after this side, 500.00 after nothing that is known; it cost 100.00: (120 − 100) ÷ 100."
        ),
        known=Known(
            currency="EUR",
            sold=(Sold(Decimal("120.00"), response=1.0), Sold(Decimal("500.00"))),
            put=(Put(for_call=False, amount=Decimal("100.00")),),
        ),
        value=0.2,
    )

    def of(self, known: Known) -> Result:
        """Return the return; None unless both are known."""
        return return_of(known, Side.RESPONSE)
