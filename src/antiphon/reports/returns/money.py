"""Money of a side: what was sold, what it cost, and what one gave for the other; the same rules for both sides."""

from decimal import Decimal

from django.utils.translation import gettext

from antiphon.reports.returns.measure import Result, Side
from antiphon.reports.rules.known import Known, Put, Rows, Sold

_CENT = Decimal("0.01")


def sales_of(known: Known, side: Side) -> Result:
    """Return what was sold and led to by a side, by the shares of its touches.

    None where no sale is told, and where there were sales but of none a touch is known: neither is nothing.
    """
    if known.sold is None:
        return Result(None, 0, gettext("Nobody told of a purchase yet."))
    if known.sold and not any(one.call or one.response for one in known.sold):
        said = gettext("Of none of the %(all)d purchases it is known what led there.") % {"all": len(known.sold)}
        return Result(None, 0, said, aside=(Rows("purchase", tuple(one.id for one in known.sold)),))
    led = [one for one in known.sold if _share(one, side)]
    rated = [one for one in led if one.net is not None]
    worth = sum((_part(one, side) for one in rated), Decimal(0))
    untouched = sum(not one.call and not one.response for one in known.sold)
    said = gettext(
        "This side led to %(n)d of %(all)d purchases, wholly or in part; of %(not)d nothing is known of how."
    )
    words = said % {"n": len(led), "all": len(known.sold), "not": untouched}
    rows = (Rows("purchase", tuple(one.id for one in led)),)
    aside = (Rows("purchase", tuple(one.id for one in known.sold if not _share(one, side))),)
    value = None if led and not rated else worth
    return Result(value, len(led), words + _apart(led), rows=rows, aside=aside, unit=known.currency)


def cost_of(known: Known, side: Side) -> Result:
    """Return the money that was put into a side; None where nobody noted any."""
    put = [one for one in known.put or () if one.for_call == (side == Side.CALL)]
    if not put:
        return Result(None, 0, gettext("Nobody noted money that was put into this side in these days."))
    rated = [one.amount for one in put if one.amount is not None]
    words = gettext("Noted in %(n)d entries; time is not in it.") % {"n": len(put)}
    value = sum(rated, Decimal(0)) if rated else None
    rows = (Rows("spend", tuple(one.id for one in put)),)
    return Result(value, len(put), words + _apart(put), rows=rows, unit=known.currency)


def return_of(known: Known, side: Side) -> Result:
    """Return (sales − cost) ÷ cost of a side; None unless both are wholly known, and something was put in."""
    sales, cost = sales_of(known, side), cost_of(known, side)
    rows = (*sales.rows, *cost.rows)
    if sales.value is None or cost.value is None or not cost.value:
        missing = sales if sales.value is None else cost
        why = gettext("It needs both sales and cost. %(missing)s") % {"missing": missing.sentence}
        return Result(None, 0, why, rows=rows)
    gained, spent = Decimal(sales.value), Decimal(cost.value)
    if _unrated(known, side):
        return Result(None, 0, gettext("Part of it has no exchange rate, so that it is not wholly known."), rows=rows)
    said = gettext("%(sales)s came in for %(cost)s %(currency)s. Time is not in it.")
    words = said % {"sales": f"{gained:.2f}", "cost": f"{spent:.2f}", "currency": known.currency}
    ratio = gained / spent
    return Result(float(ratio - 1), sales.n, words, rows=rows, level=float(ratio))


def _unrated(known: Known, side: Side) -> bool:
    put = [one for one in known.put or () if one.for_call == (side == Side.CALL)]
    led = [one for one in known.sold or () if _share(one, side)]
    return any(one.amount is None for one in put) or any(one.net is None for one in led)


def _share(one: Sold, side: Side) -> float:
    return one.call if side == Side.CALL else one.response


def _part(one: Sold, side: Side) -> Decimal:
    return ((one.net or Decimal(0)) * Decimal(str(_share(one, side)))).quantize(_CENT)


def _apart(rows: list[Sold] | list[Put]) -> str:
    amounts = ", ".join(one.apart for one in rows if one.apart)
    if not amounts:
        return ""
    return " " + gettext("Not in it, for want of an exchange rate: %(amounts)s.") % {"amounts": amounts}
