"""What networks told over time, of channels and posts; and the reports of months."""

from datetime import UTC, datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json, Page, cursor, seen_of
from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.publishing.models import Delivery
from antiphon.publishing.queries.delivering import first_delivery
from antiphon.reports.actions.reporting import LASTS, make_report, share_report
from antiphon.reports.models import Report, first_day
from antiphon.reports.pdf import report_pdf
from antiphon.reports.queries.posts import Followed, one_post
from antiphon.reports.queries.told import followers_of
from antiphon.reports.rules.comparison import Usual
from antiphon.reports.rules.readings import Told, growth

router = Router(tags=["reports"])

type Moment = Annotated[
    AwareDatetime, Field(ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(9000, 1, 1, tzinfo=UTC))
]


class ToldJson(Json, frozen=True, kw_only=True):
    """A number that a network told at a moment; one that stayed the same is written down once."""

    id: int
    at: datetime
    value: int


class FollowersJson(Json, frozen=True, kw_only=True):
    """How many follow a channel over time. `value`, `change` and `rate` are null where they are not known.

    `told_at` is when the network last told the number, also if it was the same as before.
    """

    channel: int
    value: int | None
    change: int | None
    rate: float | None
    n: int
    told_at: datetime | None
    readings: list[ToldJson]


class UsualJson(Json, frozen=True, kw_only=True):
    """Median and quartiles of `n` of the last 20 posts at the same age; null where they are fewer than five."""

    n: int
    lower: float | None
    median: float | None
    upper: float | None
    place: str | None


class NumberJson(Json, frozen=True, kw_only=True):
    """One number of a post over time, and what was usual of it."""

    name: str
    value: int
    told_at: datetime
    usual: UsualJson
    readings: list[ToldJson]


class OverTimeJson(Json, frozen=True, kw_only=True):
    """What a network told of a post over time. Engagements and rates are null where they are not known.

    A thread is one post: `delivery` is its first, `parts` how many follow, and what people did with them is added up.
    """

    delivery: int
    parts: int
    live_at: datetime
    as_of: datetime
    engagements: int | None
    by_views: float | None
    by_followers: float | None
    usual: UsualJson
    numbers: list[NumberJson]


class ReportJson(Json, frozen=True, kw_only=True):
    """A report of a month; `content` is all that it says, as it was known when it was made."""

    id: int
    month: str
    language: str
    made_at: datetime
    by_schedule: bool
    content: dict[str, Any]


class FileJson(Json, frozen=True, kw_only=True):
    """A file; `data` are its bytes in base64."""

    name: str
    type: str
    data: bytes


class SharedJson(Json, frozen=True, kw_only=True):
    """The address at which a report is read without an account. It is told this once."""

    address: str
    expires_at: datetime


class Wanted(Schema):
    """Which month, written as 2026-10; the brand's language without one."""

    month: str = Field(max_length=7)
    language: str = Field(default="", max_length=8)


class Shared(Schema):
    """For whom a link is, and for how many days."""

    label: str = Field(default="", max_length=120)
    days: int = LASTS


@router.get("/channels/{channel_id}/followers")
def read_followers(
    request: Asked, channel_id: int, since: Moment | None = None, until: Moment | None = None
) -> FollowersJson:
    """Read how many follow a channel over time, and how that grew between two moments: ever, until now, without."""
    channels = Channel.objects.select_related("brand", "identity")
    channel = get_object_or_404(channels, brand__in=brands_of(request), pk=channel_id)
    end = until or clock.now()
    told = followers_of(channel.brand, [channel], end)[channel.pk]
    start = since or (told[0].at if told else end)
    grown = growth(told, start, end)
    return FollowersJson(
        channel=channel.pk,
        value=grown.end,
        change=grown.change,
        rate=grown.rate,
        n=grown.n,
        told_at=channel.followers_told_at,
        readings=[_told(one) for one in told if one.at >= start],
    )


