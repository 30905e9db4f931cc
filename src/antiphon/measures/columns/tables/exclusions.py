"""What was set aside, and why."""

from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext_lazy as _

from antiphon.integrity.models import Exclusion
from antiphon.measures.columns.table import Column, Kind, Row, Scene, Table
from antiphon.organizations.models import Brand


class Exclusions(Table):
    """One line for each act that a detector set aside."""

    name = "exclusions"
    definition = _("An act that a detector set aside. It counts again where the line was undone.")
    place = 30
    columns = (
        Column("id", Kind.WHOLE, _("Number of the line; it grows.")),
        Column("interaction", Kind.WHOLE, _("Which act: the id of an interaction.")),
        Column("day", Kind.DAY, _("The day on which the act happened, on the clock of the brand.")),
        Column("detector", Kind.TEXT, _("Which detector found it.")),
        Column("version", Kind.TEXT, _("In which version.")),
        Column("reason", Kind.TEXT, _("Why, in a sentence.")),
        Column("at", Kind.MOMENT, _("When it was set aside, in UTC.")),
        Column("undone_at", Kind.MOMENT, _("When that was undone, in UTC; empty while it stands."), empty=True),
    )
    fields = ("pk", "interaction_id", "interaction__at", "detector", "version", "reason", "at", "undone_at")

    def rows(self, brand: Brand) -> QuerySet[Any, Any]:
        """Return what was set aside of the brand's ledger."""
        return Exclusion.objects.filter(interaction__brand=brand)

    def line(self, row: Row, scene: Scene) -> Row:
        """Return the exclusion as it stands now."""
        pk, act, happened, *rest = row
        return (pk, act, scene.day(happened), *rest)

    def signature(self, brand: Brand, upto: int) -> str:
        """Return how many were undone, and when the last was."""
        return self.told(brand, upto, many=Count("undone_at"), last=Max("undone_at"))
