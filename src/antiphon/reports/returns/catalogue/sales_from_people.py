"""What was sold after what passed between us and people."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from antiphon.reports.returns.measure import Example, Kind, Result, ReturnMeasure, Side
from antiphon.reports.returns.money import sales_of
from antiphon.reports.rules.known import Known, Sold


class SalesFromPeople(ReturnMeasure):
    """The share of this side in what was sold."""

    name = "sales_from_people"
    title = _("Sales after talks")
    unit = _("in money")
    definition = _(
        "What was paid in these days, less what was given back of it, in the currency in which the brand reckons: "
        "of each purchase the share of conversations, groups and meetings in all touches that are known of the "
        "buyer in the 90 days before. A purchase of which no touch is known belongs to neither side. It is "
        "observed, not proven: see attribution and experiments."
    )
    source = _("Linear attribution; definition 3.9.")
    side = Side.RESPONSE
    kind = Kind.SUM
    decimals = 2
    place = 80
    reads = ("sold",)
    example = Example(
        told=_(
            "100.00 after one post; 80.00 after one post and three conversations; 50.00 of which nothing is known: "
            "60."
        ),
        known=Known(
            currency="EUR",
            sold=(
                Sold(Decimal("100.00"), call=1.0),
                Sold(Decimal("80.00"), call=0.25, response=0.75),
                Sold(Decimal("50.00")),
            ),
        ),
        value=Decimal("60.00"),
    )

    def of(self, known: Known) -> Result:
        """Return the money; None where no sale is known."""
        return sales_of(known, Side.RESPONSE)