@router.get("/deliveries/{delivery_id}/over-time")
def read_over_time(request: Asked, delivery_id: int, as_of: Moment | None = None) -> OverTimeJson:
    """Read every number that a network told of a post, beside the last 20 on that channel at the same age."""
    rows = Delivery.objects.select_related("post__brand", "channel__identity")
    row = get_object_or_404(rows, post__brand__in=brands_of(request), pk=delivery_id)
    moment = as_of or clock.now()
    followers = followers_of(row.post.brand, [row.channel], moment)[row.channel_id]
    post = one_post(row.post.brand, first_delivery(delivery_id), moment, followers)
    if post is None or post.live_at > moment:
        raise Http404
    return OverTimeJson(
        delivery=post.delivery.pk,
        parts=post.parts,
        live_at=post.live_at,
        as_of=moment,
        engagements=post.engagements,
        by_views=post.rate_by_views,
        by_followers=post.rate_by_followers,
        usual=_usual(post.usual, post.engagements),
        numbers=[_number(post, name) for name in sorted(post.last)],
    )


@router.get("/brands/{brand}/reports")
def list_reports(request: Asked, brand: str, limit: int = 30, after: str = "") -> Page[ReportJson]:
    """List the reports of a brand, the latest month first."""
    member, seen, most = member_of(request, brand), seen_of(after), max(1, min(limit, 100))
    found = Report.objects.filter(brand=member.brand).order_by("-month", "-made_at", "-pk")
    rows = list(found[seen:][: most + 1])
    return Page(items=[_report(one) for one in rows[:most]], next=cursor(seen + most) if len(rows) > most else None)


@router.post("/brands/{brand}/reports")
def create_report(request: Asked, brand: str, body: Wanted) -> Created[ReportJson]:
    """Make the report of a month, as it is known now."""
    by, month = member_of(request, brand), first_day(body.month)
    if month is None:
        raise Refusal(_("Choose a month that has begun, written as 2026-10."), field="month")
    return Created(_report(make_report(by, month, body.language)))


@router.get("/reports/{report_id}")
def read_report(request: Asked, report_id: int) -> ReportJson:
    """Read a report."""
    return _report(_seen(request, report_id))


@router.get("/reports/{report_id}/pdf")
def read_report_file(request: Asked, report_id: int) -> FileJson:
    """Get a report as PDF."""
    found = _seen(request, report_id)
    return FileJson(name=found.filename, type="application/pdf", data=report_pdf(found))


@router.post("/reports/{report_id}/links")
def create_report_link(request: Asked, report_id: int, body: Shared) -> Created[SharedJson]:
    """Make a link at which the report is read without an account."""
    found = _seen(request, report_id)
    link, token = share_report(member_in(request, found.brand_id), found, label=body.label, days=body.days)
    return Created(SharedJson(address=f"{settings.PUBLIC_URL}/reports/{token}/", expires_at=link.expires_at))


def _seen(request: Asked, pk: int) -> Report:
    return get_object_or_404(Report.objects.select_related("brand"), brand__in=brands_of(request), pk=pk)


def _told(one: Told) -> ToldJson:
    return ToldJson(id=one.id, at=one.at, value=one.value)


def _number(post: Followed, name: str) -> NumberJson:
    last = post.last[name]
    return NumberJson(
        name=name,
        value=last.value,
        told_at=last.at,
        usual=_usual(post.usual_of(name), last.value),
        readings=[_told(one) for one in post.told[name]],
    )


def _usual(usual: Usual, value: float | None) -> UsualJson:
    place = usual.place(value)
    return UsualJson(n=usual.n, lower=usual.lower, median=usual.median, upper=usual.upper, place=place)


def _report(one: Report) -> ReportJson:
    return ReportJson(
        id=one.pk,
        month=f"{one.month:%Y-%m}",
        language=one.language,
        made_at=one.made_at,
        by_schedule=one.schedule_id is not None,
        content=one.content,
    )
