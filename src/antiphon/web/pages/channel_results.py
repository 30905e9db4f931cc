"""What channels and their posts brought over time: followers, posts beside the last 20, each number's readings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from antiphon.channels.models import Channel
from antiphon.conversations.models import Conversation
from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.reports.queries.posts import MOST, Followed, one_post, posts_between
from antiphon.reports.queries.told import followers_of
from antiphon.reports.rules.comparison import Place, Usual
from antiphon.reports.rules.readings import Growth, Readings, Told, growth
from antiphon.web.access import member_page
from antiphon.web.charts import LineChart, line_chart
from antiphon.web.partial import show
from antiphon.web.spreadsheet import csv_answer

LOOK_BACK = timedelta(days=90)
MOST_IN_CSV = 5000
#: At how many ages what is usual is worked out for the drawing.
_STEPS = 24

NAMES: Mapping[str, Promise] = {
    "views": _("views"),
    "reach": _("accounts reached"),
    "likes": _("likes"),
    "replies": _("replies"),
    "shares": _("shares"),
    "quotes": _("quotes"),
    "saves": _("saves"),
    "sends": _("sent on privately"),
    "clicks": _("clicks"),
    "followers": _("followers"),
}
PLACES: Mapping[Place, Promise] = {
    Place.BELOW: _("less than usual"),
    Place.WITHIN: _("as usual"),
    Place.ABOVE: _("more than usual"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """The days that are looked at, both included, and their moments on the brand's clock."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        """When it begins."""
        return timezone.make_aware(datetime.combine(self.first, time.min))

    @property
    def until(self) -> datetime:
        """When it ends: not later than now."""
        return min(clock.now(), timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time.min)))

    @property
    def query(self) -> str:
        """The period as it stands in addresses."""
        return f"since={self.first.isoformat()}&until={self.last.isoformat()}"


@dataclass(frozen=True, slots=True)
class ChannelShown:
    """A channel with its followers in the period."""

    channel: Channel
    growth: Growth
    chart: LineChart | None
    readings: Sequence[tuple[Told, int | None]]

    @property
    def change(self) -> str:
        """The growth written out; empty where it is not known."""
        return signed(self.growth.change)

    @property
    def percent(self) -> str:
        """The growth as a share, in hundredths; empty where it is not known."""
        return "" if self.growth.rate is None else str(number_format(100 * self.growth.rate, 1))


@dataclass(frozen=True, slots=True)
class PostShown:
    """A post as a row: its numbers written out, empty where they are not known."""

    post: Followed
    numbers: Sequence[tuple[str, str]]

    @property
    def against(self) -> Promise | None:
        """Where it lies against what is usual, in words."""
        return PLACES[self.post.place] if self.post.place else None


@dataclass(frozen=True, slots=True)
class Grown:
    """One number of a post over its life, beside what was usual at each age."""

    name: str
    label: object
    last: Told
    usual: Usual
    place: Promise | None
    chart: LineChart | None


type Value = Callable[[Followed], float | None]
#: The columns of the table of posts: title, value, decimals.
COLUMNS: Mapping[str, tuple[Promise, Value, int]] = {
    "views": (_("views"), lambda one: one.number("views"), 0),
    "likes": (_("likes"), lambda one: one.number("likes"), 0),
    "replies": (_("replies"), lambda one: one.number("replies"), 0),
    "shares": (_("shares"), lambda one: one.number("shares"), 0),
    "clicks": (_("clicks"), lambda one: one.number("clicks"), 0),
    "engagements": (_("engagements"), lambda one: one.engagements, 0),
    "by_views": (_("for each 100 views"), lambda one: _hundred(one.rate_by_views), 1),
    "by_followers": (_("for each 100 followers"), lambda one: _hundred(one.rate_by_followers), 1),
}


@require_safe
@member_page
def channel_results(request: HttpRequest, member: Member) -> HttpResponse:
    """Show how followers grew and what each post of a period brought; the table of posts as CSV too."""
    period, now = period_of(request), clock.now()
    channels = _channels(member)
    chosen = _chosen(request, channels)
    followers = followers_of(member.brand, channels, now)
    looked_at = [chosen] if chosen else channels
    as_csv = request.GET.get("format") == "csv"
    most = MOST_IN_CSV if as_csv else MOST
    posts = posts_between(member.brand, looked_at, period.since, period.until, now, followers, most + 1)
    ordered, order = _ordered(request, posts[:most])
    if as_csv:
        return _posts_csv(period, ordered)
    about = {
        "member": member,
        "period": period,
        "chosen": chosen,
        "channels": [_channel_shown(one, followers[one.pk], period) for one in looked_at],
        "all_channels": channels,
        "posts": [_post_shown(one) for one in ordered],
        "more": len(posts) > most,
        "columns": [(name, column[0]) for name, column in COLUMNS.items()],
        "order": order,
    }
    return show(request, "channel_results/index.html", about)


