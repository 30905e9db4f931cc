"""Taking a live post down: what will happen on each network, and the word that lets it happen."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.taking_down import take_all_down
from antiphon.publishing.models import Delivery, Post
from antiphon.publishing.queries.delivering import post_detail
from antiphon.publishing.queries.removing import Way, later_on, way_down
from antiphon.publishing.rules.delivering import HAS_STOOD, NOT_OUT_YET, State
from antiphon.web.access import SeeOther, member_page
from antiphon.web.paging import number_in


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post stands: how it is taken down there, and how many later parts go with it or do not go out."""

    delivery: Delivery
    way: Way
    chosen: bool
    later: int
    dropped: int


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def take_down(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Say what taking a post down will do on each channel; do it for those that are chosen."""
    require(member, Duty.PUBLISH)
    found = post_detail(member.brand, pk)
    if found is None:
        raise Http404
    if request.method != "POST":
        return render(request, "take_down.html", _shown(member, found, _asked(request)))
    chosen = {number_in(typed) for typed in request.POST.getlist("delivery")}
    try:
        take_all_down(member, [one for one in found.deliveries.all() if one.pk in chosen])
    except Refusal as refusal:
        shown = _shown(member, found, chosen) | {"refusal": refusal}
        return render(request, "take_down.html", shown, status=422)
    messages.success(request, _("It is being taken down. Here you see how far it is."))
    return SeeOther(reverse("post", args=[member.brand.slug, pk]))


def _asked(request: HttpRequest) -> set[int]:
    """Return the deliveries that an address names; none named are all."""
    return {number_in(one) for one in request.GET.getlist("delivery")}


def _shown(member: Member, found: Post, chosen: set[int]) -> dict[str, object]:
    standing = [one for one in found.deliveries.all() if one.state == State.LIVE]
    places = [_place(one, chosen) for one in standing]
    return {
        "member": member,
        "post": found,
        "places": places,
        "possible": any(one.way != Way.NONE for one in places),
    }


def _place(delivery: Delivery, chosen: set[int]) -> Place:
    way, later = way_down(delivery), later_on(delivery)
    return Place(
        delivery,
        way,
        chosen=way != Way.NONE and (not chosen or delivery.pk in chosen),
        later=sum(one.state in HAS_STOOD - {State.REMOVED} for one in later),
        dropped=sum(one.state in NOT_OUT_YET for one in later),
    )


urlpatterns: list[URLPattern] = [path("b/<slug:brand>/posts/<int:pk>/take-down/", take_down, name="take_down")]
