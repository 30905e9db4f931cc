"""Loads what is known of a brand in some days, for all measures of the returns at once."""

from datetime import datetime

from antiphon.organizations.models import Brand
from antiphon.reports.queries.known.called import called
from antiphon.reports.queries.known.exchanged import exchanged
from antiphon.reports.queries.known.sold import sold
from antiphon.reports.queries.known.spent import spent
from antiphon.reports.queries.known.talked import talked
from antiphon.reports.queries.known.visited import visited
from antiphon.reports.rules.known import Known

__all__ = ["known_of"]


def known_of(brand: Brand, since: datetime, until: datetime) -> Known:
    """Return what is known of a brand between two moments, as it was known at the later one.

    As many queries for a brand of years as for one of a day.
    """
    parts = [part(brand, since, until) for part in (called, visited, exchanged, talked, spent, sold)]
    return Known(since=since, until=until, **{name: value for part in parts for name, value in part.items()})
