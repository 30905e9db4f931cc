"""What the brand hopes for on its sites, and visits that reached it."""

from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext_lazy as _

from antiphon.measures.columns.table import Column, Kind, Row, Scene, Table
from antiphon.organizations.models import Brand
from antiphon.visits.models import GoalReached


class GoalsReached(Table):
    """One line for each goal that a visit reached."""

    name = "goals_reached"
    definition = _("That a visit reached a goal of the brand: once, however often.")
    place = 45
    columns = (
        Column("id", Kind.WHOLE, _("Number of the line; it grows.")),
        Column("at", Kind.MOMENT, _("When it was reached, in UTC.")),
        Column("day", Kind.DAY, _("The day on which it was, on the clock of the brand.")),
        Column("visit", Kind.WHOLE, _("In which visit: see visits.")),
        Column("goal", Kind.WHOLE, _("Which goal: its number.")),
        Column("name", Kind.TEXT, _("What the goal is called.")),
    )
    fields = ("pk", "at", "visit_id", "goal_id", "goal__name")

    def rows(self, brand: Brand) -> QuerySet[Any, Any]:
        """Return what was reached on the brand's sites."""
        return GoalReached.objects.filter(goal__brand=brand)

    def line(self, row: Row, scene: Scene) -> Row:
        """Return the line with its day."""
        pk, at, *rest = row
        return (pk, at, scene.day(at), *rest)

    def signature(self, brand: Brand, upto: int) -> str:
        """Return what changes when a site is gone, and its goals with it."""
        return self.told(brand, upto, many=Count("pk"), last=Max("pk"))
