"""Visits to a site as touches: named where the visitor agreed to it, else within their day."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from antiphon.organizations.models import Brand
from antiphon.publishing.models import ShortLink
from antiphon.reports.queries.journeys.touches import Met, accounts, channel_of_link, who_is
from antiphon.visits.models import Visit, VisitIdentity
from antiphon.visits.rules.sources import SourceKind, channel_label

_VISITOR = "visitor-"


def visitor(key: str) -> str:
    """Return who a visitor is that has no name: one key for a day."""
    return f"{_VISITOR}{key}"


def visits_of(brand: Brand, since: datetime, until: datetime, whose: Collection[str] | None = None) -> Iterator[Met]:
    """Return the visits of a time in order, only of some people or visitors, if named. Three queries."""
    rows = Visit.objects.filter(_made_by(whose), brand=brand, began_at__gte=since, began_at__lt=until)
    names = ("pk", "began_at", "visitor", "source_kind", "source", "code", "landing_path")
    known, links = names_of(brand, since, until, None if whose is None else rows), _links(brand, rows)
    found = rows.order_by("began_at", "pk").values(*names).iterator()
    return (_met(row, known.get(row["pk"], visitor(row["visitor"])), links) for row in found)


def names_of(brand: Brand, since: datetime, until: datetime, visits: QuerySet[Visit] | None = None) -> dict[int, str]:
    """Return by visit whose it was, of those whose consent stands; only of some visits, if told. One query."""
    within = Q(visit__brand=brand, visit__began_at__gte=since, visit__began_at__lt=until)
    rows = VisitIdentity.objects.standing().filter(within if visits is None else Q(visit__in=visits.values("pk")))
    keys = rows.values_list("visit", "identity", "identity__person", "identity__person__merged_into")
    return {visit: who_is(identity, person, whole) for visit, identity, person, whole in keys}


def _made_by(whose: Collection[str] | None) -> Q:
    if whose is None:
        return Q()
    visitors = [one.removeprefix(_VISITOR) for one in whose if one.startswith(_VISITOR)]
    named = VisitIdentity.objects.standing().filter(accounts(whose, "identity__"))
    return Q(visitor__in=visitors) | Q(pk__in=named.values("visit"))


def _links(brand: Brand, visits: QuerySet[Visit]) -> dict[str, str]:
    codes = visits.filter(source_kind=SourceKind.LINK).values("code")
    rows = ShortLink.objects.filter(brand=brand, code__in=codes).values_list("code", "delivery__channel__kind")
    return {code: channel_of_link(kind or "") for code, kind in rows}


def _met(row: Mapping[str, Any], who: str, links: Mapping[str, str]) -> Met:
    kind, source = row["source_kind"], row["source"]
    channel = links.get(row["code"], "link") if kind == SourceKind.LINK else channel_label(kind, source)
    return Met(who, row["began_at"], "visit", row["pk"], channel, row["landing_path"])
