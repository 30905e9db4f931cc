"""The plan in and out: a file handed in, looked at and written; the plan as a file, and for calendar programs."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.queries import digest
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.resolving import change_time_zone
from antiphon.publishing.actions.sharing_plans import make_plan_address, note_plan_read, revoke_plan_address
from antiphon.publishing.actions.taking_in import FileGiven, change_order, confirm, hand_in, readings_of
from antiphon.publishing.hours import days_between
from antiphon.publishing.models import PlanAddress, PlanFile
from antiphon.publishing.queries.calendar import channels_of_plan
from antiphon.publishing.queries.plan_out import address_of_plan, entries_for_calendars, plan_rows
from antiphon.publishing.rules.plan_csv import MOST_BYTES, MOST_ROWS, written
from antiphon.web.access import SeeOther, member_page
from antiphon.web.paging import number_in
from antiphon.web.plan_events import as_calendar

BEFORE, AFTER, AHEAD = timedelta(days=30), timedelta(days=365), timedelta(days=90)
SHOWN = 350


@require_http_methods(["GET", "POST"])
@member_page
def plan(request: HttpRequest, member: Member) -> HttpResponse:
    """Offer the ways in and out; take a file in to be looked at."""
    if request.method == "GET":
        return _show(request, member)
    try:
        handed = hand_in(member, _given(request, member))
    except Refusal as refusal:
        return _show(request, member, refusal)
    return SeeOther(reverse("plan_file", args=[member.brand.slug, handed.pk]))


@require_http_methods(["GET", "POST"])
@member_page
def plan_file(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show what each row of a file would become and why one cannot; write them all."""
    require(member, Duty.WRITE)
    found = get_object_or_404(PlanFile, pk=pk, brand=member.brand)
    as_draft = request.POST.get("how", "draft") != "planned"
    if request.method == "POST" and "confirm" in request.POST:
        posts = confirm(member, found, as_draft=as_draft)
        messages.success(request, _("%(count)d posts were written.") % {"count": len(posts)})
        return SeeOther(reverse("calendar", args=[member.brand.slug]))
    if request.method == "POST":
        change_order(member, found, request.POST.get("order", ""), _channels(request, member))
        return SeeOther(reverse("plan_file", args=[member.brand.slug, pk]))
    readings = readings_of(member, found, as_draft=True) if found.confirmed_at is None else []
    context = {
        "member": member,
        "file": found,
        "readings": readings[:SHOWN],
        "bad": [one for one in readings if one.problems],
        "count": len(readings),
        "more": max(0, len(readings) - SHOWN),
        "orders": PlanFile.Order.choices,
        "channels": _connected(member),
        "may_publish": allows(member, Duty.PUBLISH),
    }
    return render(request, "plan/file.html", context)


@require_GET
@member_page
def plan_csv(request: HttpRequest, member: Member) -> HttpResponse:
    """Give the plan between two days as a table that can be handed in again."""
    today = timezone.localdate(clock.now())
    span = days_between(_day(request, "from", today), _day(request, "until", today + AHEAD), AHEAD.days)
    answer = HttpResponse(
        written(plan_rows(member.brand, span.first, span.last)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{member.brand.slug}-plan.csv"'
    return answer


@never_cache
@require_POST
@member_page
def plan_address(request: HttpRequest, member: Member) -> HttpResponse:
    """Make the secret address for calendar programs, which is shown this once; or end it."""
    if "end" in request.POST:
        revoke_plan_address(member)
        messages.success(request, _("The address leads nowhere any more."))
        return SeeOther(reverse("plan", args=[member.brand.slug]))
    address = settings.PUBLIC_URL + reverse("plan_ics", args=[make_plan_address(member)])
    return _show(request, member, address=address)


@never_cache
@require_safe
def plan_ics(request: HttpRequest, secret: str) -> HttpResponse:  # noqa: ARG001  Django calls it so
    """Give the plan to whoever has the secret address, for calendar programs."""
    found = address_of_plan(digest(secret))
    if found is None or not allows(found.member, Duty.SEE):
        raise Http404
    note_plan_read(found)
    brand, today = found.member.brand, timezone.localdate(clock.now(), found.member.brand.zone)
    with translation.override(found.member.user.language):
        kinds = {one.pk: one.kind for one in channels_of_plan(brand)}
        entries = entries_for_calendars(brand, today - BEFORE, today + AFTER)
        body = as_calendar(brand, entries, kinds, clock.now())
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


@require_POST
@member_page
def time_zone(request: HttpRequest, member: Member) -> HttpResponse:
    """Let the brand live by another clock; what is planned keeps its hours."""
    try:
        moved = change_time_zone(member, request.POST.get("zone", "").strip())
    except Refusal as refusal:
        return _show(request, member, refusal)
    told = _("The brand lives by the clock of %(zone)s now. %(count)d planned hours moved with it.")
    messages.success(request, told % {"zone": member.brand.time_zone, "count": moved})
    return SeeOther(reverse("plan", args=[member.brand.slug]))


def _show(request: HttpRequest, member: Member, refusal: Refusal | None = None, **more: Any) -> HttpResponse:
    today = timezone.localdate(clock.now())
    context = {
        "member": member,
        "channels": _connected(member),
        "orders": PlanFile.Order.choices,
        "first": today,
        "last": today + AHEAD,
        "most_rows": MOST_ROWS,
        "most_megabytes": MOST_BYTES // 10**6,
        "has_address": PlanAddress.objects.filter(member=member, revoked_at=None).first(),
        "may_write": allows(member, Duty.WRITE),
        "may_manage": allows(member, Duty.MANAGE),
        "refusal": refusal,
    }
    return render(request, "plan.html", context | more, status=422 if refusal else 200)


def _given(request: HttpRequest, member: Member) -> FileGiven:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise Refusal(_("Choose a file."), field="file")
    return FileGiven(
        file.name or "plan.csv", file.read(MOST_BYTES + 1), _channels(request, member), request.POST.get("order", "")
    )


def _channels(request: HttpRequest, member: Member) -> list[Channel]:
    chosen = {number_in(pk) for pk in request.POST.getlist("channels")}
    return [one for one in _connected(member) if one.pk in chosen]


def _connected(member: Member) -> list[Channel]:
    found = Channel.objects.connected().filter(brand=member.brand)
    return list(found.select_related("identity").order_by("pk"))


def _day(request: HttpRequest, name: str, usual: date) -> date:
    typed = request.GET.get(name, "")
    try:
        return date.fromisoformat(typed) if typed else usual
    except ValueError:
        raise Refusal(_("Give a day."), field=name) from None


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/plan/", plan, name="plan"),
    path("b/<slug:brand>/plan/<int:pk>/", plan_file, name="plan_file"),
    path("b/<slug:brand>/plan.csv", plan_csv, name="plan_csv"),
    path("b/<slug:brand>/plan/address/", plan_address, name="plan_address"),
    path("b/<slug:brand>/plan/time-zone/", time_zone, name="time_zone"),
    path("plan/<str:secret>.ics", plan_ics, name="plan_ics"),
]
