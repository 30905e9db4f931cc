"""What of one's own in a community is not counted, why, and how to have it looked at again; nobody else sees it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from antiphon.community.permissions import Viewer
from antiphon.integrity.actions import ask_second_look
from antiphon.integrity.models import Exclusion
from antiphon.integrity.queries import set_aside_of, told_reason_of
from antiphon.people.models import Identity
from antiphon.web.access import SeeOther
from antiphon.web.explained import VERB_NAMES
from antiphon.web.paging import number_in
from antiphon.web.taking_part import inside_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def own_counting(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show somebody what of theirs is not counted, and let them ask for another look."""
    who = viewer.participant.identity if viewer.participant else None
    if request.method == "POST":
        return _asked(request, viewer, who)
    rows = [
        (
            one,
            VERB_NAMES.get(one.interaction.verb, one.interaction.verb),
            told_reason_of(one),
            list(one.second_looks.all()),
        )
        for one in (set_aside_of(who) if who else [])
    ]
    return render(request, "own_counting.html", {"viewer": viewer, "rows": rows})


def _asked(request: HttpRequest, viewer: Viewer, who: Identity | None) -> HttpResponse:
    if who is None:
        raise Http404
    mine = Exclusion.objects.filter(interaction__actor=who).select_related("interaction")
    found = get_object_or_404(mine, pk=number_in(request.POST.get("exclusion", "")))
    ask_second_look(who, found, request.POST.get("words", ""))
    messages.success(request, _("You have asked. The team answers here, and tells nobody else."))
    return SeeOther(reverse("own_counting", args=[viewer.brand.slug]))


urlpatterns: list[URLPattern] = [path("@<slug:brand>/community/counting/", own_counting, name="own_counting")]
