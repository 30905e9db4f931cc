"""What was sold on a day is added up ahead, and anew whenever something of that day changes."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q

from antiphon.lib.wall_time import bounds_of_days
from antiphon.organizations.models import Brand
from antiphon.sales.models import Purchase, SalesDay, SalesDaySum
from antiphon.sales.queries.money import reporting_currency
from antiphon.sales.queries.purchases import counted_purchases, day_of
from antiphon.sales.queries.sums import summed_lines

_BATCH = 500


def day_changed(brand: Brand, *moments: datetime) -> None:
    """Note that something changed of what was sold at some moments; call it in the transaction of the change."""
    days_changed(brand, {day_of(brand, at) for at in moments})


def days_changed(brand: Brand, days: Iterable[date]) -> None:
    """Note that something changed of what was sold on some days; call it in the transaction of the change."""
    rows = sorted(set(days))
    new = [SalesDay(brand=brand, day=day) for day in rows]
    SalesDay.objects.bulk_create(new, batch_size=_BATCH, ignore_conflicts=True)
    for n in range(0, len(rows), _BATCH):
        some = SalesDay.objects.filter(brand=brand, day__in=rows[n : n + _BATCH])
        list(some.order_by("day").select_for_update().values_list("pk"))  # so that two never wait in a circle
        some.update(changed=F("changed") + 1)


def rates_changed(brand: Brand, first: date, last: date) -> None:
    """Note that days from one to another are reckoned otherwise; call it in the transaction of the change."""
    days = SalesDay.objects.filter(brand=brand, day__gte=first, day__lte=last).order_by("day")
    list(days.select_for_update().values_list("pk"))
    days.update(changed=F("changed") + 1)


@transaction.atomic
def sum_day(row: SalesDay) -> bool:
    """Add up what was sold on a day as it was noted; return whether that still holds.

    What came in after the row was read is not lost: the day is noted as changed once more, and added up again.
    """
    brand = row.brand
    to, (begin, end) = reporting_currency(brand), bounds_of_days(row.day, row.day, brand.zone)
    held = Q(summed=row.changed, currency=to, zone=brand.time_zone)
    found = counted_purchases(brand, Purchase.objects.filter(brand=brand, at__gte=begin, at__lt=end))
    about = {"summed": row.changed, "currency": to, "zone": brand.time_zone, "purchases": len(found)}
    if not SalesDay.objects.filter(~held, pk=row.pk, changed=row.changed).update(**about):
        return False
    row.sums.all().delete()
    lines = [
        SalesDaySum(
            day=row, of=one.of, name=one.name, source=one.source, currency=one.currency, n=one.n, gross=one.gross,
            refunded=one.refunded, gross_told=one.gross_told, refunded_told=one.refunded_told, over=one.over,
        )
        for one in summed_lines(brand, found)
    ]  # fmt: skip
    SalesDaySum.objects.bulk_create(lines, batch_size=_BATCH)
    return True


def reckon_anew() -> int:
    """Note all days of brands that reckon in another currency or on another clock by now; return how many brands."""
    found = SalesDay.objects.exclude(summed=None).order_by().values_list("brand", "currency", "zone").distinct()
    told: dict[int, set[tuple[str, str]]] = {}
    for pk, currency, zone in found:
        told.setdefault(pk, set()).add((currency, zone))
    brands = Brand.objects.in_bulk(told)
    other = [one for pk, one in brands.items() if told[pk] != {(reporting_currency(one), one.time_zone)}]
    for brand in other:
        _all_changed(brand)
    return len(other)


@transaction.atomic
def _all_changed(brand: Brand) -> None:
    moments = Purchase.objects.filter(brand=brand).values_list("at", flat=True)
    known = SalesDay.objects.filter(brand=brand).values_list("day", flat=True)
    days_changed(brand, {day_of(brand, at) for at in moments.iterator()} | set(known))
