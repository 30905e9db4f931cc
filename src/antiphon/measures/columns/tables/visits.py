"""Visits to the brand's sites, without whose they were."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.measures.columns.table import Column, Kind, Row, Scene, Table
from antiphon.organizations.models import Brand
from antiphon.visits.models import Visit

#: For how long a visit that was heard of is left alone: most are over then, and need not be written twice.
_OVER = timedelta(hours=1)


class Visits(Table):
    """One line for each visit."""

    name = "visits"
    definition = _(
        "A visit to a site of the brand, without anything by which a visitor could be known or two visits told to be "
        "of one person. It stands here from an hour after it was heard of."
    )
    place = 40
    columns = (
        Column("id", Kind.WHOLE, _("Number of the visit; it grows.")),
        Column("began_at", Kind.MOMENT, _("When it began, in UTC.")),
        Column("day", Kind.DAY, _("The day on which it began, on the clock of the brand.")),
        Column("site", Kind.WHOLE, _("To which site: its number.")),
        Column("way", Kind.TEXT, _("How it was counted: script, pixel, log, api.")),
        Column("source_kind", Kind.TEXT, _("From what kind of place: link, social, mail, paid, campaign, search, …")),
        Column("source", Kind.TEXT, _("From which place, as far as the address says.")),
        Column("medium", Kind.TEXT, _("The medium that the address names.")),
        Column("campaign", Kind.TEXT, _("The campaign that the address names.")),
        Column("code", Kind.TEXT, _("The short link of the brand that led there.")),
        Column("referrer", Kind.TEXT, _("The host of the page before.")),
        Column("landing_path", Kind.TEXT, _("The first page, without what follows a question mark.")),
        Column("pages", Kind.WHOLE, _("How many pages were looked at.")),
        Column("seconds", Kind.WHOLE, _("How long it took from the first of them to the last.")),
    )
    fields = (
        "pk", "began_at", "last_at", "site_id", "way", "source_kind", "source", "medium", "campaign", "code",
        "referrer", "landing_path", "pages",
    )  # fmt: skip

    def rows(self, brand: Brand) -> QuerySet[Any, Any]:
        """Return the brand's visits, but for the latest."""
        return Visit.objects.filter(brand=brand, received_at__lt=clock.now() - _OVER)

    def line(self, row: Row, scene: Scene) -> Row:
        """Return the visit with how long it took."""
        pk, began, last, *rest = row
        return (pk, began, scene.day(began), *rest, round((last - began).total_seconds()))

    def signature(self, brand: Brand, upto: int) -> str:
        """Return what changes when a visit went on, or is gone."""
        return self.told(brand, upto, many=Count("pk"), pages=Sum("pages"))
