"""Reads about campaigns and categories."""

from django.db.models import Count, F, Max, Min, Q, QuerySet

from antiphon.organizations.models import Brand
from antiphon.publishing.models import Campaign, Category, Delivery
from antiphon.publishing.rules.delivering import State

_PLANNED = [State.SCHEDULED, State.IN_REVIEW, State.APPROVED, State.SENDING, State.PROCESSING]


def campaigns_of(brand: Brand) -> QuerySet[Campaign]:
    """Return campaigns, open ones first, each with how many of its posts are planned and live. One query."""
    ours = Q(posts__continues=None)
    return brand.campaigns.annotate(
        planned=Count("posts", distinct=True, filter=ours & Q(posts__deliveries__state__in=_PLANNED)),
        live=Count("posts", distinct=True, filter=ours & Q(posts__deliveries__state=State.LIVE)),
        first=Min("posts__deliveries__due_at"),
        last=Max("posts__deliveries__due_at"),
    ).order_by(F("closed_at").asc(nulls_first=True), "name", "pk")


def deliveries_in(campaign: Campaign, limit: int, offset: int = 0) -> list[Delivery]:
    """Return what goes or went out in a campaign, by its hour; drafts without one last. One query."""
    found = Delivery.objects.filter(post__campaign=campaign, post__continues=None).exclude(state=State.CANCELLED)
    ordered = found.select_related("channel__identity", "post__content").order_by(
        F("due_at").asc(nulls_last=True), "pk"
    )
    return list(ordered[offset : offset + limit])


def categories_of(brand: Brand) -> QuerySet[Category]:
    """Return categories by name, each with its contents, slots and series. One query."""
    return brand.categories.annotate(
        said=Count("contents", distinct=True, filter=Q(contents__posts__isnull=False)),
        asked=Count("slots", distinct=True),
        turning=Count("series", distinct=True, filter=Q(series__stopped_at=None)),
    ).order_by("name")
