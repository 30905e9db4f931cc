"""Reads about landing pages and who left an address there."""

from django.db.models import Count

from antiphon.organizations.models import Brand
from antiphon.publishing.models import Asset, LandingPage, Lead, Post
from antiphon.publishing.rules.delivering import State


def landing_pages_of(brand: Brand) -> list[LandingPage]:
    """Return the landing pages with how many asked on each (`.asked`), the latest first. One query."""
    found = LandingPage.objects.filter(brand=brand).select_related("document", "campaign")
    return list(found.annotate(asked=Count("leads")).order_by("-made_at", "-pk"))


def leads_of(brand: Brand, *, limit: int, offset: int = 0) -> list[Lead]:
    """Return who left an address, the latest first. One query."""
    found = Lead.objects.filter(page__brand=brand).select_related("page", "identity", "came_by")
    return list(found.order_by("-at", "-pk")[offset:][:limit])


def is_open(asset: Asset) -> bool:
    """Whether anybody may have a document: it stands in a live post, or on a published page that asks for nothing."""
    given = LandingPage.objects.filter(document=asset, gated=False, published_at__isnull=False)
    posted = Post.objects.filter(content__illustrations__asset=asset, deliveries__state=State.LIVE)
    return given.exists() or posted.exists()
