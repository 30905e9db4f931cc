"""Reads about landing pages and who left an address there."""

from django.db.models import Count

from antiphon.organizations.models import Brand
from antiphon.publishing.models import LandingPage, Lead


def landing_pages_of(brand: Brand) -> list[LandingPage]:
    """Return the landing pages with how many asked on each (`.asked`), the latest first. One query."""
    found = LandingPage.objects.filter(brand=brand).select_related("document", "campaign")
    return list(found.annotate(asked=Count("leads")).order_by("-made_at", "-pk"))


def leads_of(brand: Brand, *, limit: int, offset: int = 0) -> list[Lead]:
    """Return who left an address, the latest first. One query."""
    found = Lead.objects.filter(page__brand=brand).select_related("page", "identity", "came_by")
    return list(found.order_by("-at", "-pk")[offset:][:limit])
