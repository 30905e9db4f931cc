"""The best time to post: the week as a heat map of what the brand's own posts have brought, with n, and the rows."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.measures.best_time import PAST, WINDOW, Sent, can_be_known, sent_posts
from antiphon.measures.rounding import rounded
from antiphon.measures.rules import N_MIN
from antiphon.measures.rules.best_time import Cell, Heat, Hour, Observed, best, heat_of
from antiphon.organizations.models import Member
from antiphon.publishing.models import Delivery
from antiphon.publishing.queries.calendar import channels_of_plan
from antiphon.web.access import member_page
from antiphon.web.paging import number_in
from antiphon.web.spreadsheet import csv_answer
from antiphon.web.wording import WEEKDAYS

#: From which share of the usual on the next deeper shade begins.
SHADES = (0.5, 0.9, 1.1, 1.5)
#: What the shades say.
LEGEND = (
    _("less than half the usual"),
    _("less than usual"),
    _("as usual"),
    _("more than usual"),
    _("half as much again, or more"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One hour of the map: its number as it is written, its shade from 0 to 5, and where its posts are listed."""

    hour: int
    value: str
    n: int
    shade: int
    is_best: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A day of the week with its hours, and what the day brought in all."""

    weekday: int
    name: str
    hours: list[Shown]
    total: Shown


@require_GET
@member_page
def best_time(request: HttpRequest, member: Member) -> HttpResponse:
    """Show what a channel's posts brought by the hour of the week; list the posts of an hour; give it all as CSV."""
    channels = [one for one in channels_of_plan(member.brand) if can_be_known(one)]
    channel = _chosen(channels, request.GET.get("channel", ""))
    if channel is None:
        return render(request, "best_time.html", {"member": member, "channels": channels})
    posts = sent_posts(member.brand, channel, clock.now())
    if request.GET.get("format") == "csv":
        return _as_csv(posts)
    heat = heat_of(Observed(one.hour, len(one.rows)) for one in posts)
    hour = _hour(request)
    context = {
        "member": member,
        "channels": channels,
        "channel": channel,
        "rows": _rows(heat),
        "hours": range(24),
        "totals": [_shown(heat, hour, heat.hours_of_day[hour], is_best=False) for hour in range(24)],
        "total": _shown(heat, 0, heat.all, is_best=False),
        "best": [
            (str(WEEKDAYS[day]), at, heat.hours[day, at].n, _number(heat.hours[day, at])) for day, at in best(heat)
        ],
        "legend": list(enumerate(LEGEND, 1)),
        "n_min": N_MIN,
        "window": WINDOW // timedelta(hours=1),
        "past": PAST.days,
        "chosen": hour,
        "chosen_name": str(WEEKDAYS[hour[0]]) if hour else "",
        "listed": _listed(member, [one for one in posts if one.hour == hour]) if hour else [],
    }
    return render(request, "best_time.html", context)


def _chosen(channels: list[Channel], typed: str) -> Channel | None:
    if not typed:
        return channels[0] if channels else None
    found = next((one for one in channels if one.pk == number_in(typed)), None)
    if found is None:
        raise Http404
    return found


def _hour(request: HttpRequest) -> Hour | None:
    day, hour = request.GET.get("day", ""), request.GET.get("hour", "")
    if not day or not hour:
        return None
    if not (day.isdecimal() and hour.isdecimal() and len(day + hour) <= 3) or int(day) > 6 or int(hour) > 23:
        raise Http404
    return int(day), int(hour)


def _rows(heat: Heat) -> list[Row]:
    chosen = set(best(heat))
    return [
        Row(
            day,
            str(WEEKDAYS[day]),
            [_shown(heat, hour, heat.hours.get((day, hour)), is_best=(day, hour) in chosen) for hour in range(24)],
            _shown(heat, 0, heat.days[day], is_best=False),
        )
        for day in range(7)
    ]


def _shown(heat: Heat, hour: int, cell: Cell | None, *, is_best: bool) -> Shown:
    if cell is None:
        return Shown(hour, "", 0, 0, is_best=False)
    against = heat.against_usual(cell)
    shade = 0 if against is None else 1 + bisect_right(SHADES, against)
    return Shown(hour, _number(cell), cell.n, shade, is_best)


def _number(cell: Cell) -> str:
    return "" if cell.mean is None else rounded(cell.mean, 1)


def _listed(member: Member, posts: list[Sent]) -> list[tuple[Sent, Delivery | None]]:
    """Return the posts of an hour with their deliveries. One query."""
    subjects = [one.subject for one in posts]
    found = Delivery.objects.filter(post__brand=member.brand, uri__in=subjects).select_related("post__content")
    by_uri = {one.uri: one for one in found}
    return [(one, by_uri.get(one.subject)) for one in posts]


def _as_csv(posts: list[Sent]) -> HttpResponse:
    head = [gettext("post"), gettext("sent at"), gettext("day of the week"), gettext("hour"), gettext("responses")]
    rows = [
        (one.subject, one.at.isoformat(), str(WEEKDAYS[one.hour[0]]), f"{one.hour[1]:02}:00", len(one.rows))
        for one in posts
    ]
    return csv_answer("best-time", head, rows)


urlpatterns: list[URLPattern] = [path("b/<slug:brand>/best-time/", best_time, name="best_time")]
