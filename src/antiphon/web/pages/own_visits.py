"""Whether one's visits to the brand's site bear one's name: no, unless one says so here; nobody else decides it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from antiphon.community.actions.visiting import WORDS, agree_to_visits, withdraw_visits
from antiphon.community.permissions import Viewer
from antiphon.visits.queries.naming import agreed_to_visits, count_named
from antiphon.web.access import SeeOther
from antiphon.web.own_visits import own_site
from antiphon.web.taking_part import inside_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def own_visits(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show what one agreed to, and let one agree, or agree no more."""
    own = viewer.participant
    if own is None or own.identity is None:
        return redirect("community", viewer.brand.slug)
    if request.method == "POST":
        return _said(request, viewer)
    consent = agreed_to_visits(own.identity.pk)
    about = {
        "viewer": viewer,
        "consent": consent,
        "words": WORDS,
        "site": own_site(viewer.brand),
        "n": count_named(own.identity.pk) if consent else 0,
    }
    return render(request, "own_visits.html", about)


def _said(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    own, said = viewer.participant, request.POST.get("do", "")
    if own is None or said not in {"agree", "withdraw"}:
        raise Http404
    if said == "agree":
        agree_to_visits(own)
        messages.success(request, _("Kept, with the words you agreed to."))
    else:
        withdraw_visits(own)
        messages.success(request, _("You agree no more. Which visits were yours is forgotten."))
    return SeeOther(reverse("own_visits", args=[viewer.brand.slug]))


urlpatterns: list[URLPattern] = [path("@<slug:brand>/community/visits/", own_visits, name="own_visits")]
