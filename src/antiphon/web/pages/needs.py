"""What needs the person who looks, said on every page and looked after again each minute."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from antiphon.web.access import member_of
from antiphon.web.needing import needs_of


@require_safe
def needs(request: HttpRequest, brand: str) -> HttpResponse:
    """Answer with what needs the member, or with nothing where they see it already.

    A guest gets nothing either: who has signed out elsewhere is not torn away from what they are writing.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    member = member_of(request, brand)
    found = needs_of(member)
    if request.GET.get("seen") == found.seen:
        return HttpResponse(status=204)
    return render(request, "shell/needs.html", {"member": member, "needs": found})


urlpatterns: list[URLPattern] = [path("b/<slug:brand>/needs/", needs, name="needs")]
