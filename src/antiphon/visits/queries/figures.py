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

MOST_LINES = 200


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
    """Return the visits that began in a period, on one site or all."""
    found = Visit.objects.filter(brand=brand, began_at__gte=since, began_at__lt=until)
    return found if site is None else found.filter(site=site)


def sums_of(visits: QuerySet[Visit]) -> Sums:
    """Return what some visits come to. Two queries."""
    told = visits.aggregate(visits=Count("pk"), visitors=Count("visitor", distinct=True), pages=Sum("pages"))
    reached = GoalReached.objects.filter(visit__in=visits).aggregate(n=Count("visit", distinct=True))["n"]
    return Sums(told["visits"], told["visitors"], told["pages"] or 0, reached)


def visits_before(visits: QuerySet[Visit], place: tuple[datetime, int] | None, most: int) -> list[Visit]:
    """Return the latest of some visits that stand before a place, with what they reached. Two queries."""
    found = (
        visits if place is None else visits.filter(Q(began_at__lt=place[0]) | Q(began_at=place[0], pk__lt=place[1]))
    )
    return list(found.order_by("-began_at", "-pk").prefetch_related("reached")[:most])


def lines_of(visits: QuerySet[Visit], by: By, zone: tzinfo, most: int = MOST_LINES) -> list[Line]:
    """Return visits told apart, the most visits first, the latest day first; days are of a zone. Two queries."""
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


def visits_by_day(visits: QuerySet[Visit], first: date, last: date) -> list[tuple[date, int]]:
    """Return how many visits began on each day, days without included. One query."""
    rows = visits.order_by().annotate(day=TruncDate("began_at")).values_list("day").annotate(Count("pk"))
    counted = dict(rows)
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
