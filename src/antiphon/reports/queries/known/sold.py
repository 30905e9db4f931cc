"""What was sold in some days, and how much of each purchase each side led to, by the touches that are known."""

from datetime import datetime, timedelta
from typing import Any

from antiphon.organizations.models import Brand
from antiphon.reports.queries.journeys import Conversion, Kind, Met, journeys_of
from antiphon.reports.queries.journeys.touches import side_of
from antiphon.reports.queries.known.began import first_of
from antiphon.reports.rules.known import Sold
from antiphon.sales.models import Purchase

#: How far back a touch may lie that led to a purchase.
LOOK_BACK = timedelta(days=90)


def sold(brand: Brand, since: datetime, until: datetime) -> dict[str, Any]:
    """Return the purchases of a time; nothing before the first that was told. Fifteen queries at most."""
    began = first_of(Purchase.objects.standing().filter(brand=brand), "at")
    if began is None or began >= until:
        return {}
    found = journeys_of(brand, Kind.PURCHASE, since, until, LOOK_BACK, only_won=True)
    led = [_sold(one.conversion, one.met) for one in found.traveled if one.conversion is not None]
    rest = (_sold(one, ()) for one, _why in found.untouched)
    return {"sold": (*led, *rest), "currency": found.currency, "began": began}


def _sold(one: Conversion, met: tuple[Met, ...]) -> Sold:
    """Return a purchase; each touch has the same share of it."""
    sides = [side_of(touch.channel) for touch in met]
    call, response = (sides.count(side) / len(sides) if sides else 0.0 for side in ("call", "response"))
    apart = "" if one.value is not None or one.amount is None else f"{one.amount.normalize():f} {one.currency}"
    return Sold(one.value, call, response, apart, one.row)
