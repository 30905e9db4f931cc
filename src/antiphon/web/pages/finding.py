"""What one looks for in a community, and what is like what one is about to ask."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from antiphon.community.permissions import Viewer
from antiphon.community.queries.finding import FINDERS, similar_topics
from antiphon.community.rules.asking import LONGEST, question
from antiphon.web.paging import page_number, pages_beside
from antiphon.web.senders import sender_of, slow_down, too_often
from antiphon.web.taking_part import community_page, inside_page

PAGE = 20
PARTS = {"topics": _("Topics"), "people": _("People"), "groups": _("Groups"), "documents": _("Documents")}


@require_safe
@community_page
def community_search(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show what is found of what one may read, a part at a time."""
    if _too_often(request, "search"):
        return slow_down(request)
    typed = request.GET.get("q", "")[:LONGEST]
    part = request.GET.get("part", "")
    part, number = part if part in PARTS else "topics", page_number(request)
    asked = question(typed)
    found = FINDERS[part](viewer, asked, PAGE + 1, (number - 1) * PAGE) if asked else []
    about: dict[str, Any] = {
        "viewer": viewer,
        "typed": typed.strip(),
        "asked": asked,
        "part": part,
        "parts": PARTS.items(),
        "found": found[:PAGE],
        **pages_beside(number, more=len(found) > PAGE),
    }
    return render(request, "finding/search.html", about)


@require_safe
@inside_page
def similar(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show topics that are like a title that is being typed: a piece of the page on which one opens a topic."""
    if _too_often(request, "similar"):
        return slow_down(request)
    topics = similar_topics(viewer, request.GET.get("title", "")[:LONGEST])
    return render(request, "finding/similar.html", {"viewer": viewer, "similar": topics})


def _too_often(request: HttpRequest, what: str) -> bool:
    """Count a search of an account, or of a sender who has not signed in; it costs more than a page."""
    who = f"user:{request.user.pk}" if request.user.is_authenticated else sender_of(request)
    return bool(request.GET) and too_often(f"community-{what}:{who}", settings.SEARCHES_A_MINUTE)


def look_for_similar(viewer: Viewer) -> dict[str, str]:
    """Return what lets a field for a title look for similar topics while it is typed."""
    return {
        "hx-get": reverse("similar_topics", args=[viewer.brand.slug]),
        "hx-trigger": "input changed delay:400ms",
        "hx-target": "#similar",
        "hx-sync": "this:replace",
    }


_COMMUNITY = "@<slug:brand>/community/"

urlpatterns: list[URLPattern] = [
    path(_COMMUNITY + "search/", community_search, name="community_search"),
    path(_COMMUNITY + "similar/", similar, name="similar_topics"),
]
