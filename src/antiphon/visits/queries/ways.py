"""Sites that are counted by more than one way on the same day, where the same visit may count twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.db.models.functions import TruncDate

from antiphon.organizations.models import Brand
from antiphon.visits.models import ReadLog, TrackedSite, Visit
from antiphon.visits.rules.hits import BROWSER


@dataclass(frozen=True, slots=True)
class TwoWays:
    """A site that on some days was counted in the browser and otherwise too: how many days, visits by each."""

    site: TrackedSite
    days: int
    in_browser: int
    otherwise: int


def counted_two_ways(brand: Brand, since: datetime, until: datetime, sites: Iterable[TrackedSite]) -> list[TwoWays]:
    """Return the sites for which on some day of a period visits came both from the browser and otherwise.

    Two queries at most; visits are asked for only where a server tells or a log was read.
    """
    read = set(ReadLog.objects.filter(site__brand=brand).values_list("site", flat=True).distinct())
    asked = [one for one in sites if one.told_at or one.pk in read]
    if not asked:
        return []
    found = Visit.objects.filter(brand=brand, site__in=asked, began_at__gte=since, began_at__lt=until).order_by()
    rows = found.annotate(day=TruncDate("began_at")).values_list("site", "day", "way").annotate(n=Count("pk"))
    counts: dict[int, dict[date, list[int]]] = {}
    for site, day, way, n in rows:
        counts.setdefault(site, {}).setdefault(day, [0, 0])[way not in BROWSER] += n
    told = ((one, [both for both in counts.get(one.pk, {}).values() if all(both)]) for one in asked)
    return [TwoWays(site, len(days), *map(sum, zip(*days, strict=True))) for site, days in told if days]
