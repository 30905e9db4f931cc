"""The series that a brand has anyway: what happened each day, in all and on each channel."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Min, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from antiphon.experiments.rules.faults import Fault, Unfit
from antiphon.integrity.queries import counted
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Direction, Verb
from antiphon.lib.wall_time import bounds_of_days
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Click, Lead
from antiphon.sales.models import Purchase
from antiphon.visits.models import GoalReached, Visit
from antiphon.visits.queries.keeping import goals_left, sums_left

type Rows = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Countable:
    """Something that is counted by day: its words, the rows, and the path from a row to its channel if it has one.

    `at` is when it happened; `sums` gives the days of which only sums are left, and the name of the sum. What stands
    in the ledger is known since the first act of any kind, all else since its own first row.
    """

    label: Promise
    rows: Callable[[Brand], Rows]
    channel: str = ""
    at: str = "at"
    in_ledger: bool = False
    sums: tuple[Callable[[Brand], Rows], str] | None = None

    def summed(self, brand: Brand) -> dict[date, float]:
        """Return the days of which only a sum is left, with it. One query, none where there are no such days."""
        if self.sums is None:
            return {}
        rows, name = self.sums
        return {day: float(n) for day, n in rows(brand).order_by().values_list("day").annotate(n=Sum(name))}


def _acts(label: Promise, verb: Verb) -> Countable:
    def rows(brand: Brand) -> Rows:
        return counted(brand).filter(verb=verb).exclude(direction=Direction.OUT)

    return Countable(label, rows, "channel", in_ledger=True)


#: What can be counted, by the name in addresses and rows.
COUNTABLES: Mapping[str, Countable] = {
    "replies": _acts(_("replies"), Verb.REPLY),
    "likes": _acts(_("likes"), Verb.LIKE),
    "shares": _acts(_("shares"), Verb.SHARE),
    "mentions": _acts(_("mentions"), Verb.MENTION),
    "follows": _acts(_("new followers"), Verb.FOLLOW),
    "joins": _acts(_("new members of the community"), Verb.JOIN),
    "posts": _acts(_("posts of others"), Verb.POST),
    "clicks": Countable(
        _("clicks on short links"),
        lambda brand: Click.objects.filter(link__brand=brand, automated=False),
        "link__delivery__channel",
    ),
    "leads": Countable(_("leads"), lambda brand: Lead.objects.filter(page__brand=brand)),
    "visits": Countable(
        _("visits to your sites"),
        lambda brand: Visit.objects.filter(brand=brand),
        at="began_at",
        sums=(sums_left, "visits"),
    ),
    "goals": Countable(
        _("goals reached"),
        lambda brand: GoalReached.objects.filter(visit__brand=brand),
        sums=(goals_left, "reached"),
    ),
    "purchases": Countable(_("purchases"), lambda brand: Purchase.objects.standing().filter(brand=brand)),
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
    """Return a series as one number a day, on the brand's wall. Two queries at most.

    A day without a row is a day on which nothing happened: ask `known_since` from when on that is so.
    """
    measure, channel = split(name)
    made = COUNTABLES[measure]
    since, until = bounds_of_days(days.first, days.last, brand.zone)
    rows = made.rows(brand).filter(**{f"{made.at}__gte": since, f"{made.at}__lt": until})
    if channel is not None:
        rows = rows.filter(**{made.channel or "pk": channel if made.channel else None})
    by_day = rows.annotate(day=TruncDate(made.at, tzinfo=brand.zone)).values("day").annotate(n=Count("pk")).order_by()
    found, old = {row["day"]: float(row["n"]) for row in by_day}, made.summed(brand)
    return [found.get(day, 0.0) + old.get(day, 0.0) for day in days]


def known_since(brand: Brand, name: str) -> date | None:
    """Return the first day from which on a series is known: that of the first row of any kind on its channel."""
    measure, channel = split(name)
    made = COUNTABLES[measure]
    rows: Rows = Interaction.objects.filter(brand=brand) if made.in_ledger else made.rows(brand)
    if channel is not None and made.in_ledger:
        rows = rows.filter(channel=channel)
    first = rows.aggregate(first=Min("at" if made.in_ledger else made.at))["first"]
    days = [first.astimezone(brand.zone).date()] if first else []
    return min([*days, *made.summed(brand)], default=None)


def series_names(brand: Brand) -> list[str]:
    """Return the series of which anything ever happened, in all and by channel. One query for each thing counted."""
    found = []
    for name, made in COUNTABLES.items():
        rows = made.rows(brand).order_by()
        if not made.channel:
            found += [name] if rows.exists() or made.summed(brand) else []
            continue
        channels = sorted(rows.exclude(**{made.channel: None}).values_list(F(made.channel), flat=True).distinct())
        found += [name, *(f"{name}/{channel}" for channel in channels)] if channels or rows.exists() else []
    return found
