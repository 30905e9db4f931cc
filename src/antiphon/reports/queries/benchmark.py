"""Which brands stand beside each other for whom, what is kept of their months, and what is to be reckoned."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Count

from antiphon.organizations.models import Brand, User
from antiphon.organizations.rules import Duty
from antiphon.reports.models import BrandMonth
from antiphon.reports.rules.benchmark import is_due
from antiphon.reports.rules.months import bounds, month_before, month_of

#: The month that goes on and so many before it are reckoned; what was reckoned stays.
MONTHS_BACK = 3


def brands_beside(brand: Brand, user: User, duty: Duty = Duty.SEE) -> list[Brand]:
    """Return the brands of an organization that somebody may see, or more than that, by name. One query."""
    return list(Brand.objects.of(user, duty).filter(organization=brand.organization_id).order_by("name", "pk"))


def months_kept(brands: Sequence[Brand]) -> list[date]:
    """Return the months of which something is kept, the latest first. One query."""
    found = BrandMonth.objects.filter(brand__in=brands).values_list("month", flat=True).distinct()
    return list(found.order_by("-month"))


def kept_of(brands: Sequence[Brand], month: date) -> dict[int, BrandMonth]:
    """Return what is kept of a month, by the id of the brand. One query."""
    return {one.brand_id: one for one in BrandMonth.objects.filter(brand__in=brands, month=month)}


def months_due(now: datetime, most: int) -> list[tuple[Brand, date]]:
    """Return what is to be reckoned now of brands that have another one beside them, the latest months first.

    Two queries.
    """
    several = Brand.objects.annotate(beside=Count("organization__brands")).filter(beside__gt=1)
    brands = list(several.order_by("pk"))
    kept = BrandMonth.objects.filter(brand__in=brands).values_list("brand", "month", "known_at") if brands else ()
    known = {(brand, month): at for brand, month, at in kept}
    due = [
        (month, brand)
        for brand in brands
        for month in _months(now.astimezone(brand.zone).date())
        if brand.created_at < bounds(month, brand.time_zone)[1]
        and is_due(known.get((brand.pk, month)), bounds(month, brand.time_zone)[1], now)
    ]
    return [(brand, month) for month, brand in sorted(due, key=lambda one: one[0], reverse=True)[:most]]


def _months(today: date) -> list[date]:
    months = [month_of(today)]
    while len(months) <= MONTHS_BACK:
        months.append(month_before(months[-1]))
    return months
