"""The series that a brand has anyway: what happened each day, in all and on each channel."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Min, QuerySet
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from antiphon.experiments.rules.faults import Fault, Unfit
from antiphon.integrity.queries import counted
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Direction, Verb
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Click, Lead

type Rows = QuerySet[Click] | QuerySet[Interaction] | QuerySet[Lead]


@dataclass(frozen=True, slots=True)
class Countable:
    """Something that is counted by day: its words, the rows, and the path from a row to its channel if it has one."""

    label: Promise
    rows: Callable[[Brand], Rows]
    channel: str = ""


def _verb(verb: Verb) -> Callable[[Brand], Rows]:
    return lambda brand: counted(brand).filter(verb=verb).exclude(direction=Direction.OUT)


#: What can be counted, by the name in addresses and rows.
COUNTABLES: Mapping[str, Countable] = {
    "replies": Countable(_("replies"), _verb(Verb.REPLY), "channel"),
    "likes": Countable(_("likes"), _verb(Verb.LIKE), "channel"),
    "shares": Countable(_("shares"), _verb(Verb.SHARE), "channel"),
    "mentions": Countable(_("mentions"), _verb(Verb.MENTION), "channel"),
    "follows": Countable(_("new followers"), _verb(Verb.FOLLOW), "channel"),
    "joins": Countable(_("new members of the community"), _verb(Verb.JOIN), "channel"),
    "posts": Countable(_("posts of others"), _verb(Verb.POST), "channel"),
    "clicks": Countable(
        _("clicks on short links"),
        lambda brand: Click.objects.filter(link__brand=brand, automated=False),
        "link__delivery__channel",
    ),
    "leads": Countable(_("leads"), lambda brand: Lead.objects.filter(page__brand=brand)),
}


@dataclass(frozen=True, slots=True)
class Days:
    """Days one after the other, both ends included."""

    first: date
    last: date

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range(len(self)))

    def __len__(self) -> int:
        return max(0, (self.last - self.first).days + 1)


def split(name: str) -> tuple[str, int | None]:
    """Return what a series counts and on which channel, None for all.

    >>> split("replies/12"), split("leads")
    (('replies', 12), ('leads', None))
    """
    measure, _slash, channel = name.partition("/")
    if measure not in COUNTABLES or (channel and not channel.isdecimal()):
        raise Unfit(Fault.NO_SUCH_SERIES, name=name[:60])
    return measure, int(channel) if channel else None


def daily(brand: Brand, name: str, days: Days) -> list[float]:
    """Return a series as one number a day, on the brand's wall. One query.

    A day without a row is a day on which nothing happened: ask `known_since` from when on that is so.
    """
    measure, channel = split(name)
    made = COUNTABLES[measure]
    rows = made.rows(brand).filter(at__gte=_moment(brand, days.first))
    rows = rows.filter(at__lt=_moment(brand, days.last + timedelta(days=1)))
    if channel is not None:
        rows = rows.filter(**{made.channel or "pk": channel if made.channel else None})
    by_day = rows.annotate(day=TruncDate("at", tzinfo=brand.zone)).values("day").annotate(n=Count("pk")).order_by()
    found = {row["day"]: float(row["n"]) for row in by_day}
    return [found.get(day, 0.0) for day in days]


def known_since(brand: Brand, name: str) -> date | None:
    """Return the first day from which on a series is known: that of the first row of any kind on its channel."""
    measure, channel = split(name)
    made = COUNTABLES[measure]
    if measure in {"clicks", "leads"}:
        first = made.rows(brand).aggregate(first=Min("at"))["first"]
    else:
        acts = Interaction.objects.filter(brand=brand)
        first = (acts.filter(channel=channel) if channel else acts).aggregate(first=Min("at"))["first"]
    return first.astimezone(brand.zone).date() if first else None


def series_names(brand: Brand) -> list[str]:
    """Return the series of which anything ever happened, in all and by channel. One query for each thing counted."""
    found = []
    for name, made in COUNTABLES.items():
        rows = made.rows(brand).order_by()
        if not made.channel:
            found += [name] if rows.exists() else []
            continue
        channels = sorted(rows.exclude(**{made.channel: None}).values_list(F(made.channel), flat=True).distinct())
        found += [name, *(f"{name}/{channel}" for channel in channels)] if channels or rows.exists() else []
    return found


def _moment(brand: Brand, day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=brand.zone)
