"""Whose visits are whose, as far as they agreed."""

from antiphon.people.models import Consent, Purpose
from antiphon.visits.models import VisitIdentity


def agreed_to_visits(identity: int | None) -> Consent | None:
    """Return the consent by which somebody's visits bear their name, None without one. One query."""
    found = Consent.objects.filter(identity=identity, purpose=Purpose.VISITS, withdrawn_at=None)
    return found.first() if identity else None


def count_named(identity: int) -> int:
    """Return how many visits bear somebody's name today. One query."""
    return VisitIdentity.objects.standing().filter(identity=identity).count()
