"""How one stands in a community: trust, what was decided about oneself, what waits, what came of one's flags."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from antiphon.community.actions import approving, sanctioning
from antiphon.community.models import Flag, HeldWriting, Participant, Sanction, Standing, Trust
from antiphon.community.permissions import Viewer
from antiphon.community.queries.still_read import still_read
from antiphon.community.queries.trust import trust_level
from antiphon.community.rules import ALLOWED, NEEDED
from antiphon.lib import clock
from antiphon.web.access import SeeOther
from antiphon.web.taking_part import inside_page

SHOWN = 50


@require_safe
@inside_page
def standing(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show somebody how they stand here; nobody else sees this page."""
    own = viewer.participant
    if own is None:
        return redirect("join_community", viewer.brand.slug)
    now = clock.now()
    laid = list(_laid(own)[:SHOWN])
    held = own.held.select_related("group", "topic", "message").order_by("-at", "-pk")
    waiting = list(held.filter(decided_at=None))
    turned_back = list(held.exclude(decided_at=None).filter(message=None)[:SHOWN])
    flags = list(_flags(own)[:SHOWN])
    words = [*waiting, *turned_back]
    about = {
        "viewer": viewer,
        "own": own,
        "sanctions": [(one, _in_force(one, now)) for one in laid],
        "waiting": waiting,
        "turned_back": turned_back,
        "flags": flags,
        "still": still_read(
            viewer,
            groups=[one.group_id for one in laid] + [one.group_id for one in words],
            conversations=[one.topic.conversation_id for one in words if one.topic]
            + [one.case.message.conversation_id for one in flags if one.case.message],
        ),
    } | _trusted(own)
    return render(request, "standing/index.html", about)


def _laid(own: Participant) -> QuerySet[Sanction]:
    laid = Sanction.objects.of(own).select_related("group", "appeal", "participant__brand")
    return laid.order_by("-at", "-pk")


def _flags(own: Participant) -> QuerySet[Flag]:
    found = Flag.objects.filter(by=own).select_related("case__message__author", "case__about")
    return found.order_by("-at", "-pk")


def _in_force(one: Sanction, now: Any) -> bool:
    return one.lifted_at is None and (one.until is None or one.until > now)


def _trusted(own: Participant) -> dict[str, Any]:
    level = trust_level(own)
    later = list(NEEDED)[list(Trust).index(level) :]
    counted = Standing.objects.filter(participant=own).first() or Standing(participant=own)
    return {
        "trust": level.label,
        "allowed": ALLOWED[level],
        "counted": counted,
        "next": Trust(later[0]).label if later else "",
        "needed": NEEDED[later[0]] if later else None,
    }


@require_POST
@inside_page
def appeal(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Ask that a sanction of one's own be looked at again."""
    if viewer.participant is None:
        raise Http404
    found = get_object_or_404(Sanction.objects.of(viewer.participant), pk=pk)
    sanctioning.appeal(viewer, found, request.POST.get("words", ""))
    messages.success(request, _("Your appeal is noted. A host will look at it again."))
    return SeeOther(reverse("standing", args=[viewer.brand.slug]))


@require_POST
@inside_page
def withdraw_held(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Take back words of one's own that wait."""
    found = get_object_or_404(HeldWriting, author=viewer.participant, pk=pk)
    approving.withdraw(viewer, found)
    messages.success(request, _("Your words are taken back."))
    return SeeOther(reverse("standing", args=[viewer.brand.slug]))


_STANDING = "@<slug:brand>/community/standing/"

urlpatterns: list[URLPattern] = [
    path(_STANDING, standing, name="standing"),
    path(_STANDING + "<int:pk>/appeal/", appeal, name="appeal"),
    path(_STANDING + "held/<int:pk>/withdraw/", withdraw_held, name="withdraw_held"),
]
