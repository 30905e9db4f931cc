"""What it cost: time."""

from datetime import datetime
from typing import Any

from antiphon.organizations.models import Brand
from antiphon.relationships.models import TimeSpent
from antiphon.reports.rules.known import Minutes


def spent(brand: Brand, since: datetime, until: datetime) -> dict[str, Any]:
    """Return the fields of `Known` about costs. One query."""
    noted = TimeSpent.objects.filter(brand=brand, started_at__gte=since, started_at__lt=until, ended_at__isnull=False)
    rows = list(noted.order_by("started_at", "pk").values_list("minutes", "purpose", "pk", "unsure"))
    sure = [Minutes(minutes or 0, for_call=False, id=pk) for minutes, _purpose, pk, unsure in rows if not unsure]
    return {"minutes": tuple(sure), "unsure": sum(1 for *_rest, unsure in rows if unsure)}
