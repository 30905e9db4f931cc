"""The calendar: what goes out when, and how one puts it on another day."""

from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.lib.wall_time import Resolved
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.placing import movable_by, movable_of, move_to_day, place
from antiphon.publishing.models import Delivery
from antiphon.publishing.queries.calendar import (
    STATES,
    Day,
    channels_of_plan,
    entry_deliveries,
    listed,
    plan,
    undated,
)
from antiphon.publishing.rules.spans import View
from antiphon.web.access import SeeOther, member_page
from antiphon.web.looking import Look, look_of
from antiphon.web.partial import asked_part, show
from antiphon.web.wording import PLAN_STATES, VIEW_NAMES, time_was_skipped

#: How many entries of a day each view shows before it leads to the day.
A_DAY = {View.MONTH: 4, View.WEEK: 30, View.DAY: 300}
LISTED = 60


@require_GET
@member_page
def calendar(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the plan as a month, a week, a day or a list."""
    return _show(request, member, look_of(request.GET))


@require_http_methods(["GET", "POST"])
@member_page
def move_entry(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Ask for another day and hour of an entry, or put it there; who dragged it gets the calendar anew."""
    asked = request.POST if request.method == "POST" else request.GET
    deliveries = entry_deliveries(member.brand, pk, _moment(asked.get("from", "")))
    if not deliveries:
        raise Http404
    if request.method == "GET":
        return _show_form(request, member, deliveries, asked)
    dragged = asked_part(request) == "plan"
    try:
        told = _put(member, deliveries, asked)
    except Refusal as refusal:
        if dragged:
            return _show(request, member, look_of(QueryDict(asked.get("look", ""))), refusal=refusal)
        return _show_form(request, member, deliveries, asked, refusal)
    look = look_of(QueryDict(asked.get("look", "")))
    if dragged:
        return _show(request, member, look, told=told)
    messages.success(request, told)
    return SeeOther(f"{reverse('calendar', args=[member.brand.slug])}?{look.query()}")


def _show(request: HttpRequest, member: Member, look: Look, **more: Any) -> HttpResponse:
    part = "calendar.html#plan" if asked_part(request) == "plan" else "calendar.html"
    return show(request, part, _context(member, look) | more, 422 if "refusal" in more else 200)


def _context(member: Member, look: Look) -> dict[str, Any]:
    brand, channels = member.brand, channels_of_plan(member.brand)
    days, more = _days(brand, look)
    return {
        "member": member,
        "look": look,
        # Resolved once: up to 168 entries have two addresses each.
        "posts_at": reverse("posts", args=[brand.slug]),
        "plan_at": reverse("calendar", args=[brand.slug]),
        "quoted": quote(look.query()),
        "days": days,
        "more": more,
        "undated": undated(brand, look.narrowed),
        "empty": not any(day.count for day in days),
        "today": timezone.localdate(clock.now()),
        "kinds": {one.pk: one.kind for one in channels},
        "movable": movable_by(member),
        "may_write": allows(member, Duty.WRITE),
        **_ways(look),
        **_filters(brand, channels),
    }


def _ways(look: Look) -> dict[str, Any]:
    """Return where one can go from here: other views, before and after."""
    return {
        "views": [(view, VIEW_NAMES[view], look.query(view=view)) for view in View],
        "before": look.query(day=look.span.before),
        "after": look.query(day=look.span.after),
        "now": look.query(day=timezone.localdate(clock.now())),
        "earlier": look.query(page=look.page - 1) if look.page > 1 else "",
        "later": look.query(page=look.page + 1),
    }


def _filters(brand: Brand, channels: list[Any]) -> dict[str, Any]:
    return {
        "channels": channels,
        "campaigns": list(brand.campaigns.order_by(F("closed_at").asc(nulls_first=True), "name")),
        "categories": list(brand.categories.order_by("name")),
        "states": [(name, PLAN_STATES[name]) for name in STATES],
    }


def _days(brand: Brand, look: Look) -> tuple[list[Day], bool]:
    if look.view == View.LIST:
        return listed(brand, look.span, look.narrowed, limit=LISTED, offset=(look.page - 1) * LISTED)
    return plan(brand, look.span, look.narrowed, a_day=A_DAY[look.view]), False


def _show_form(
    request: HttpRequest,
    member: Member,
    deliveries: list[Delivery],
    asked: QueryDict,
    refusal: Refusal | None = None,
) -> HttpResponse:
    due = deliveries[0].due_at
    shown = timezone.localtime(due) if due else None
    context = {
        "member": member,
        "post": deliveries[0].post,
        "deliveries": deliveries,
        "moving": {one.pk for one in movable_of(member, deliveries)},
        "from": asked.get("from", ""),
        "look": asked.get("look", ""),
        "day": asked.get("day") or (f"{shown:%Y-%m-%d}" if shown else ""),
        "hour": asked.get("hour") or (f"{shown:%H:%M}" if shown else ""),
        "refusal": refusal,
    }
    return render(request, "calendar/move.html", context, status=422 if refusal else 200)


def _put(member: Member, deliveries: list[Delivery], asked: QueryDict) -> str:
    """Put an entry on the day, and on the hour if one is asked for; return in words where it is now."""
    due = deliveries[0].due_at
    day, hour = _typed_day(asked.get("day", "")), asked.get("hour", "")
    now_at = f"{timezone.localtime(due):%H:%M}" if due else ""
    moving = movable_of(member, deliveries) or deliveries  # where nothing can be moved the action says why
    if due and hour in {"", now_at}:
        wall = datetime.combine(day, _typed_hour(now_at))
        found = move_to_day(member, moving, day)[0]
    else:
        wall = datetime.combine(day, _typed_hour(hour))
        found = place(member, moving, wall, member.brand.time_zone)[0]
    stays = len(moving) < len(deliveries)
    return f"{_told(found, wall)} {_('The other channels stay as they are.')}" if stays else _told(found, wall)


def _told(found: Resolved, asked: datetime) -> str:
    if found.shifted == "gap":
        return time_was_skipped(asked, found.wall)
    here = timezone.localtime(found.at)
    return _("It is planned for %(day)s at %(hour)s.") % {"day": date_format(here, "l j F"), "hour": f"{here:%H:%M}"}


def _typed_day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refusal(_("Give a day."), field="day") from None


def _typed_hour(typed: str) -> time:
    try:
        return time.fromisoformat(typed).replace(tzinfo=None)
    except ValueError:
        raise Refusal(_("Give an hour."), field="hour") from None


def _moment(typed: str) -> datetime | None:
    """Return the minute that an entry is named by, None for one without an hour."""
    if not typed:
        return None
    try:
        return datetime.strptime(typed, "%Y%m%dT%H%M").replace(tzinfo=UTC)
    except ValueError as error:
        raise Http404 from error


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/calendar/", calendar, name="calendar"),
    path("b/<slug:brand>/calendar/<int:pk>/", move_entry, name="move_entry"),
]
