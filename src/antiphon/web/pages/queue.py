"""The queue: which hours of the week each channel keeps free, and what has taken them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.queueing import add_slots, remove_slot
from antiphon.publishing.models import Category, Slot
from antiphon.publishing.queries.queueing import queues
from antiphon.web.access import SeeOther, member_page
from antiphon.web.paging import number_in
from antiphon.web.wording import WEEKDAYS

SEATS = 8


@require_http_methods(["GET", "POST"])
@member_page
def queue(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the queue of every channel; keep another hour free."""
    if request.method == "GET":
        return _show(request, member)
    try:
        _add(member, request.POST)
    except Refusal as refusal:
        return _show(request, member, refusal)
    messages.success(request, _("The hour is kept free for the queue."))
    return SeeOther(reverse("queue", args=[member.brand.slug]))


@require_POST
@member_page
def give_up_slot(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Give an hour up; what was planned for it stays."""
    slot = get_object_or_404(Slot.objects.select_related("channel"), pk=pk, channel__brand=member.brand)
    remove_slot(member, slot)
    messages.success(request, _("The hour is no longer kept. What was planned for it stays planned."))
    return SeeOther(reverse("queue", args=[member.brand.slug]))


def _add(member: Member, asked: QueryDict) -> None:
    channel = Channel.objects.connected().filter(brand=member.brand, pk=number_in(asked.get("channel", ""))).first()
    if channel is None:
        raise Refusal(_("Choose a channel."), field="channel")
    days = [number_in(day) for day in asked.getlist("weekdays") if day.isdecimal()]
    add_slots(member, channel, days, asked.get("at", ""), _category(member, asked.get("category", "")))


def _category(member: Member, typed: str) -> Category | None:
    if not typed:
        return None
    found = Category.objects.filter(brand=member.brand, pk=number_in(typed)).first()
    if found is None:
        raise Refusal(_("The brand has no such category."), field="category")
    return found


def _show(request: HttpRequest, member: Member, refusal: Refusal | None = None) -> HttpResponse:
    asked = request.POST
    context = {
        "member": member,
        "queues": queues(member.brand, clock.now(), SEATS),
        "weekdays": list(enumerate(WEEKDAYS)),
        "categories": list(member.brand.categories.order_by("name")),
        "may_publish": allows(member, Duty.PUBLISH),
        "refusal": refusal,
        "asked": {name: asked.get(name, "") for name in ("channel", "at", "category")},
        "days": {number_in(day) for day in asked.getlist("weekdays") if day.isdecimal()},
    }
    return render(request, "queue.html", context, status=422 if refusal else 200)


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/queue/", queue, name="queue"),
    path("b/<slug:brand>/queue/<int:pk>/give-up/", give_up_slot, name="give_up_slot"),
]
