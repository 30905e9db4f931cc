"""Reads about what the brand has to show. Each takes the same number of queries for one asset and for many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from antiphon.organizations.models import Brand
from antiphon.publishing.models import Asset, Illustration, Post, Tag

KINDS = {"pictures": Q(media_type__startswith="image/"), "videos": Q(media_type__startswith="video/"),
         "documents": Q(media_type="application/pdf")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for: words in title, tags, rights or alternative text; a kind; a tag; what is put away."""

    words: str = ""
    kind: str = ""
    tag: str = ""
    archived: bool = False
    expired_by: date | None = None


@dataclass(frozen=True, slots=True)
class AssetsPage:
    """A page of assets, and whether more follow."""

    assets: Sequence[Asset]
    more: bool


def assets_page(brand: Brand, sought: Sought, *, limit: int = 30, offset: int = 0) -> AssetsPage:
    """Return assets that somebody looks for, the latest first, with tags, captions and uses. Three queries.

    `said` on each is the alternative text that it was shown with last, if any.
    """
    found = (
        _sought(brand, sought)
        .annotate(times=Count("illustrations"), said=Subquery(_said_of(OuterRef("pk"))))
        .select_related("brand")
        .prefetch_related("tags", "captions")
    )
    rows = list(found.order_by("-added_at", "-pk")[offset : offset + limit + 1])
    return AssetsPage(rows[:limit], len(rows) > limit)


def said_of(asset: Asset) -> str:
    """Return the alternative text that an asset was shown with last, or nothing. One query."""
    return _said_of(asset.pk).first() or ""


def _said_of(asset: "int | OuterRef") -> "QuerySet[Illustration, str]":
    shown = Illustration.objects.filter(asset=asset).exclude(alt_text="")
    return shown.order_by("-pk").values_list("alt_text", flat=True)[:1]


def tags_of(brand: Brand, limit: int = 40) -> list[str]:
    """Return the tags of a brand, the most used first. One query."""
    used = Tag.objects.filter(asset__brand=brand, asset__archived_at=None).values("name").annotate(times=Count("pk"))
    return list(used.order_by("-times", "name").values_list("name", flat=True)[:limit])


def where_used(asset: Asset, limit: int = 50) -> list[Post]:
    """Return the posts that show an asset, the latest first. One query."""
    shows = Illustration.objects.filter(content=OuterRef("content"), asset=asset)
    on_card = Q(content__card__picture=asset)
    found = Post.objects.filter(Exists(shows) | on_card, brand=asset.brand_id)
    return list(found.select_related("content", "author__user").order_by("-created_at", "-pk")[:limit])


def _sought(brand: Brand, sought: Sought) -> QuerySet[Asset]:
    rows = Asset.objects.filter(brand=brand, archived_at__isnull=not sought.archived)
    if sought.kind in KINDS:
        rows = rows.filter(KINDS[sought.kind])
    if sought.tag:
        rows = rows.filter(Exists(Tag.objects.filter(asset=OuterRef("pk"), name=sought.tag)))
    if sought.expired_by is not None:
        rows = rows.filter(expires_on__lt=sought.expired_by)
    for word in sought.words.split()[:8]:
        rows = rows.filter(_says(word))
    return rows


def _says(word: str) -> Q:
    tagged = Tag.objects.filter(asset=OuterRef("pk"), name__icontains=word)
    described = Illustration.objects.filter(asset=OuterRef("pk"), alt_text__icontains=word)
    own = Q(title__icontains=word) | Q(rights_holder__icontains=word) | Q(licence__icontains=word)
    return own | Q(Exists(tagged)) | Q(Exists(described))
