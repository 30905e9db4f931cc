"""What it cost, and what opportunities came to: time, and money in the currency that the brand reckons in."""

from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import Any

from antiphon.organizations.models import Brand
from antiphon.relationships.models import Opportunity, TimeSpent
from antiphon.relationships.rules.opportunity import Stage
from antiphon.reports.rules.known import Decided, Minutes


def spent(brand: Brand, since: datetime, until: datetime) -> dict[str, Any]:
    """Return the fields of `Known` about costs and opportunities. Two queries."""
    return {**_time(brand, since, until), **_decided(brand, since, until)}


def _time(brand: Brand, since: datetime, until: datetime) -> dict[str, Any]:
    noted = TimeSpent.objects.filter(brand=brand, started_at__gte=since, started_at__lt=until, ended_at__isnull=False)
    rows = list(noted.order_by("started_at", "pk").values_list("minutes", "purpose", "pk", "unsure"))
    sure = [
        Minutes(minutes or 0, for_call=purpose == TimeSpent.Purpose.PUBLISH, id=pk)
        for minutes, purpose, pk, unsure in rows
        if not unsure
    ]
    return {"minutes": tuple(sure), "unsure": sum(1 for *_rest, unsure in rows if unsure)}


def _decided(brand: Brand, since: datetime, until: datetime) -> dict[str, Any]:
    """Return the opportunities that were won or lost; where money is of several currencies, that of most is "
    "reckoned."""
    closed = Opportunity.objects.filter(brand=brand, closed_at__gte=since, closed_at__lt=until)
    rows = list(closed.order_by("closed_at", "pk").values_list("pk", "stage", "currency", "value"))
    most = Counter(currency for _pk, _stage, currency, _value in rows if currency).most_common(1)
    reckoned = most[0][0] if most else ""
    return {
        "currency": reckoned,
        "decided": tuple(
            _one(pk, stage == Stage.WON, currency, value, reckoned) for pk, stage, currency, value in rows
        ),
    }


def _one(pk: int, won: bool, currency: str, value: Decimal, reckoned: str) -> Decided:  # noqa: FBT001
    known = not currency or currency == reckoned
    apart = "" if known else f"{value} {currency}"
    return Decided(won=won, in_money=bool(currency), worth=value if known else None, apart=apart, id=pk)
