"""What a month brought, on both sides: the numbers of a report, as plain values that can be kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from antiphon.channels.models import Channel
from antiphon.integrity.queries import counted, excluded, followers_aside
from antiphon.integrity.rules.surges import Moves
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import MESSAGES, Direction, Verb
from antiphon.lib.markup import first_line
from antiphon.measures.rules import pooled_engagement_rate
from antiphon.organizations.models import Brand
from antiphon.people.models import Side
from antiphon.publishing.models import Click, Lead, Subscriber
from antiphon.reports.queries.posts import Followed, posts_between
from antiphon.reports.queries.told import followers_of
from antiphon.reports.rules.months import bounds, month_before
from antiphon.reports.rules.readings import Readings, growth

#: How many posts a report shows, and of how many it counts.
BEST, MOST_POSTS = 5, 2000


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when, of one brand."""

    brand: Brand
    since: datetime
    until: datetime


def month_content(brand: Brand, month: date, now: datetime) -> dict[str, Any]:
    """Return all that a report of the month says: numbers and the words of posts, None where nothing is known.

    It tells what stood at the end of the month, or stands now while the month goes on.
    """
    since, until = bounds(month, brand.time_zone)
    span = Span(brand, since, min(until, now))
    earlier = Span(brand, *bounds(month_before(month), brand.time_zone))
    stood = Q(disconnected_at=None) | Q(disconnected_at__gt=since)
    channels = list(brand.channels.filter(stood).select_related("identity").order_by("pk"))
    followers = followers_of(brand, channels, span.until)
    moves = followers_aside(followers)
    posts = posts_between(brand, channels, since, span.until, span.until, followers, MOST_POSTS)
    before = posts_between(brand, channels, earlier.since, earlier.until, earlier.until, followers, MOST_POSTS)
    return {
        "brand": brand.name,
        "month": month.isoformat(),
        "as_of": span.until.isoformat(),
        "whole": now >= until,
        "channels": [
            {
                **_channel(one, followers[one.pk], posts, span),
                **_grown(followers[one.pk], span, moves.get(one.pk, ())),
            }
            for one in channels
        ],
        "call": {"now": in_all(posts), "before": in_all(before)},
        "best": [_best(one) for one in best_of(posts)],
        "response": {"now": _response(span), "before": _response(earlier)},
        "aside": _aside(span),
        "return": {"now": _return(span), "before": _return(earlier)},
    }


def best_of(posts: Sequence[Followed]) -> list[Followed]:
    """Return the posts with which most was done, against what is usual on their channel where that is known."""
    known = [one for one in posts if one.engagements]
    return sorted(known, key=lambda one: (-(one.engagements or 0), one.live_at))[:BEST]


def _channel(channel: Channel, followers: Readings, posts: Sequence[Followed], span: Span) -> dict[str, Any]:
    own = [one for one in posts if one.delivery.channel_id == channel.pk]
    return {
        "kind": channel.kind,
        "handle": channel.identity.handle,
        "line": _line(followers, span),
        **in_all(own),
    }


def _grown(followers: Readings, span: Span, moves: Moves) -> dict[str, Any]:
    grown = growth(followers, span.since, span.until, moves)
    return {
        "followers": grown.end,
        "change": grown.change,
        "growth": grown.rate,
        "n": grown.n,
        "aside": grown.aside,
    }


def _line(followers: Readings, span: Span) -> list[list[float]]:
    """Return the readings of the month as (share of the time gone by, number), from the one that held before it."""
    within = [told for told in followers if span.since < told.at <= span.until]
    held = [told for told in followers if told.at <= span.since][-1:]
    long = (span.until - span.since).total_seconds()
    points = [[max(0.0, (told.at - span.since).total_seconds() / long), told.value] for told in (*held, *within)]
    return [*points, [1.0, points[-1][1]]] if points else []


