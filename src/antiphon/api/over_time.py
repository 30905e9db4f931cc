"""What networks told over time, of channels and posts, each post beside the last 20 on its channel."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import AwareDatetime, Field

from antiphon.api.access import Asked, brands_of, member_of
from antiphon.api.answers import Json, Page, cursor, seen_of
from antiphon.channels.models import Channel
from antiphon.integrity.queries import followers_aside
from antiphon.lib import clock
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Delivery
from antiphon.publishing.queries.delivering import first_delivery
from antiphon.reports.queries.posts import Followed, one_post, posts_between
from antiphon.reports.queries.told import followers_of
from antiphon.reports.rules.comparison import Usual
from antiphon.reports.rules.readings import Told, growth

router = Router(tags=["figures"])
LOOK_BACK = timedelta(days=90)

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

    `counted_value` and `counted_change` leave out followers who are not counted, as `change` and `value` do not.

    `told_at` is when the network last told the number, also if it was the same as before.
    """

    channel: int
    value: int | None
    change: int | None
    counted_value: int | None
    counted_change: int | None
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


class PostToldJson(Json, frozen=True, kw_only=True):
    """A post on one channel as a row: the numbers told last by name; one that was never told is not in it."""

    delivery: int
    post: int
    channel: int
    url: str
    text: str
    live_at: datetime
    parts: int
    numbers: dict[str, int]
    engagements: int | None
    by_views: float | None
    by_followers: float | None
    usual: UsualJson


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
    grown = growth(told, start, end, followers_aside([channel.pk]).get(channel.pk, ()))
    return FollowersJson(
        channel=channel.pk,
        value=grown.end,
        change=grown.change,
        counted_value=None if grown.end is None else grown.end - grown.aside_end,
        counted_change=grown.counted_change,
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


@router.get("/brands/{brand}/results")
def list_results(
    request: Asked,
    brand: str,
    since: Moment | None = None,
    until: Moment | None = None,
    channel: Annotated[int, Field(ge=1, lt=2**63)] | None = None,
    limit: int = 30,
    after: str = "",
) -> Page[PostToldJson]:
    """List the posts that went out between two moments (the last 90 days without), the latest first, as told now.

    Each stands beside the last 20 on its channel; a thread is one post.
    """
    member, seen, most, now = member_of(request, brand), seen_of(after), max(1, min(limit, 100)), clock.now()
    require(member, Duty.SEE)
    channels = list(_channels(member.brand.channels.select_related("identity"), channel))
    followers = followers_of(member.brand, channels, now)
    end = until or now
    rows = posts_between(member.brand, channels, since or end - LOOK_BACK, end, now, followers, most + 1, skip=seen)
    more = len(rows) > most
    return Page(items=[_row(one) for one in rows[:most]], next=cursor(seen + most) if more else None)


def _channels(channels: QuerySet[Channel], asked: int | None) -> QuerySet[Channel]:
    if asked is None:
        return channels
    return channels.filter(pk=get_object_or_404(channels, pk=asked).pk)


def _row(post: Followed) -> PostToldJson:
    delivery = post.delivery
    return PostToldJson(
        delivery=delivery.pk,
        post=delivery.post_id,
        channel=delivery.channel_id,
        url=delivery.url,
        text=delivery.words,
        live_at=post.live_at,
        parts=post.parts,
        numbers={name: told.value for name, told in post.last.items()},
        engagements=post.engagements,
        by_views=post.rate_by_views,
        by_followers=post.rate_by_followers,
        usual=_usual(post.usual, post.engagements),
    )


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
