"""Reads how many followed a channel over time, and what people saw, did and were shown meanwhile, day by day."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, Model, Q, QuerySet
from django.db.models.functions import TruncDate

from antiphon.channels.models import Channel
from antiphon.integrity.queries import counted
from antiphon.integrity.rules.attention import Attention
from antiphon.integrity.rules.surges import Level
from antiphon.ledger.models import Reading
from antiphon.ledger.rules import Direction, Verb
from antiphon.lib.wall_time import bounds_of_days
from antiphon.sales.models import Spend, SpendSide
from antiphon.sales.queries import rate_book, reporting_currency
from antiphon.visits.models import Visit
from antiphon.visits.queries.keeping import summed_visits

#: The names of readings by the kind of attention they tell of.
TOLD: Mapping[str, tuple[str, ...]] = {
    "views": ("views",),
    "reach": ("reach",),
    "engagements": ("likes", "replies", "shares", "quotes", "saves", "sends"),
}


def levels_of(channel: Channel, name: str) -> list[Level]:
    """Return what a channel's network told of a number of the channel itself, the oldest first. One query.

    A number that stayed the same is written down once: that it was told again is known of the last time only.
    """
    rows = Reading.objects.filter(brand=channel.brand_id, subject=channel.identity.stable_id, name=name)
    found = [Level(*row) for row in rows.order_by("at", "pk").values_list("pk", "at", "value")]
    again = channel.followers_told_at
    if found and again and again > found[-1].at:
        found.append(Level(found[-1].id, again, found[-1].value))
    return found


def attention(channel: Channel, first: date, last: date) -> Attention:
    """Return what may bring followers to a channel on some days (UTC, both included). Eleven queries at most."""
    since, until = bounds_of_days(first, last, UTC)
    acts = counted(channel.brand).filter(at__gte=since, at__lt=until).exclude(verb=Verb.FOLLOW)
    theirs = acts.filter(direction__in=[Direction.IN, Direction.BETWEEN])
    here = Q(channel=channel)
    return {
        **_told(channel, since, until),
        "acts": _by_day(theirs.filter(here), "at"),
        "elsewhere": _by_day(theirs.exclude(here), "at"),
        "visits": _visits(channel, since, until),
        "spend": _spent(channel, first, last),
    }


def _told(channel: Channel, since: datetime, until: datetime) -> dict[str, dict[date, float]]:
    """Return by how much the numbers of posts rose on each day; the first number of a post counts whole."""
    kinds = {name: kind for kind, names in TOLD.items() for name in names}
    rows = Reading.objects.filter(channel=channel, name__in=kinds).order_by("at", "pk")
    within = list(rows.filter(at__gte=since, at__lt=until).values_list("subject", "name", "at", "value"))
    before = rows.filter(at__lt=since, subject__in={subject for subject, *_rest in within})
    last = {(subject, name): value for subject, name, value in before.values_list("subject", "name", "value")}
    found: dict[str, dict[date, float]] = {kind: defaultdict(float) for kind in TOLD}
    for subject, name, at, value in within:
        found[kinds[name]][at.astimezone(UTC).date()] += max(0, value - last.get((subject, name), 0))
        last[subject, name] = value
    return found


def _by_day[M: Model](rows: QuerySet[M], moment: str) -> dict[date, float]:
    days = rows.annotate(day=TruncDate(moment, tzinfo=UTC)).values_list("day").annotate(n=Count("pk")).order_by()
    return {day: float(n) for day, n in days}


def _visits(channel: Channel, since: datetime, until: datetime) -> dict[date, float]:
    """Return the visits of each day; of days of which only sums are left, those of the day on the brand's clock.

    Without these a surge that visits had explained would be set aside as soon as the visits are kept no more.
    """
    rows = Visit.objects.filter(brand=channel.brand_id, began_at__gte=since, began_at__lt=until)
    found = _by_day(rows, "began_at")
    for day, many in summed_visits(channel.brand, since.date(), until.date() - timedelta(days=1)).items():
        found[day] = found.get(day, 0.0) + many
    return found


def _spent(channel: Channel, first: date, last: date) -> dict[date, float]:
    """Return what was spent on the call each day, in the currency the brand reckons in where a rate is known."""
    standing = Spend.objects.standing().filter(brand=channel.brand_id, side=SpendSide.CALL)
    rows = list(standing.filter(Q(channel=channel) | Q(channel=None), first__lte=last, last__gte=first))
    if not rows:
        return {}
    to, book = reporting_currency(channel.brand), rate_book(channel.brand, min(one.first for one in rows), last)
    found: dict[date, float] = defaultdict(float)
    for one in rows:
        rate = book.conversion(one.currency, to, one.first)
        worth, days = rate.of(one.amount) if rate else one.amount, (one.last - one.first).days + 1
        for day in (one.first + timedelta(days=n) for n in range(days)):
            found[day] += float(worth) / days
    return found
