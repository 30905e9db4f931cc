"""Reads about links with more than one caller."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Click, LinkRule, ShortLink
from antiphon.publishing.rules.links import CODE_LENGTH, as_counted


def link_rule(brand: Brand) -> LinkRule | None:
    """Return what is done to the links of a brand's posts, or None."""
    return LinkRule.objects.filter(brand=brand).first()


def link_address(link: ShortLink) -> str:
    """Return the short address."""
    return f"{settings.PUBLIC_URL}/l/{link.code}"


def counted_text(brand: Brand, text: str) -> str:
    """Return a text as long as it will be once its links are short, to be counted before it goes out."""
    rule = link_rule(brand)
    if rule is None or not rule.shorten:
        return text
    return as_counted(text, rule.hosts, len(f"{settings.PUBLIC_URL}/l/") + CODE_LENGTH)


def counted_links(brand: int) -> QuerySet[ShortLink]:
    """Return the links of a brand with how often people and machines followed them (`.people`, `.machines`).

    The post that each belongs to is read with it.
    """
    followed = Click.objects.filter(link=OuterRef("pk")).order_by().values("link")
    people = followed.filter(automated=False).annotate(n=Count("pk")).values("n")
    machines = followed.filter(automated=True).annotate(n=Count("pk")).values("n")
    found = ShortLink.objects.filter(brand=brand).select_related("campaign", "sharer__user")
    found = found.select_related("delivery__channel__identity", "delivery__post__content", "post__content")
    return found.annotate(people=Coalesce(Subquery(people), 0), machines=Coalesce(Subquery(machines), 0))


def links_page(brand: Brand, *, limit: int, offset: int = 0) -> list[ShortLink]:
    """Return links with how often they were followed, the latest first. One query."""
    return list(counted_links(brand.pk).order_by("-made_at", "-pk")[offset:][:limit])


def clicks_by_day(links: Sequence[ShortLink], since: datetime) -> list[tuple[date, int]]:
    """Return for each day since how often people followed these links, days without included."""
    rows = Click.objects.filter(link__in=links, at__gte=since, automated=False)
    counted = dict(rows.annotate(day=TruncDate("at")).values_list("day").annotate(Count("pk")))
    today = clock.now().astimezone(since.tzinfo).date()
    days = [since.date() + timedelta(days=n) for n in range((today - since.date()).days + 1)]
    return [(day, counted.get(day, 0)) for day in days]
