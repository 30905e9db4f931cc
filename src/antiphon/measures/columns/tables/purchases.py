"""What was paid."""

from typing import Any

from django.db.models import Count, Max, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from antiphon.measures.columns.table import Column, Kind, Row, Scene, Table
from antiphon.organizations.models import Brand
from antiphon.sales.models import Purchase


class Purchases(Table):
    """One line for each purchase."""

    name = "purchases"
    definition = _("Something was paid for. It counts unless it was called off; what was given back is in refunds.")
    place = 50
    columns = (
        Column("id", Kind.WHOLE, _("Number of the line; it grows.")),
        Column("at", Kind.MOMENT, _("When it was paid, in UTC.")),
        Column("received_at", Kind.MOMENT, _("When it was heard of, in UTC.")),
        Column("day", Kind.DAY, _("The day on which it was paid, on the clock of the brand.")),
        Column("source", Kind.TEXT, _("By what it was told, as the name of a shop.")),
        Column("purchase", Kind.WHOLE, _("Which purchase: what refunds name.")),
        Column("identity", Kind.WHOLE, _("Which account bought, as far as it is known: see identities."), empty=True),
        Column("amount", Kind.AMOUNT, _("How much was paid, in its currency.")),
        Column("currency", Kind.TEXT, _("In which currency, as EUR.")),
        Column("coupon", Kind.TEXT, _("The coupon that was used; empty without one.")),
        Column("called_off_at", Kind.MOMENT, _("When it was called off, in UTC; empty while it stands."), empty=True),
    )
    fields = (
        "pk", "at", "received_at", "source", "external_id", "identity_id", "amount", "currency", "coupon_key",
        "called_off_at",
    )  # fmt: skip

    def rows(self, brand: Brand) -> QuerySet[Any, Any]:
        """Return the brand's purchases."""
        return Purchase.objects.filter(brand=brand)

    def line(self, row: Row, scene: Scene) -> Row:
        """Return the purchase with numbers in place of its name at the shop and of the buyer."""
        pk, at, heard, source, key, buyer, *rest = row
        number = scene.pseudonyms.of
        return (
            pk,
            at,
            heard,
            scene.day(at),
            source,
            number("purchase", f"{source} {key}"),
            number("account", buyer),
            *rest,
        )

    def signature(self, brand: Brand, upto: int) -> str:
        """Return what changes when a purchase is told otherwise, called off, or its buyer is known or erased."""
        sums = {"many": Count("pk"), "told": Max("stated_at"), "off": Count("called_off_at")}
        return self.told(brand, upto, **sums, paid=Sum("amount"), buyers=Sum("identity_id"))
