"""Series: what is said again, its occurrences, and how one ends it."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.lib.markup import first_line
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.planning_ahead import HORIZON, plan_series
from antiphon.publishing.actions.recurring import change_series, make_series, skip_occurrence, stop_series
from antiphon.publishing.models import Post, Series
from antiphon.publishing.queries.recurring import occurrences_of, pool_size, series_of, waiting_of
from antiphon.publishing.rules.delivering import State
from antiphon.web.access import SeeOther, member_page
from antiphon.web.paging import number_in
from antiphon.web.refusals import put_refusal
from antiphon.web.series_form import SeriesForm, typed_before

SHOWN = 40


@require_GET
@member_page
def all_series(request: HttpRequest, member: Member) -> HttpResponse:
    """List what is said again."""
    context = {"member": member, "series": series_of(member.brand), "may_write": allows(member, Duty.WRITE)}
    return render(request, "series.html", context)


@require_http_methods(["GET", "POST"])
@member_page
def new_series(request: HttpRequest, member: Member) -> HttpResponse:
    """Make a series, of words of its own or of those of a post."""
    require(member, Duty.WRITE)
    post = _post_of(member, request.GET.get("post", ""))
    before = post.content if post else None
    if request.method == "GET":
        initial = _first(member) | (_said_in(post) if post else {})
        return _show_form(request, member, SeriesForm(member.brand, initial=initial, before=before), post=post)
    form = SeriesForm(member.brand, request.POST, before=before)
    return _keep(request, member, form, None)


@require_http_methods(["GET", "POST"])
@member_page
def edit_series(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Change what a series says, or when, from now on."""
    series = _found(member, pk)
    require(member, Duty.WRITE if series.as_draft else Duty.PUBLISH)
    if request.method == "GET":
        form = SeriesForm(member.brand, initial=typed_before(series), before=series.content)
        return _show_form(request, member, form, series)
    return _keep(request, member, SeriesForm(member.brand, request.POST, before=series.content), series)


@require_GET
@member_page
def one_series(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show a series and its occurrences."""
    series = _found(member, pk)
    context = {
        "member": member,
        "series": series,
        "occurrences": occurrences_of(series, SHOWN),
        "pool": pool_size(series) if series.is_evergreen else None,
        "waiting": waiting_of(series, clock.now(), HORIZON),
        "now": timezone.localtime(clock.now()).strftime("%Y-%m-%dT%H:%M"),
        "may_change": allows(member, Duty.WRITE if series.as_draft else Duty.PUBLISH),
    }
    return render(request, "series/one.html", context)


@require_POST
@member_page
def stop(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """End a series."""
    stop_series(member, _found(member, pk))
    messages.success(request, _("The series has ended. What somebody had changed stays planned."))
    return SeeOther(reverse("one_series", args=[member.brand.slug, pk]))


@require_POST
@member_page
def skip(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Leave out one time of a series."""
    try:
        wall = datetime.fromisoformat(request.POST.get("wall", "")).replace(tzinfo=None, second=0, microsecond=0)
    except ValueError:
        raise Refusal(_("Give a day and an hour."), field="wall") from None
    skip_occurrence(member, _found(member, pk), wall)
    messages.success(request, _("This time is left out."))
    return SeeOther(reverse("one_series", args=[member.brand.slug, pk]))


def _keep(request: HttpRequest, member: Member, form: SeriesForm, series: Series | None) -> HttpResponse:
    if not form.is_valid():
        return _show_form(request, member, form, series)
    try:
        kept = change_series(member, series, form.given()) if series else make_series(member, form.given())
    except Refusal as refusal:
        put_refusal(form, refusal)
        return _show_form(request, member, form, series)
    made = plan_series(kept.pk)
    messages.success(request, _("Kept. %(count)d times are planned for the next weeks.") % {"count": made})
    return SeeOther(reverse("one_series", args=[member.brand.slug, kept.pk]))


def _show_form(
    request: HttpRequest, member: Member, form: SeriesForm, series: Series | None = None, post: Post | None = None
) -> HttpResponse:
    context = {"member": member, "form": form, "series": series, "before": form.before, "post": post}
    context["leaves_out"] = post is not None and _says_more(post)
    return render(request, "series/edit.html", context, status=422 if form.errors else 200)


def _first(member: Member) -> dict[str, Any]:
    tomorrow = timezone.localtime(clock.now()) + timedelta(days=1)
    return {
        "kind": "content",
        "text": "",
        "language": member.brand.language,
        "cool_down_days": 30,
        "interval": 1,
        "every": "WEEKLY",
        "first": tomorrow.replace(hour=9, minute=0, tzinfo=None),
        "channels": list(member.brand.channels.connected().values_list("pk", flat=True)),
        "as_draft": not allows(member, Duty.PUBLISH),
    }


def _said_in(post: Post) -> dict[str, Any]:
    """Return what a post fills in: its words, its channels that are in use, its hour of the week, next time."""
    going = list(post.deliveries.exclude(state=State.CANCELLED).select_related("channel"))
    channels = [one.channel_id for one in going if one.channel.disconnected_at is None]
    said: dict[str, Any] = {
        "name": first_line(post.content.title or post.content.text, 120),
        "text": post.content.text,
        "language": post.content.language,
        "campaign": post.campaign_id if post.campaign and post.campaign.closed_at is None else None,
    }
    due = next((one.due_at for one in going if one.due_at), None)
    return said | ({"channels": channels} if channels else {}) | ({"first": _next_week_of(due)} if due else {})


def _next_week_of(due: datetime) -> datetime:
    """Return the wall time at which the hour of the week of a moment comes next, a week after it at the earliest."""
    now = timezone.localtime(clock.now()).replace(tzinfo=None)
    wall = timezone.localtime(due).replace(tzinfo=None, second=0, microsecond=0)
    weeks = max(1, (now - wall) // timedelta(days=7) + 1)
    return wall + timedelta(days=7 * weeks)


def _says_more(post: Post) -> bool:
    """Whether a post says more than what comes round: later parts, a comment, other words for a channel."""
    return post.continued_by.exists() or post.deliveries.exclude(text="", title="").exists()


def _post_of(member: Member, typed: str) -> Post | None:
    """Return a post of the brand that is to be said again, or None if none is asked for."""
    if not typed:
        return None
    post = Post.objects.select_related("content", "campaign").filter(brand=member.brand, pk=number_in(typed)).first()
    if post is None:
        raise Http404
    return post


def _found(member: Member, pk: int) -> Series:
    found = Series.objects.select_related("content", "category", "campaign", "brand", "author__user")
    return get_object_or_404(found, brand=member.brand, pk=pk)


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/series/", all_series, name="series"),
    path("b/<slug:brand>/series/new/", new_series, name="new_series"),
    path("b/<slug:brand>/series/<int:pk>/", one_series, name="one_series"),
    path("b/<slug:brand>/series/<int:pk>/edit/", edit_series, name="edit_series"),
    path("b/<slug:brand>/series/<int:pk>/stop/", stop, name="stop_series"),
    path("b/<slug:brand>/series/<int:pk>/skip/", skip, name="skip_occurrence"),
]
