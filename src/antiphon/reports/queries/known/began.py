"""Since when something is counted at all: before that it is not nought, but not known."""

from datetime import datetime
from typing import Any

from django.db.models import Min, QuerySet

from antiphon.ledger.models import Interaction
from antiphon.organizations.models import Brand


def first_of(rows: QuerySet[Any], at: str) -> datetime | None:
    """Return the first moment of some rows; None where there is none. One query."""
    found: datetime | None = rows.aggregate(first=Min(at))["first"]
    return found


def ledger_began(brand: Brand) -> datetime | None:
    """Return when the first act of a brand was done that stands in its ledger. One query."""
    return first_of(Interaction.objects.filter(brand=brand), "at")


def earlier(*moments: datetime | None) -> datetime | None:
    """Return the earliest of some moments that are known; None where none is."""
    return min((one for one in moments if one is not None), default=None)