@require_safe
@member_page
def followers(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show every reading behind the followers of a channel; as CSV too."""
    channel = get_object_or_404(member.brand.channels.select_related("identity"), pk=pk)
    told = followers_of(member.brand, [channel], clock.now())[pk]
    if request.GET.get("format") == "csv":
        rows = [(one.at.isoformat(), one.value) for one in told]
        return csv_answer(f"followers-{channel.kind}-{pk}", ("when", "followers"), rows)
    first = told[0].at if told else clock.now()
    period = Period(timezone.localdate(first), timezone.localdate())
    about = {"member": member, "one": _channel_shown(channel, told, period)}
    return show(request, "channel_results/followers.html", about)


@require_safe
@member_page
def post_over_time(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show the numbers of one post on one channel as they grew, beside the last 20 there; as CSV too."""
    now = clock.now()
    channel = Channel.objects.filter(brand=member.brand, deliveries__pk=pk).select_related("identity").first()
    told = followers_of(member.brand, [channel], now)[channel.pk] if channel else ()
    post = one_post(member.brand, pk, now, told) if channel else None
    if post is None:
        raise Http404
    rows = readings_of_post(post)
    if request.GET.get("format") == "csv":
        head = ("when", "seconds since it went out", "what", "number", "more than before")
        lines = [
            (one.at.isoformat(), int(age.total_seconds()), name, one.value, more) for name, one, age, more in rows
        ]
        return csv_answer(
            f"post-{pk}-over-time", head, [(*line[:4], "" if line[4] is None else line[4]) for line in lines]
        )
    about = {
        "member": member,
        "post": _post_shown(post),
        "grown": [_grown(post, name) for name in _names(post)],
        "rows": [(NAMES.get(name, name), *rest) for name, *rest in reversed(rows)],
        "asked": Conversation.objects.filter(brand=member.brand, root_uri=post.delivery.uri).first(),
    }
    return show(request, "channel_results/post.html", about)


def period_of(request: HttpRequest) -> Period:
    """Return the days that are asked for; the last 90 where they are none."""
    today = timezone.localdate()
    last = min(_day(request, "until") or today, today)
    first = _day(request, "since") or last - LOOK_BACK
    return Period(min(first, last), last)


def readings_of_post(post: Followed) -> list[tuple[str, Told, timedelta, int | None]]:
    """Return every reading of a post as (name, reading, age, difference to the one before), the oldest first."""
    rows = []
    for name in _names(post):
        some = post.told[name]
        before: list[Told | None] = [None, *some]
        rows += [
            (name, one, one.at - post.live_at, one.value - last.value if last else None)
            for last, one in zip(before, some, strict=False)
        ]
    return sorted(rows, key=lambda row: (row[1].at, row[1].id))


def signed(value: int | None) -> str:
    """Return a difference with its sign; empty where it is not known."""
    if value is None:
        return ""
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{number_format(abs(value), force_grouping=True)}"


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        day = parse_date(request.GET.get(name, ""))
    except ValueError:
        return None
    return day if day and date(2000, 1, 1) <= day <= date(9000, 1, 1) else None


def _channels(member: Member) -> list[Channel]:
    found = member.brand.channels.select_related("identity").order_by("disconnected_at", "pk")
    return [one for one in found if one.disconnected_at is None]


def _chosen(request: HttpRequest, channels: Sequence[Channel]) -> Channel | None:
    asked = request.GET.get("channel", "")
    found = next((one for one in channels if str(one.pk) == asked), None)
    if asked and found is None:
        raise Http404
    return found


def _ordered(request: HttpRequest, posts: Sequence[Followed]) -> tuple[list[Followed], str]:
    """Return the posts by a column, what is not known last; the latest first without one."""
    order = request.GET.get("by", "")
    if order not in COLUMNS:
        return list(posts), "when"
    value = COLUMNS[order][1]
    return sorted(posts, key=lambda one: (value(one) is None, -(value(one) or 0))), order


def _channel_shown(channel: Channel, told: Readings, period: Period) -> ChannelShown:
    since, until = period.since, period.until
    long = (until - since).total_seconds() or 1
    held = [one for one in told if one.at <= since][-1:]
    within = [one for one in told if since < one.at <= until]
    points = [(max(0.0, (one.at - since).total_seconds() / long), float(one.value)) for one in (*held, *within)]
    end = [(1.0, points[-1][1])] if points else []
    changes = [(one, one.value - last.value) for last, one in pairwise((*held, *within))]
    first: list[tuple[Told, int | None]] = [(one, None) for one in (*held, *within)[:1]]
    return ChannelShown(channel, growth(told, since, until), line_chart([*points, *end]), [*first, *changes][::-1])


def _post_shown(post: Followed) -> PostShown:
    return PostShown(post, [(name, _written(value(post), places)) for name, (_t, value, places) in COLUMNS.items()])


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
    return line_chart([*points, (1.0, points[-1][1])], band)


def _posts_csv(period: Period, posts: Sequence[Followed]) -> HttpResponse:
    head = [
        "when",
        "network",
        "account",
        "text",
        "address",
        *COLUMNS,
        "usual engagements at this age",
        "n",
        "against usual",
    ]
    rows = [
        [
            one.live_at.isoformat(),
            one.delivery.channel.kind,
            one.delivery.channel.identity.handle,
            one.delivery.words,
            one.delivery.url or one.delivery.uri,
            *("" if value(one) is None else value(one) for _title, value, _places in COLUMNS.values()),
            "" if one.usual.median is None else one.usual.median,
            one.usual.n,
            one.place or "",
        ]
        for one in posts
    ]
    return csv_answer(f"posts-{period.first}-{period.last}", head, rows)


def _hundred(rate: float | None) -> float | None:
    return None if rate is None else 100 * rate


def _written(value: float | None, places: int) -> str:
    return "" if value is None else str(number_format(value, places, force_grouping=True))


_RESULTS = "b/<slug:brand>/results/"
urlpatterns: list[URLPattern] = [
    path(_RESULTS, channel_results, name="channel_results"),
    path(_RESULTS + "followers/<int:pk>/", followers, name="followers"),
    path(_RESULTS + "posts/<int:pk>/", post_over_time, name="post_over_time"),
]
