"""The public pages and feeds of a brand."""

import zlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from antiphon.organizations.models import Brand
from antiphon.organizations.queries import brand_named
from antiphon.publishing.models import Campaign, Category, Delivery
from antiphon.publishing.queries.delivering import public_changed, public_post, public_posts, was_public
from antiphon.web.entries import entries_of
from antiphon.web.feeds import AtomOfBrand, RssOfBrand
from antiphon.web.paging import number_in

PAGE = 20

type BrandPage = Callable[..., HttpResponse]


def _read_by_anybody(page: BrandPage) -> BrandPage:
    """Let readers keep a copy, and answer that it is still good while nothing came or went."""

    @wraps(page)
    def view(request: HttpRequest, brand: str, **rest: Any) -> HttpResponse:
        found = brand_named(brand)
        if found is None:
            raise Http404
        changed = public_changed(found)
        if changed is None:
            return _rendered(page, request, found, **rest)
        tag, since = _tag(request, changed), int(changed.timestamp())
        kept: HttpResponse | None = get_conditional_response(request, tag, since)
        answer = kept or _rendered(page, request, found, **rest)
        if answer.status_code != HTTPStatus.GONE:
            answer["ETag"], answer["Last-Modified"] = tag, http_date(since)
        return answer

    return require_safe(view)


def _rendered(page: BrandPage, request: HttpRequest, brand: Brand, **rest: Any) -> HttpResponse:
    with timezone.override(brand.zone), translation.override(brand.language):
        answer = page(request, brand, **rest)
    patch_cache_control(answer, public=True, max_age=0, must_revalidate=True)
    return answer


def _tag(request: HttpRequest, changed: datetime) -> str:
    return f'"{changed.timestamp():.6f}-{zlib.crc32(request.get_full_path().encode()):x}"'


@_read_by_anybody
def site(request: HttpRequest, brand: Brand) -> HttpResponse:
    """Show what stands on the brand's own pages, the latest first."""
    number = number_in(request.GET.get("page", "1"))
    if not 0 < number < 10_000:
        raise Http404
    rows = public_posts(brand, limit=PAGE + 1, offset=(number - 1) * PAGE)
    context = {
        "brand": brand,
        "entries": entries_of(rows[:PAGE]),
        "more": len(rows) > PAGE,
        "number": number,
        "canonical": _absolute("site", brand.slug),
    }
    return render(request, "site/index.html", context)


@_read_by_anybody
def site_post(request: HttpRequest, brand: Brand, operation: str) -> HttpResponse:
    """Show one post of the brand's own pages."""
    delivery = public_post(brand, operation)
    if delivery is None:
        return _no_post(request, brand, operation)
    return render(request, "site/post.html", _shown(brand, delivery))


def _no_post(request: HttpRequest, brand: Brand, operation: str) -> HttpResponse:
    """Say that a post was taken down, so that nobody asks for it again; raise Http404 if there never was one."""
    if not was_public(brand, operation):
        raise Http404
    about = {"brand": brand, "canonical": _absolute("site_post", brand.slug, operation)}
    return render(request, "site/gone.html", about, status=HTTPStatus.GONE)


def _shown(brand: Brand, delivery: Delivery) -> dict[str, object]:
    (entry,) = entries_of([delivery])
    first = next(iter(entry.pieces), None)
    picture = settings.PUBLIC_URL + first.still if first else ""
    canonical = _absolute("site_post", brand.slug, delivery.operation)
    about = {"brand": brand, "delivery": delivery, "canonical": canonical}
    return about | {"entry": entry, "picture": picture, "first": first}


def _absolute(name: str, *args: str) -> str:
    return settings.PUBLIC_URL + reverse(name, args=args)


@_read_by_anybody
def site_rss(request: HttpRequest, brand: Brand) -> HttpResponse:
    """Give the latest posts as RSS."""
    return RssOfBrand()(request, brand=brand)


@_read_by_anybody
def site_atom(request: HttpRequest, brand: Brand) -> HttpResponse:
    """Give the latest posts as Atom."""
    return AtomOfBrand()(request, brand=brand)


@_read_by_anybody
def campaign_feed(request: HttpRequest, brand: Brand, campaign: str, kind: type[RssOfBrand]) -> HttpResponse:
    """Give the latest posts of a campaign as a feed."""
    return kind()(request, brand=brand, part=get_object_or_404(Campaign, brand=brand, slug=campaign))


@_read_by_anybody
def category_feed(request: HttpRequest, brand: Brand, category: int, kind: type[RssOfBrand]) -> HttpResponse:
    """Give the latest posts of a category as a feed."""
    return kind()(request, brand=brand, part=get_object_or_404(Category, brand=brand, pk=category))


_RSS, _ATOM = {"kind": RssOfBrand}, {"kind": AtomOfBrand}
_CAMPAIGN, _CATEGORY = "@<slug:brand>/campaigns/<slug:campaign>/", "@<slug:brand>/categories/<int:category>/"

urlpatterns: list[URLPattern] = [
    path(_CAMPAIGN + "feed.rss", campaign_feed, _RSS, name="campaign_site_rss"),
    path(_CAMPAIGN + "feed.atom", campaign_feed, _ATOM, name="campaign_site_atom"),
    path(_CATEGORY + "feed.rss", category_feed, _RSS, name="category_site_rss"),
    path(_CATEGORY + "feed.atom", category_feed, _ATOM, name="category_site_atom"),
    path("@<slug:brand>/", site, name="site"),
    path("@<slug:brand>/posts/<slug:operation>/", site_post, name="site_post"),
    path("@<slug:brand>/feed.rss", site_rss, name="site_rss"),
    path("@<slug:brand>/feed.atom", site_atom, name="site_atom"),
]
