"""The home feed: what people whom one follows wrote, one's groups and hashtags, in the order of time."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from antiphon.community.actions.following import follow_hashtag, follow_person, tag_word
from antiphon.community.permissions import Viewer, require_part
from antiphon.community.queries.feed import Item, followed_by, follows_hashtag, home_feed, tagged
from antiphon.community.queries.groups import recommended
from antiphon.community.queries.participants import participants_seen
from antiphon.web.access import SeeOther
from antiphon.web.paging import place_asked, shown_place
from antiphon.web.taking_part import community_page, inside_page

PAGE = 30


@require_safe
@inside_page
def feed(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show what somebody follows, the latest first."""
    participant = require_part(viewer)
    items = home_feed(viewer, PAGE + 1, place_asked(request))
    about = {
        "viewer": viewer,
        "follows": bool(items) or bool(followed_by(participant)),
        "recommended": [] if items else recommended(viewer),
    }
    return render(request, "feed/home.html", about | _page(items))


@require_safe
@community_page
def hashtag(request: HttpRequest, viewer: Viewer, word: str) -> HttpResponse:
    """Show the latest messages under a hashtag that one may read."""
    kept = tag_word(word)
    if not kept:
        raise Http404
    items = tagged(viewer, kept, PAGE + 1, place_asked(request))
    about = {"viewer": viewer, "word": kept, "followed": follows_hashtag(viewer, kept)}
    return render(request, "feed/hashtag.html", about | _page(items))


@require_POST
@inside_page
def follow(request: HttpRequest, viewer: Viewer, handle: str) -> HttpResponse:
    """Follow somebody, or no longer."""
    require_part(viewer)
    found = get_object_or_404(participants_seen(viewer), handle=handle)
    follow_person(viewer, found, follows=request.POST.get("follows") == "yes")
    return SeeOther(reverse("participant", args=[viewer.brand.slug, handle]))


@require_POST
@inside_page
def follow_tag(request: HttpRequest, viewer: Viewer, word: str) -> HttpResponse:
    """Follow a hashtag, or no longer."""
    follow_hashtag(viewer, word, follows=request.POST.get("follows") == "yes")
    return SeeOther(reverse("hashtag", args=[viewer.brand.slug, tag_word(word)]))


def _page(items: list[Item]) -> dict[str, Any]:
    return {"items": items[:PAGE], "before": shown_place(items[PAGE - 1].place) if len(items) > PAGE else ""}


_COMMUNITY = "@<slug:brand>/community/"

urlpatterns: list[URLPattern] = [
    path(_COMMUNITY + "feed/", feed, name="home_feed"),
    path(_COMMUNITY + "tags/<str:word>/", hashtag, name="hashtag"),
    path(_COMMUNITY + "tags/<str:word>/follow/", follow_tag, name="follow_hashtag"),
    path(_COMMUNITY + "members/<slug:handle>/follow/", follow, name="follow_participant"),
]
