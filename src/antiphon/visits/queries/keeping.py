"""From which day on visits are kept one by one, and what is left of the days before."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, QuerySet, Sum
from django.utils import timezone

from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.visits.models import GoalDay, TrackedSite, Visit, VisitDay, VisitsKept
from antiphon.visits.rules.keeping import USUAL_MONTHS, first_kept


@dataclass(frozen=True, slots=True)
class OldDays:
    """The sums of days of which visits are not kept one by one; `last` is the latest of them."""

    rows: QuerySet[VisitDay]
    last: date


def months_kept(brand: Brand) -> int:
    """Return for how many months a brand keeps visits one by one. One query."""
    chosen = VisitsKept.objects.filter(brand=brand).values_list("months", flat=True).first()
    return USUAL_MONTHS if chosen is None else chosen


def kept_from(brand: Brand) -> date:
    """Return the first day of which a brand keeps visits one by one. One query."""
    return first_kept(timezone.localdate(clock.now(), brand.zone), months_kept(brand))


def last_summed(brand: Brand) -> date | None:
    """Return the latest day of which only sums are left, None where there is none. One query."""
    found: date | None = VisitDay.objects.filter(brand=brand).aggregate(last=Max("day"))["last"]
    return found


def old_days(brand: Brand, first: date, last: date, site: TrackedSite | None = None) -> OldDays | None:
    """Return the sums that are left of some days, both included; None where their visits are all there. One query."""
    latest = last_summed(brand)
    if latest is None or first > latest:
        return None
    rows = VisitDay.objects.filter(brand=brand, day__gte=first, day__lte=last, site__deleted_at=None)
    return OldDays(rows if site is None else rows.filter(site=site), latest)


def sums_left(brand: Brand) -> QuerySet[VisitDay]:
    """Return what is left of each day and site of which visits are not kept one by one, each visitor once."""
    return VisitDay.objects.filter(brand=brand, source_kind="", site__deleted_at=None)


def goals_left(brand: Brand) -> QuerySet[GoalDay]:
    """Return how often goals were reached on each day of which visits are not kept one by one."""
    return GoalDay.objects.filter(goal__brand=brand, goal__site__deleted_at=None)


def summed_visits(brand: Brand, first: date, last: date) -> dict[date, int]:
    """Return how many visits there were on each of some days, as far as only sums are left of them. One query."""
    rows = sums_left(brand).filter(day__gte=first, day__lte=last).order_by()
    return dict(rows.values_list("day").annotate(n=Sum("visits")))


def deleted_within(brand: Brand, first: date, last: date) -> list[TrackedSite]:
    """Return the sites that were deleted and whose visits figures of some days once held. One query."""
    gone = TrackedSite.objects.filter(brand=brand, deleted_at__isnull=False, erased_visits__gt=0)
    return list(gone.filter(erased_first__lte=last, erased_last__gte=first).order_by("-deleted_at", "-pk"))


def being_erased(brand: Brand) -> list[int]:
    """Return the sites that were deleted and of which visits still stand. One query."""
    gone = TrackedSite.objects.filter(brand=brand, deleted_at__isnull=False, erased_at=None)
    return list(gone.values_list("pk", flat=True))


def without_deleted(brand: Brand, visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Return visits without those of sites that were deleted and are being erased. One query."""
    gone = being_erased(brand)
    return visits.exclude(site__in=gone) if gone else visits


@dataclass(frozen=True, slots=True)
class WhatGoes:
    """What goes with a site: visits with their pages, whole days of which only sums are left, goals; how many."""

    visits: int
    pages: int
    days: int
    goals: int


def what_goes(site: TrackedSite) -> WhatGoes:
    """Return what goes with a site that is deleted. Three queries."""
    told = Visit.objects.filter(site=site).aggregate(n=Count("pk"), pages=Sum("pages", default=0))
    days = site.days.filter(source_kind="").count()
    return WhatGoes(told["n"], told["pages"], days, site.goals.count())
