"""Figures of visits in a period: in all, day by day, and by where they come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from antiphon.organizations.models import Brand
from antiphon.visits.models import GoalReached, LeftOut, TrackedSite, Visit
from antiphon.visits.queries.keeping import OldDays, without_deleted

MOST_LINES = 200
_COUNTS = ("visits", "visitors", "pages", "reached")


class By(StrEnum):
    """By what visits are told apart."""

    SOURCE = "source"
    CAMPAIGN = "campaign"
    LANDING = "landing"
    DAY = "day"


_FIELDS: Mapping[By, tuple[str, ...]] = {
    By.SOURCE: ("source_kind", "source"),
    By.CAMPAIGN: ("campaign", "source"),
    By.LANDING: ("landing_path",),
    By.DAY: ("day",),
}


@dataclass(frozen=True, slots=True)
class Line:
    """Visits of one kind: `key` tells it from others, `visitors` is added up day by day, `reached` are visits that
    reached any goal.
    """

    key: tuple[str, ...]
    visits: int
    visitors: int
    pages: int
    reached: int

    def with_more(self, other: "Line") -> "Line":
        """Return it together with another of the same kind, of other days."""
        more = (getattr(self, name) + getattr(other, name) for name in _COUNTS)
        return Line(self.key, *more)

    @property
    def rate(self) -> float:
        """Which share of the visits reached a goal, in [0, 1]."""
        return self.reached / self.visits


@dataclass(frozen=True, slots=True)
class Sums:
    """All visits of a period: how many, of how many visitors (added up day by day), pages, visits with a goal."""

    visits: int
    visitors: int
    pages: int
    reached: int


def visits_between(
    brand: Brand, since: datetime, until: datetime, site: TrackedSite | None = None
) -> QuerySet[Visit]:
    """Return the visits that began in a period, on one site or all that were not deleted. One query."""
    found = without_deleted(brand, Visit.objects.filter(brand=brand, began_at__gte=since, began_at__lt=until))
    return found if site is None else found.filter(site=site)


def sums_of(visits: QuerySet[Visit], old: OldDays | None = None) -> Sums:
    """Return what some visits come to, with days of which only sums are left. Three queries at most."""
    told = visits.aggregate(visits=Count("pk"), visitors=Count("visitor", distinct=True), pages=Sum("pages"))
    reached = GoalReached.objects.filter(visit__in=visits).aggregate(n=Count("visit", distinct=True))["n"]
    counts = (told["visits"], told["visitors"], told["pages"] or 0, reached)
    if old is None:
        return Sums(*counts)
    before = old.rows.filter(source_kind="").aggregate(**{name: Sum(name, default=0) for name in _COUNTS})
    return Sums(*(count + before[name] for count, name in zip(counts, _COUNTS, strict=True)))


def visits_before(visits: QuerySet[Visit], place: tuple[datetime, int] | None, most: int) -> list[Visit]:
    """Return the latest of some visits that stand before a place, with what they reached. Two queries."""
    found = (
        visits if place is None else visits.filter(Q(began_at__lt=place[0]) | Q(began_at=place[0], pk__lt=place[1]))
    )
    return list(found.order_by("-began_at", "-pk").prefetch_related("reached")[:most])


def lines_of(
    visits: QuerySet[Visit], by: By, zone: tzinfo, most: int = MOST_LINES, old: OldDays | None = None
) -> list[Line]:
    """Return visits told apart, the most visits first, the latest day first; days are of a zone.

    Three queries at most. Of days of which only sums are left the first pages are not known.
    """
    if old is None or by == By.LANDING:
        return _lines(visits, by, zone, most)
    whole: dict[tuple[str, ...], Line] = {one.key: one for one in _lines(visits, by, zone, None)}
    for line in _old_lines(old, by):
        whole[line.key] = line if line.key not in whole else whole[line.key].with_more(line)
    if by == By.DAY:
        return sorted(whole.values(), key=lambda one: one.key, reverse=True)[:most]
    return sorted(whole.values(), key=lambda one: (-one.visits, one.key))[:most]


def _old_lines(old: OldDays, by: By) -> list[Line]:
    rows = old.rows.filter(source_kind="") if by == By.DAY else old.rows.exclude(source_kind="")
    rows = rows.exclude(campaign="") if by == By.CAMPAIGN else rows
    fields = _FIELDS[by]
    told = rows.order_by().values_list(*fields).annotate(*(Sum(name) for name in _COUNTS))
    return [Line(tuple(map(str, row[: len(fields)])), *row[len(fields) :]) for row in told]


def _lines(visits: QuerySet[Visit], by: By, zone: tzinfo, most: int | None) -> list[Line]:
    fields = _FIELDS[by]
    told: QuerySet[Visit, Any] = visits.annotate(day=TruncDate("began_at", tzinfo=zone)) if by == By.DAY else visits
    if by == By.CAMPAIGN:
        told = told.exclude(campaign="")
    rows: QuerySet[Visit, Any] = told.order_by().values_list(*fields)
    rows = rows.annotate(n=Count("pk"), people=Count("visitor", distinct=True), looks=Sum("pages"))
    ordered = rows.order_by(*(["-day"] if by == By.DAY else ["-n", *fields]))
    reached = _reached(told, fields)
    n = len(fields)
    return [
        Line(tuple(map(str, row[:n])), row[n], row[n + 1], row[n + 2], reached.get(tuple(map(str, row[:n])), 0))
        for row in ordered[:most]
    ]


def visits_by_day(
    visits: QuerySet[Visit], first: date, last: date, old: OldDays | None = None
) -> list[tuple[date, int]]:
    """Return how many visits began on each day, days without included. Two queries at most."""
    rows = visits.order_by().annotate(day=TruncDate("began_at")).values_list("day").annotate(Count("pk"))
    counted = dict(rows)
    if old is not None:
        summed = old.rows.filter(source_kind="").order_by().values_list("day").annotate(Sum("visits"))
        for day, n in summed:
            counted[day] = counted.get(day, 0) + n
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [(day, counted.get(day, 0)) for day in days]


def left_out_between(
    brand: Brand, first: date, last: date, site: TrackedSite | None = None
) -> Sequence[tuple[str, int]]:
    """Return how many hits were left out from a day to a day (UTC), by reason, the most first. One query."""
    rows = LeftOut.objects.filter(brand=brand, day__gte=first, day__lte=last)
    told = (rows if site is None else rows.filter(site=site)).order_by().values_list("reason")
    return list(told.annotate(n=Sum("hits")).order_by("-n", "reason"))


def _reached(visits: QuerySet[Visit, Any], fields: tuple[str, ...]) -> dict[tuple[str, ...], int]:
    """Return how many visits of each kind reached a goal."""
    with_goal = visits.filter(pk__in=GoalReached.objects.values("visit"))
    rows = with_goal.order_by().values_list(*fields).annotate(Count("pk"))
    return {tuple(map(str, row[:-1])): row[-1] for row in rows}