def in_all(posts: Sequence[Followed]) -> dict[str, Any]:
    """Return what networks told of posts, added up, with of how many they told it."""
    viewed = [one for one in posts if one.number("views") is not None]
    engaged = [one for one in posts if one.engagements is not None]
    rated = [one for one in posts if one.first_engagements is not None and one.number("views")]
    both = [(one.first_engagements or 0, one.number("views")) for one in rated]
    return {
        "posts": len({one.delivery.post_id for one in posts}),
        "places": len(posts),
        "views": sum(one.number("views") or 0 for one in viewed) if viewed else None,
        "views_told": len(viewed),
        "engagements": sum(one.engagements or 0 for one in engaged) if engaged else None,
        "engagements_told": len(engaged),
        "rate": pooled_engagement_rate(both),
        "rate_told": len(both),
    }


def _best(post: Followed) -> dict[str, Any]:
    delivery = post.delivery
    return {
        "text": first_line(delivery.words, 160),
        "kind": delivery.channel.kind,
        "handle": delivery.channel.identity.handle,
        "at": post.live_at.isoformat(),
        "url": delivery.url,
        "engagements": post.engagements,
        "views": post.number("views"),
        "median": post.usual.median,
        "n": post.usual.n,
    }


def _response(span: Span) -> dict[str, Any]:
    """Return what came back, without what was set aside: conversations, people, those who came for the first time."""
    theirs = _theirs(counted(span.brand)).filter(at__gte=span.since, at__lt=span.until)
    said = theirs.filter(verb__in=MESSAGES)
    told = theirs.aggregate(
        people=Count("actor__person", distinct=True),
        words=Count("pk", filter=Q(verb__in=MESSAGES)),
        likes=Count("pk", filter=Q(verb=Verb.LIKE)),
        shares=Count("pk", filter=Q(verb=Verb.SHARE)),
    )
    first = _theirs(counted(span.brand)).values("actor__person").annotate(first=Min("at")).order_by()
    newcomers = first.filter(actor__person__isnull=False, first__gte=span.since, first__lt=span.until).count()
    conversations = said.exclude(root="").values("root").distinct().count()
    return {**told, "conversations": conversations, "first_timers": newcomers}


def _theirs(rows: QuerySet[Interaction]) -> QuerySet[Interaction]:
    return rows.filter(actor__side=Side.THEM).exclude(verb__in=(Verb.LEAVE, Verb.BOUNCE))


def _aside(span: Span) -> dict[str, int]:
    """Return how many acts were not counted: judged by a detector, done by a machine, done by us to ourselves."""
    rows = Interaction.objects.filter(brand=span.brand, at__gte=span.since, at__lt=span.until)
    judged = rows.filter(excluded())
    rest = rows.exclude(pk__in=judged.values("pk"))
    machines = rest.filter(automated=True)
    ours = rest.filter(automated=False, direction=Direction.WITHIN).exclude(verb__in=MESSAGES)
    return {"judged": judged.count(), "machines": machines.count(), "ours": ours.count()}


def _return(span: Span) -> Mapping[str, int | None]:
    """Return what it was good for: links followed by people, subscribers, addresses left."""
    clicks = Click.objects.filter(link__brand=span.brand, at__gte=span.since, at__lt=span.until)
    followed = clicks.filter(link__sharer=None).aggregate(
        people=Count("pk", filter=Q(automated=False)), machines=Count("pk", filter=Q(automated=True))
    )
    came = Subscriber.objects.filter(channel__brand=span.brand, confirmed_at__isnull=False)
    had = came.filter(confirmed_at__lt=span.until).exclude(ended_at__lt=span.until)
    leads = Lead.objects.filter(page__brand=span.brand, at__gte=span.since, at__lt=span.until)
    newsletters = came.exists() or span.brand.channels.filter(subscribers__isnull=False).exists()
    return {
        **followed,
        "subscribers": had.count() if newsletters else None,
        "joined": came.filter(confirmed_at__gte=span.since, confirmed_at__lt=span.until).count(),
        "left": came.filter(ended_at__gte=span.since, ended_at__lt=span.until).count(),
        "leads": leads.count(),
    }
