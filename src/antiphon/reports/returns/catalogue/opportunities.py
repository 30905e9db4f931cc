"""What opportunities that were won are worth in money."""

from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.reports.returns.measure import Example, Kind, Result, ReturnMeasure, Side
from antiphon.reports.rules.known import Decided, Known, Rows


class Opportunities(ReturnMeasure):
    """The worth of opportunities won in some days, in the currency the brand reckons in."""

    name = "opportunities"
    title = _("Opportunities won, in money")
    unit = _("in money")
    definition = _(
        "The worth of the opportunities with people that were won in these days, as far as it is money, in the "
        "currency in which the brand reckons. The whole worth is told, whatever led there. Points are never added "
        "to it; an amount without an exchange rate is said apart."
    )
    source = _("Definition 3.9, of what is decided; what is open is no return yet.")
    side = Side.RESPONSE
    kind = Kind.SUM
    decimals = 2
    place = 85
    reads = ("decided",)
    example = Example(
        told=_("Won: 2,000.00 and 450.50; lost: 900.00; an article worth 30 points is none of it."),
        known=Known(
            currency="EUR",
            decided=(
                Decided(won=True, in_money=True, worth=Decimal("2000.00")),
                Decided(won=True, in_money=True, worth=Decimal("450.50")),
                Decided(won=False, in_money=True, worth=Decimal("900.00")),
                Decided(won=True, in_money=False, worth=Decimal(30)),
            ),
        ),
        value=Decimal("2450.50"),
    )

    def of(self, known: Known) -> Result:
        """Return the worth; None where nothing that is worth money was decided."""
        decided = [one for one in known.decided if one.in_money]
        won = [one for one in decided if one.won]
        rows = (Rows("opportunity", tuple(one.id for one in won)),)
        if not decided:
            return Result(None, 0, gettext("No opportunity that is worth money was decided in these days."))
        apart = ", ".join(one.apart for one in won if one.worth is None)
        words = gettext("%(won)d of %(n)d that were decided were won.") % {"won": len(won), "n": len(decided)}
        if apart:
            words += " " + gettext("Not in it, for want of an exchange rate: %(amounts)s.") % {"amounts": apart}
        worth = sum((one.worth for one in won if one.worth is not None), Decimal(0))
        known_worth = worth if not won or any(one.worth is not None for one in won) else None
        return Result(known_worth, len(won), words, rows=rows, unit=known.currency)
