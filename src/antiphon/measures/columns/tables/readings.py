"""What networks told, as a meter is read."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from antiphon.ledger.models import Reading
from antiphon.measures.columns.table import Column, Kind, Row, Scene, Table
from antiphon.organizations.models import Brand


class Readings(Table):
    """One line for each number that changed."""

    name = "readings"
    definition = _("A number that a network told of a message or a channel, one line each time it changed.")
    place = 20
    columns = (
        Column("id", Kind.WHOLE, _("Number of the line; it grows.")),
        Column("at", Kind.MOMENT, _("When the network told it, in UTC.")),
        Column("recorded_at", Kind.MOMENT, _("When it was written down, in UTC.")),
        Column("day", Kind.DAY, _("The day on which it was told, on the clock of the brand.")),
        Column("channel", Kind.WHOLE, _("On which channel: see channels.")),
        Column("network", Kind.TEXT, _("The kind of that channel, as mastodon.")),
        Column("subject", Kind.WHOLE, _("Of what: the subject of an interaction, or the channel’s own account.")),
        Column("name", Kind.TEXT, _("What is counted, as views, likes, followers.")),
        Column("value", Kind.WHOLE, _("The number. The last one holds.")),
    )
    fields = ("pk", "at", "recorded_at", "channel_id", "channel__kind", "subject", "name", "value")

    def rows(self, brand: Brand) -> QuerySet[Any, Any]:
        """Return the brand's readings."""
        return Reading.objects.filter(brand=brand)

    def line(self, row: Row, scene: Scene) -> Row:
        """Return the reading with a number in place of the address."""
        pk, at, written, channel, kind, subject, name, value = row
        return (pk, at, written, scene.day(at), channel, kind, scene.pseudonyms.of("address", subject), name, value)
