"""The way in: the brand, the language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from antiphon.community.queries.participants import communities_of
from antiphon.organizations.actions import choose_language
from antiphon.organizations.queries import memberships
from antiphon.web.access import SeeOther, to_sign_in

A_YEAR = 365 * 24 * 3600


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the only brand or community that one belongs to, or let choose among several."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    found, communities = memberships(request.user), communities_of(request.user)
    if len(found) == 1:
        return redirect("today", found[0].brand.slug)
    if not found and len(communities) == 1:
        return redirect("community", communities[0].brand.slug)
    return render(request, "home.html", {"memberships": found, "communities": communities})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on: kept with the user, and in a cookie for guests."""
    chosen = request.POST.get("language", "")
    if not translation.check_for_language(chosen) or chosen not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    if request.user.is_authenticated:
        choose_language(request.user, chosen)
    answer = SeeOther(_way_back(request))
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, chosen, max_age=A_YEAR, samesite="Lax", secure=settings.SECURE_COOKIES
    )
    return answer


def _way_back(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else "/"


urlpatterns: list[URLPattern] = [
    path("", home, name="home"),
    path("language/", language, name="language"),
]
