"""What was sent out in some days, and what came of it: views, engagements, replies, followers, clicks, leads."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import batched
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from antiphon.channels.models import Channel
from antiphon.integrity.queries import followers_aside
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Direction, Verb
from antiphon.measures.evidence import Evidence
from antiphon.measures.queries import evidence_of
from antiphon.measures.rules import shape
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Click, LandingPage, Lead, ShortLink
from antiphon.reports.queries.known.began import earlier, first_of
from antiphon.reports.queries.told import followers_of
from antiphon.reports.rules.known import Counted, Sent
from antiphon.reports.rules.readings import ENGAGEMENTS, Readings, growth

#: A channel of this kind is where people speak with each other: a post of ours there is the beginning of a talk.
COMMUNITY = "community"
#: So many conversations are read at once.
_AT_ONCE = 1_000


def sent(brand: Brand, since: datetime, until: datetime) -> dict[str, Any]:
    """Return what was sent out. Three queries."""
    return {"sent": sent_between(brand, since, until)}


def followers(brand: Brand, since: datetime, until: datetime) -> dict[str, Any]:
    """Return how many follow each channel, and since when all channels that tell it do. Three queries."""
    stood = Q(disconnected_at=None) | Q(disconnected_at__gt=since)
    channels = Channel.objects.filter(stood, brand=brand).exclude(kind=COMMUNITY)
    told = followers_of(brand, channels.select_related("identity").order_by("pk"), until)
    moves = followers_aside(told)
    grown = tuple(growth(readings, since, until, moves.get(key, ())) for key, readings in told.items())
    behind = tuple(one for readings in told.values() for one in _behind(readings, since))
    began = max((one.first for one in grown if one.first and one.change is not None), default=None)
    return {"followers": grown, "follower_readings": behind, "began": began}


def posts_to_all(brand: Brand) -> QuerySet[Interaction]:
    """Return our posts to all: neither answers, nor later parts, nor what begins a talk in a community."""
    ours = Interaction.objects.filter(brand=brand, verb=Verb.POST, direction=Direction.OUT, parent="")
    return ours.exclude(channel__kind=COMMUNITY)


def sent_between(brand: Brand, since: datetime, until: datetime) -> tuple[Sent, ...]:
    """Return our posts to all of a time, with what came of them by its end. A query, and two for each 1,000 posts."""
    went = posts_to_all(brand).filter(at__gte=since, at__lt=until).order_by("at", "pk")
    rows = {
        uri: (pk, at, channel or 0) for pk, uri, at, channel in went.values_list("pk", "subject", "at", "channel")
    }
    return tuple(_one(uri, *rows[uri], known) for uri, known in evidence_by_root(brand, rows, until))


def evidence_by_root(brand: Brand, roots: Iterable[str], until: datetime) -> Iterator[tuple[str, Evidence]]:
    """Yield what is known of each conversation, so many at a time that neither memory nor a query grows too large."""
    for some in batched(roots, _AT_ONCE):
        yield from evidence_of(brand, {root: [root] for root in some}, until).items()


def _one(uri: str, pk: int, at: datetime, channel: int, known: Evidence) -> Sent:
    """Return a post; both rates stand on the first of a thread, as it is of this one that views are told."""
    views = known.last_reading(uri, "views")
    done = [meter for name in ENGAGEMENTS if (meter := known.last_reading(uri, name))]
    replies = tuple(line.id for line in known.theirs if line.counted)
    return Sent(
        at=at,
        views=views.value if views else None,
        engagements=sum(meter.value for meter in done) if done else None,
        heard=not known.deaf,
        depth=shape(known.tree(uri)).depth if replies else 0,
        done=sum(line.counted and not line.ours for line in known.lines),
        uri=uri,
        readings=tuple(meter.id for meter in (views, *done) if meter),
        replies=replies,
        aside=known.aside_below,
        channel=channel,
        id=pk,
    )


def _behind(readings: Readings, since: datetime) -> Iterable[int]:
    held = [one.id for one in readings if one.at <= since][-1:]
    return [*held, *(one.id for one in readings if one.at > since)]


def clicks(brand: Brand, since: datetime, until: datetime) -> dict[str, Any]:
    """Return how often our links were followed; nothing before there was one. Three queries."""
    own = ShortLink.objects.filter(brand=brand, sharer=None)
    began = first_of(own, "made_at")
    if began is None or began >= until:
        return {}
    followed = Click.objects.filter(link__in=own)
    machines = followed.filter(automated=True, at__gte=since, at__lt=until).count()
    return {"clicks": by_week(followed.filter(automated=False), brand, since, until, aside=machines), "began": began}


def leads(brand: Brand, since: datetime, until: datetime) -> dict[str, Any]:
    """Return how many addresses were left; nothing before a page asked for one. Three queries."""
    left = Lead.objects.filter(page__brand=brand)
    asked = first_of(LandingPage.objects.filter(brand=brand, gated=True), "published_at")
    began = earlier(asked, first_of(left, "at"))
    if began is None or began >= until:
        return {}
    return {"leads": by_week(left, brand, since, until), "began": began}


def by_week(
    rows: QuerySet[Any], brand: Brand, since: datetime, until: datetime, *, aside: int = 0, at: str = "at"
) -> Counted:
    """Return how many rows of a time there are, in all and in each seven days from its first on. One query.

    Days at the end that make no seven are in no week: they would look like a poor one.
    """
    within = rows.filter(**{f"{at}__gte": since, f"{at}__lt": until}).annotate(day=TruncDate(at, tzinfo=brand.zone))
    first, end = since.astimezone(brand.zone).date(), until.astimezone(brand.zone).date()
    days = dict(within.values_list("day").annotate(n=Count("pk")).order_by())
    weeks = [0] * ((end - first).days // 7)
    for day, n in days.items():
        week = (day - first).days // 7
        if week < len(weeks):
            weeks[week] += n
    return Counted(sum(days.values()), tuple(weeks), aside)
