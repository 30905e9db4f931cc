"""What channels and their posts brought in some days: followers, and each post beside the last 20 on its channel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from antiphon.channels.models import Channel
from antiphon.integrity.queries import followers_aside
from antiphon.lib import clock
from antiphon.measures.rounding import rounded
from antiphon.organizations.models import Member
from antiphon.reports.queries.months import in_all
from antiphon.reports.queries.posts import MOST, Followed, posts_between
from antiphon.reports.queries.told import followers_of
from antiphon.web.access import member_page
from antiphon.web.over_time import PLACES, Period, channel_shown, last_days, period_of
from antiphon.web.partial import show
from antiphon.web.spreadsheet import csv_answer

MOST_IN_CSV = 5000


@dataclass(frozen=True, slots=True)
class PostShown:
    """A post as a row: its numbers written out, empty where they are not known."""

    post: Followed
    numbers: Sequence[tuple[str, str]]

    @property
    def against(self) -> Promise | None:
        """Where it lies against what is usual, in words."""
        return PLACES[self.post.place] if self.post.place else None


type Value = Callable[[Followed], float | None]
type Column = tuple[Promise, Value, int]
#: The columns of the table of posts: title, value, decimals.
COLUMNS: Mapping[str, Column] = {
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
    channels = _channels(member, period)
    chosen = _chosen(request, channels)
    followers = followers_of(member.brand, channels, now)
    looked_at = [chosen] if chosen else channels
    as_csv = request.GET.get("format") == "csv"
    most = MOST_IN_CSV if as_csv else MOST
    moves = followers_aside(one.pk for one in looked_at)
    posts = posts_between(member.brand, looked_at, period.since, period.until, now, followers, most + 1)
    ordered, order = _ordered(request, posts[:most])
    if as_csv:
        return _posts_csv(period, ordered)
    about = {
        "member": member,
        "period": period,
        "chosen": chosen,
        "channels": [channel_shown(one, followers[one.pk], period, moves.get(one.pk, ())) for one in looked_at],
        "all_channels": channels,
        "more": len(posts) > most,
        "order": order,
        "last_days": last_days(),
        "narrowed": f"&channel={chosen.pk}" if chosen else "",
        **_columns(ordered),
        **({} if len(posts) > most else _sums(member, looked_at, period, ordered, now)),
    }
    return show(request, "channel_results.html", about)


def _channels(member: Member, period: Period) -> list[Channel]:
    """Return the channels that stood in a period, those that stand now first."""
    found = member.brand.channels.select_related("identity").order_by("pk")
    stood = [one for one in found if one.disconnected_at is None or one.disconnected_at > period.since]
    return sorted(stood, key=lambda one: one.disconnected_at is not None)


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


def _columns(posts: Sequence[Followed]) -> dict[str, Any]:
    """Return the table: the columns of which anything is known, the rows, and the names of the other columns."""
    known = {name for name, (_t, value, _p) in COLUMNS.items() if any(value(one) is not None for one in posts)}
    shown = {name: column for name, column in COLUMNS.items() if name in known | {"engagements"}}
    return {
        "columns": [(name, title) for name, (title, _value, _places) in shown.items()],
        "posts": [_post_shown(one, shown) for one in posts],
        "untold": [title for name, (title, _value, _places) in COLUMNS.items() if name not in shown],
    }


def _post_shown(post: Followed, columns: Mapping[str, Column]) -> PostShown:
    return PostShown(post, [(name, _written(value(post), places)) for name, (_t, value, places) in columns.items()])


def _sums(
    member: Member, channels: Sequence[Channel], period: Period, posts: Sequence[Followed], now: datetime
) -> dict[str, Any]:
    """Return all posts together, and those of as many days before as they were told at the same ages."""
    before = period.before
    then = posts_between(
        member.brand, channels, before.since, period.since, now - (period.since - before.since), {}, MOST + 1
    )
    return {"sums": in_all(posts), "before": None if len(then) > MOST else in_all(then)}


def _posts_csv(period: Period, posts: Sequence[Followed]) -> HttpResponse:
    head = [
        "when",
        "network",
        "account",
        "text",
        "address",
        "later parts",
        *COLUMNS,
        "usual engagements at this age",
        "n",
        "against usual",
    ]
    rows = [
        [
            timezone.localtime(one.live_at).isoformat(),
            one.delivery.channel.kind,
            one.delivery.channel.identity.handle,
            one.delivery.words,
            one.delivery.url or one.delivery.uri,
            one.parts,
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
    return "" if value is None else rounded(value, places)


urlpatterns: list[URLPattern] = [path("b/<slug:brand>/results/", channel_results, name="channel_results")]
