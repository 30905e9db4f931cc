"""The numbers of one post on one channel as they grew, beside the last 20 there, and every reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from antiphon.channels.models import Channel
from antiphon.conversations.models import Conversation
from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.publishing.queries.delivering import first_delivery
from antiphon.reports.queries.posts import Followed, one_post
from antiphon.reports.queries.told import followers_of
from antiphon.reports.rules.comparison import Usual
from antiphon.reports.rules.readings import Told, stepped
from antiphon.web.access import member_page
from antiphon.web.charts import LineChart, line_chart
from antiphon.web.over_time import NAMES, PLACES, signed
from antiphon.web.partial import show
from antiphon.web.spreadsheet import csv_answer

#: At how many ages what is usual is worked out for the drawing.
_STEPS = 24


@dataclass(frozen=True, slots=True)
class Grown:
    """One number of a post over its life, beside what was usual at each age."""

    name: str
    label: object
    last: Told
    usual: Usual
    place: Promise | None
    chart: LineChart | None


@dataclass(frozen=True, slots=True)
class Row:
    """A reading: of which part of a thread (1 is the first post), under which name, how long after it went out."""

    part: int
    name: str
    told: Told
    age: timedelta
    more: int | None

    @property
    def label(self) -> object:
        """The name as people read it."""
        return NAMES.get(self.name, self.name)

    @property
    def change(self) -> str:
        """The difference to the reading before, with its sign; empty without one."""
        return signed(self.more)


@require_safe
@member_page
def post_over_time(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show the numbers of one post on one channel as they grew, beside the last 20 there; as CSV too."""
    channel = Channel.objects.filter(brand=member.brand, deliveries__pk=pk).select_related("identity").first()
    if channel is None:
        raise Http404
    first = first_delivery(pk)
    if first != pk:
        return redirect("post_over_time", member.brand.slug, first)
    now = clock.now()
    post = one_post(member.brand, pk, now, followers_of(member.brand, [channel], now)[channel.pk])
    if post is None:
        raise Http404
    if request.GET.get("format") == "csv":
        return _as_csv(post, rows_of(post))
    about = {
        "member": member,
        "post": post,
        "grown": [_grown(post, name) for name in _names(post)],
        "rows": rows_of(post)[::-1],
        "asked": Conversation.objects.filter(brand=member.brand, root_uri=post.delivery.uri).first(),
    }
    return show(request, "post_over_time.html", about)


def rows_of(post: Followed) -> list[Row]:
    """Return every reading of a post and its later parts, the oldest first."""
    rows = []
    for part, told in enumerate(post.pieces, start=1):
        for name, some in told.items():
            before: list[Told | None] = [None, *some]
            rows += [
                Row(part, name, one, one.at - post.live_at, one.value - last.value if last else None)
                for last, one in zip(before, some, strict=False)
            ]
    return sorted(rows, key=lambda row: (row.told.at, row.told.id))


def _names(post: Followed) -> list[str]:
    order = list(NAMES)
    return sorted(post.told, key=lambda name: order.index(name) if name in order else len(order))


def _grown(post: Followed, name: str) -> Grown:
    usual, last = post.usual_of(name), post.last[name]
    place = usual.place(last.value)
    return Grown(name, NAMES.get(name, name), last, usual, PLACES[place] if place else None, _chart(post, name))


def _chart(post: Followed, name: str) -> LineChart | None:
    long = post.age.total_seconds() or 1
    points = [((one.at - post.live_at).total_seconds() / long, float(one.value)) for one in post.told[name]]
    points = [(min(1.0, max(0.0, x)), value) for x, value in points]
    ages = [(step / _STEPS, post.usual_of(name, post.age * step / _STEPS)) for step in range(1, _STEPS + 1)]
    band = [
        (x, one.lower, one.median, one.upper)
        for x, one in ages
        if one.lower is not None and one.median is not None and one.upper is not None
    ]
    return line_chart(stepped([*points, (1.0, points[-1][1])]), band)


def _as_csv(post: Followed, rows: Sequence[Row]) -> HttpResponse:
    head = ("when", "seconds since it went out", "part", "what", "number", "more than before")
    lines = [
        (
            timezone.localtime(row.told.at).isoformat(),
            int(row.age.total_seconds()),
            row.part,
            row.name,
            row.told.value,
            "" if row.more is None else row.more,
        )
        for row in rows
    ]
    return csv_answer(f"post-{post.delivery.pk}-over-time", head, lines)


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/results/posts/<int:pk>/", post_over_time, name="post_over_time"),
]
