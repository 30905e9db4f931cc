"""Whether a brand is so large that its figures are reckoned by a worker."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from antiphon.ledger.models import Interaction
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Lead
from antiphon.sales.models import Purchase
from antiphon.visits.models import GoalReached, Visit


def is_large(brand: Brand) -> bool:
    """Return whether a brand has more interactions, visits, goals reached, purchases or leads than are read at once.

    No table is counted to its end. Five queries at most.
    """
    return any(_many(rows) for rows in _rows(brand))


def _rows(brand: Brand) -> tuple[QuerySet[Any], ...]:
    return (
        Interaction.objects.filter(brand=brand),
        Visit.objects.filter(brand=brand),
        GoalReached.objects.filter(visit__brand=brand),
        Purchase.objects.filter(brand=brand),
        Lead.objects.filter(page__brand=brand),
    )


def _many(rows: QuerySet[Any]) -> bool:
    return rows.order_by().values("pk")[settings.ROWS_AT_ONCE : settings.ROWS_AT_ONCE + 1].exists()
