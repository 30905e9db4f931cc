"""Reads about ideas and feeds."""

from django.db.models import Count, F, Q, QuerySet

from antiphon.listening.models import Need
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Feed, Idea, IdeaSource, IdeaState

_OPEN_FIRST = (F("ended_at").asc(nulls_first=True), "title", "pk")


def ideas_of(
    brand: Brand, state: str = IdeaState.NEW, source: str = "", *, limit: int = 30, offset: int = 0
) -> tuple[list[Idea], bool]:
    """Return a page of ideas in a state, the latest first, and whether more follow. One query."""
    found = brand.ideas.filter(state=state, **({"source": source} if source else {}))
    rows = found.select_related("message__author__person", "message__conversation", "feed", "added_by__user", "post")
    page = list(rows.order_by("-added_at", "-pk")[offset : offset + limit + 1])
    return page[:limit], len(page) > limit


def ideas_of_need(need: Need) -> QuerySet[Idea]:
    """Return the ideas that were made of a need, and of those that were merged into it; the earliest first."""
    family, new = [need.pk], [need.pk]
    while new:
        new = list(Need.objects.filter(merged_into__in=new).exclude(pk__in=family).values_list("pk", flat=True))
        family += new
    return Idea.objects.filter(need__in=family).order_by("pk")


def counts_of_ideas(brand: Brand) -> dict[str, int]:
    """Return how many ideas there are in each state. One query."""
    return brand.ideas.aggregate(**{state.value: Count("pk", filter=Q(state=state)) for state in IdeaState})


def feeds_of(brand: Brand) -> QuerySet[Feed]:
    """Return the feeds that are or were followed, each with how many ideas it brought. One query."""
    brought = Count("ideas", filter=Q(ideas__source=IdeaSource.FEED))
    return brand.feeds.annotate(brought=brought).select_related("added_by__user").order_by(*_OPEN_FIRST)
