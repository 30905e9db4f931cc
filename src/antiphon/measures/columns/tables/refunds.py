"""What was given back."""

from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from antiphon.measures.columns.table import Column, Kind, Row, Scene, Table
from antiphon.organizations.models import Brand
from antiphon.sales.models import Refund


class Refunds(Table):
    """One line for each refund."""

    name = "refunds"
    definition = _("Something was given back of a purchase, wholly or in part.")
    place = 55
    columns = (
        Column("id", Kind.WHOLE, _("Number of the line; it grows.")),
        Column("at", Kind.MOMENT, _("When it was given back, in UTC.")),
        Column("received_at", Kind.MOMENT, _("When it was heard of, in UTC.")),
        Column("day", Kind.DAY, _("The day on which it was given back, on the clock of the brand.")),
        Column("source", Kind.TEXT, _("By what it was told, as the name of a shop.")),
        Column("purchase", Kind.WHOLE, _("Of which purchase: see purchases. It may not be known yet.")),
        Column("amount", Kind.AMOUNT, _("How much was given back, in its currency.")),
        Column("currency", Kind.TEXT, _("In which currency, as EUR.")),
        Column("called_off_at", Kind.MOMENT, _("When it was called off, in UTC; empty while it stands."), empty=True),
    )
    fields = (
        "pk", "at", "received_at", "source", "purchase_external_id", "amount", "currency", "called_off_at"
    )  # fmt: skip

    def rows(self, brand: Brand) -> QuerySet[Any, Any]:
        """Return the brand's refunds."""
        return Refund.objects.filter(brand=brand)

    def line(self, row: Row, scene: Scene) -> Row:
        """Return the refund with a number in place of the name of its purchase."""
        pk, at, heard, source, key, *rest = row
        return (pk, at, heard, scene.day(at), source, scene.pseudonyms.of("purchase", f"{source} {key}"), *rest)

    def signature(self, brand: Brand, upto: int) -> str:
        """Return what changes when a refund did not go through after all, or is gone."""
        return self.told(brand, upto, many=Count("pk"), off=Count("called_off_at"))
