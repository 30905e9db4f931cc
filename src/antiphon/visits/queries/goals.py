"""Goals with how often they were reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet, Sum

from antiphon.organizations.models import Brand
from antiphon.visits.models import Goal, GoalDay, GoalReached, Visit
from antiphon.visits.queries.keeping import old_days


@dataclass(frozen=True, slots=True)
class GoalTold:
    """A goal in a period: how many visits reached it, of how many on its site, and from where the most."""

    goal: Goal
    reached: int
    visits: int
    sources: Sequence[tuple[str, str, int]]

    @property
    def rate(self) -> float | None:
        """Which share of the visits reached it, in [0, 1]; None without visits."""
        return self.reached / self.visits if self.visits else None

    @property
    def percent(self) -> float | None:
        """The same in hundredths."""
        return None if self.rate is None else 100 * self.rate


def goals_told(brand: Brand, since: datetime, until: datetime, most_sources: int = 5) -> list[GoalTold]:
    """Return the goals of a brand, those that stand first, with what reached them in a period. Six queries."""
    goals = (
        Goal.objects.filter(brand=brand, site__deleted_at=None)
        .select_related("site")
        .order_by("ended_at", "site__name", "name", "pk")
    )
    began = Visit.objects.filter(brand=brand, began_at__gte=since, began_at__lt=until).order_by()
    visits = dict(began.values_list("site").annotate(Count("pk")))
    rows = reached_between(brand, since, until).order_by()
    told: dict[int, list[tuple[str, str, int]]] = {}
    for goal, kind, name, n in rows.values_list("goal", "visit__source_kind", "visit__source").annotate(
        n=Count("pk")
    ):
        told.setdefault(goal, []).append((kind, name, n))
    _with_old_days(brand, since, until, visits, told)
    return [
        _told(goal, told.get(goal.pk, []), visits.get(goal.site_id, 0), most_sources) for goal in _standing(goals)
    ]


def _with_old_days(
    brand: Brand,
    since: datetime,
    until: datetime,
    visits: dict[int, int],
    told: dict[int, list[tuple[str, str, int]]],
) -> None:
    """Add the days of which only sums are left."""
    first, last = (one.astimezone(brand.zone).date() for one in (since, until - timedelta(microseconds=1)))
    old = old_days(brand, first, last)
    if old is None:
        return
    for site, n in old.rows.filter(source_kind="").order_by().values_list("site").annotate(n=Sum("visits")):
        visits[site] = visits.get(site, 0) + n
    rows = GoalDay.objects.filter(goal__brand=brand, day__gte=first, day__lte=last).order_by()
    for goal, kind, name, n in rows.values_list("goal", "source_kind", "source").annotate(n=Sum("reached")):
        mine = told.setdefault(goal, [])
        same = next((one for one in mine if one[:2] == (kind, name)), None)
        if same:
            mine.remove(same)
        mine.append((kind, name, n + (same[2] if same else 0)))


def reached_between(brand: Brand, since: datetime, until: datetime) -> QuerySet[GoalReached]:
    """Return what reached a goal in visits that began in a period."""
    return GoalReached.objects.filter(goal__brand=brand, visit__began_at__gte=since, visit__began_at__lt=until)


def _told(goal: Goal, sources: list[tuple[str, str, int]], visits: int, most: int) -> GoalTold:
    ordered = sorted(sources, key=lambda one: (-one[2], one))
    return GoalTold(goal, sum(n for *_, n in sources), visits, ordered[:most])


def _standing(goals: QuerySet[Goal]) -> list[Goal]:
    return sorted(goals, key=lambda one: one.ended_at is not None)
