"""Visits of older months become sums of days; a site that is deleted loses all that was counted on it."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Min, QuerySet, Sum
from django.utils.translation import gettext as _

from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.wall_time import bounds_of_days, midnight
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.visits.models import GoalDay, GoalReached, TrackedSite, Visit, VisitDay, VisitsKept
from antiphon.visits.queries.keeping import kept_from
from antiphon.visits.rules.hits import BROWSER
from antiphon.visits.rules.keeping import FEWEST_MONTHS, MOST_MONTHS

_DAY, _AT_ONCE = timedelta(days=1), 1000


@transaction.atomic
def keep_visits(by: Member, months: int) -> VisitsKept:
    """Keep visits one by one for so many months; those of older days become sums soon, which nothing takes back."""
    require(by, Duty.CONNECT)
    if not FEWEST_MONTHS <= months <= MOST_MONTHS:
        about = {"fewest": FEWEST_MONTHS, "most": MOST_MONTHS}
        raise Refusal(_("Visits are kept for %(fewest)d to %(most)d months.") % about, field="months")
    chosen = {"months": months, "set_by": by, "set_at": clock.now()}
    return VisitsKept.objects.update_or_create(brand=by.brand, defaults=chosen)[0]


def sum_oldest_day(brand: Brand) -> bool:
    """Make sums of the oldest day that is not kept any more; return whether there was one."""
    first = kept_from(brand)
    begin = midnight(first, brand.zone)
    oldest = Visit.objects.filter(brand=brand, began_at__lt=begin).order_by("began_at").first()
    if oldest is None:
        return False
    _sum_day(brand, oldest.began_at.astimezone(brand.zone).date())
    return True


@transaction.atomic
def _sum_day(brand: Brand, day: date) -> None:
    """Make sums of a day and erase its visits, together; what comes in late of a day that has sums is added.

    The sites are held as for counting: nothing is added up twice, and nothing goes that was not added up.
    """
    sites = TrackedSite.objects.filter(brand=brand).order_by("pk")
    list(sites.select_for_update(no_key=True).values_list("pk"))
    begin, end = bounds_of_days(day, day, brand.zone)
    visits = Visit.objects.filter(brand=brand, began_at__gte=begin, began_at__lt=end)
    _add_lines(brand, day, visits, ("site",))
    _add_lines(brand, day, visits, ("site", "source_kind", "source", "campaign"))
    scripted = list(visits.filter(way__in=BROWSER).order_by().values_list("site", flat=True).distinct())
    VisitDay.objects.filter(site__in=scripted, day=day, source_kind="").update(scripted=True)
    reached = GoalReached.objects.filter(visit__in=visits).order_by()
    rows = reached.values_list("goal", "visit__source_kind", "visit__source").annotate(n=Count("pk"))
    for goal, kind, source, n in list(rows):
        row, _new = GoalDay.objects.get_or_create(goal_id=goal, day=day, source_kind=kind, source=source)
        GoalDay.objects.filter(pk=row.pk).update(reached=F("reached") + n)
    while _erase_some(visits):
        pass


def _add_lines(brand: Brand, day: date, visits: QuerySet[Visit], fields: tuple[str, ...]) -> None:
    told: QuerySet[Visit, Any] = visits.order_by().values(*fields)
    rows = told.annotate(n=Count("pk"), people=Count("visitor", distinct=True), looks=Sum("pages"))
    with_goal = told.filter(pk__in=GoalReached.objects.values("visit")).annotate(n=Count("pk"))
    reached = {tuple(row[name] for name in fields): row["n"] for row in with_goal}
    for row in list(rows):
        about = {"site_id": row["site"]} | {name: row[name] for name in fields[1:]}
        blank = {"source_kind": "", "source": "", "campaign": ""}
        made, _new = VisitDay.objects.get_or_create(brand=brand, day=day, **(blank | about))
        VisitDay.objects.filter(pk=made.pk).update(
            visits=F("visits") + row["n"],
            visitors=F("visitors") + row["people"],
            pages=F("pages") + (row["looks"] or 0),
            reached=F("reached") + reached.get(tuple(row[name] for name in fields), 0),
        )


@transaction.atomic
def delete_site(by: Member, site: TrackedSite, typed: str) -> TrackedSite:
    """Count a site no more and let all go that was counted on it; raise Refusal unless its name is typed.

    What stands in reports that were made stays there; how many visits went, and of which days, stays known.
    """
    require(by, Duty.CONNECT)
    row = TrackedSite.objects.select_for_update(of=("self",)).select_related("brand").get(pk=site.pk)
    if row.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
    if row.deleted_at is not None:
        raise Conflict(_("This site was deleted already."))
    if typed.strip() != row.name:
        raise Refusal(_("Type the name of the site as it stands above."), field="typed")
    now = clock.now()
    row.ended_at, row.deleted_at, row.deleted_by = row.ended_at or now, now, by
    row.erased_visits, row.erased_first, row.erased_last = _counted_on(row)
    row.save()
    return row


def _counted_on(site: TrackedSite) -> tuple[int, date | None, date | None]:
    """Return how many visits were counted on a site, and their first and last day."""
    told = Visit.objects.filter(site=site).aggregate(n=Count("pk"), first=Min("began_at"), last=Max("began_at"))
    old = VisitDay.objects.filter(site=site, source_kind="").aggregate(
        n=Sum("visits", default=0), first=Min("day"), last=Max("day")
    )
    days = [one.astimezone(site.brand.zone).date() for one in (told["first"], told["last"]) if one]
    days += [one for one in (old["first"], old["last"]) if one]
    return told["n"] + old["n"], min(days, default=None), max(days, default=None)


@transaction.atomic
def erase_deleted(site: TrackedSite) -> int:
    """Erase some of what was counted on a site that was deleted; return how many visits, 0 once all is gone."""
    gone = _erase_some(Visit.objects.filter(site=site))
    if not gone:
        for rows in (site.days, site.left_out, site.logs, site.goals):
            rows.all().delete()
        TrackedSite.objects.filter(pk=site.pk).update(erased_at=clock.now(), domains="")
    return gone


def _erase_some(visits: QuerySet[Visit]) -> int:
    ids = list(visits.order_by("began_at").values_list("pk", flat=True)[:_AT_ONCE])
    Visit.objects.filter(pk__in=ids).delete()
    return len(ids)
