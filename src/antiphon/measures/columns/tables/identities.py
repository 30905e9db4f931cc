"""The accounts, without names."""

from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from antiphon.measures.columns.table import Column, Kind, Row, Scene, Table
from antiphon.organizations.models import Brand
from antiphon.people.models import Identity, Side

#: A prime: so two accounts that change places do not look as if nothing had happened.
_SPREAD = 1009


class Identities(Table):
    """One line for each account."""

    name = "identities"
    definition = _("An account on a network, without name or address. The same number is the same account, always.")
    place = 90
    by_month = False
    columns = (
        Column("id", Kind.WHOLE, _("Number of the line; it grows.")),
        Column("identity", Kind.WHOLE, _("Which account: what stands as actor and target of interactions.")),
        Column("person", Kind.WHOLE, _("To whom it belongs: accounts of one person bear one number."), empty=True),
        Column("network", Kind.TEXT, _("On which network, as mastodon.")),
        Column("side", Kind.TEXT, _("us: the brand and its own people; them: everybody else.")),
        Column("automated", Kind.FLAG, _("Whether the account says of itself that it is a machine.")),
        Column("first_seen", Kind.MOMENT, _("When it was first heard of, in UTC.")),
        Column("erased", Kind.FLAG, _("Whether the person asked to be erased.")),
    )
    fields = ("pk", "person_id", "network", "side", "automated", "first_seen", "anonymized_at")

    def rows(self, brand: Brand) -> QuerySet[Any, Any]:
        """Return the brand's accounts."""
        return Identity.objects.filter(brand=brand)

    def line(self, row: Row, scene: Scene) -> Row:
        """Return the account with numbers in place of whose it is."""
        pk, person, *rest, erased = row
        number = scene.pseudonyms.of
        return (pk, number("account", pk), number("person", person), *rest, erased is not None)

    def signature(self, brand: Brand, upto: int) -> str:
        """Return sums that change when accounts are joined, change sides, or are erased."""
        spread = 1 + F("pk") % _SPREAD
        return self.told(
            brand,
            upto,
            people=Sum(F("person_id") * spread),
            ours=Sum(spread, filter=Q(side=Side.US)),
            machines=Sum(spread, filter=Q(automated=True)),
            erased=Count("anonymized_at"),
        )
