"""What was put in."""

from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from antiphon.measures.columns.table import Column, Kind, Row, Scene, Table
from antiphon.organizations.models import Brand
from antiphon.sales.models import Spend


class Spends(Table):
    """One line for each sum that was put in."""

    name = "spend"
    definition = _("Money put into a side of the house over some days, evenly. It counts unless it was taken back.")
    place = 60
    by_month = False
    columns = (
        Column("id", Kind.WHOLE, _("Number of the line; it grows.")),
        Column("first", Kind.DAY, _("The first day for which it was spent.")),
        Column("last", Kind.DAY, _("The last one.")),
        Column("side", Kind.TEXT, _("For what: call, social media; response, social networking.")),
        Column("channel", Kind.WHOLE, _("On which channel: see channels. Empty: on none alone."), empty=True),
        Column("campaign", Kind.TEXT, _("For which campaign; empty for none.")),
        Column("amount", Kind.AMOUNT, _("How much, in its currency.")),
        Column("currency", Kind.TEXT, _("In which currency, as EUR.")),
        Column("noted_at", Kind.MOMENT, _("When it was noted, in UTC.")),
        Column("taken_back_at", Kind.MOMENT, _("When it was taken back, in UTC; empty while it stands."), empty=True),
    )
    fields = (
        "pk", "first", "last", "side", "channel_id", "campaign", "amount", "currency", "noted_at", "taken_back_at"
    )  # fmt: skip

    def rows(self, brand: Brand) -> QuerySet[Any, Any]:
        """Return what the brand put in."""
        return Spend.objects.filter(brand=brand)

    def line(self, row: Row, scene: Scene) -> Row:  # noqa: ARG002
        """Return what was put in as it stands."""
        return row

    def signature(self, brand: Brand, upto: int) -> str:
        """Return how much of it was taken back."""
        return self.told(brand, upto, many=Count("pk"), back=Count("taken_back_at"))
