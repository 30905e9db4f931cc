"""The brand's own channels."""

from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.measures.columns.table import Column, Kind, Row, Scene, Table
from antiphon.organizations.models import Brand


class Channels(Table):
    """One line for each connected place."""

    name = "channels"
    definition = _("A place where the brand speaks.")
    place = 80
    by_month = False
    columns = (
        Column("id", Kind.WHOLE, _("Number of the channel.")),
        Column("network", Kind.TEXT, _("Its kind, as mastodon.")),
        Column("handle", Kind.TEXT, _("The brand’s own name there.")),
        Column("identity", Kind.WHOLE, _("The brand’s own account: see identities.")),
        Column(
            "subject", Kind.WHOLE, _("What stands as subject of readings of the channel itself, as of followers.")
        ),
        Column("connected_at", Kind.MOMENT, _("Since when, in UTC.")),
        Column("disconnected_at", Kind.MOMENT, _("Until when, in UTC."), empty=True),
    )
    fields = (
        "pk",
        "kind",
        "identity__handle",
        "identity_id",
        "identity__stable_id",
        "connected_at",
        "disconnected_at",
    )

    def rows(self, brand: Brand) -> QuerySet[Any, Any]:
        """Return the brand's channels."""
        return Channel.objects.filter(brand=brand)

    def line(self, row: Row, scene: Scene) -> Row:
        """Return the channel."""
        pk, kind, handle, own, address, *rest = row
        number = scene.pseudonyms.of
        return (pk, kind, handle, number("account", own), number("address", address), *rest)

    def signature(self, brand: Brand, upto: int) -> str:
        """Return what changes when a channel is disconnected or has another name."""
        ended = "disconnected_at"
        return self.told(brand, upto, many=Count(ended), last=Max(ended), name=Max("identity__handle"))
