"""What was sold: the purchases of some days by source and coupon, what was given back, what cannot be counted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_safe

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.sales.models import Purchase, SumOf
from antiphon.sales.queries import CountedPurchase, SalesSums, reporting_currency, waiting_refunds
from antiphon.sales.queries.purchases import counted_in_parts, counted_purchases, purchases_before
from antiphon.sales.queries.sums import SoldOn, SumLine, left_out_of, sold_between, sums_of_lines
from antiphon.sales.sentences import UNCOUNTED_WORDS
from antiphon.web.access import member_page
from antiphon.web.over_time import Period, last_days, period_of
from antiphon.web.paging import page_number, pages_beside
from antiphon.web.partial import show
from antiphon.web.spreadsheet import csv_answer

PAGE, MOST_WAITING = 50, 50
_HEAD = (
    "when", "source", "id", "amount", "currency", "given back", "left", "left in reporting currency",
    "reporting currency", "day of the rate", "coupon", "how they heard", "received", "called off",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A refund, or the part of it that does not count, with its purchase if that is known."""

    refund: Any
    amount: str
    why: Any
    purchase: Purchase | None


@require_safe
@member_page
def sales(request: HttpRequest, member: Member) -> HttpResponse:
    """Show what was sold on some days; the rows as CSV too."""
    period, brand, source = period_of(request), member.brand, request.GET.get("source", "")
    found = purchases_before(brand, source=source).filter(at__gte=period.since, at__lt=period.until)
    sold = sold_between(brand, period.since, period.until, SumOf.ALL, SumOf.HEARD)
    if request.GET.get("format") == "csv":
        return _as_csv(period, member, found, sold.currency)
    number = page_number(request)
    rows = _page_of(member, found, number, sold.currency)
    chosen = sold.of(SumOf.ALL, source)
    about = {
        "member": member,
        "period": period,
        "last_days": last_days(),
        "source": source,
        "narrowed": f"&{urlencode({'source': source})}" if source else "",
        "sums": sums_of_lines(chosen, sold.currency),
        "sources": _by(sold.of(SumOf.ALL), sold.currency, attrgetter("source")),
        "currencies": _currencies(chosen),
        "heard": _by(sold.of(SumOf.HEARD, source), sold.currency, attrgetter("name"))[:20],
        "rows": rows[:PAGE],
        "left_out": _left_out(member, period, sold),
        "any": bool(rows) or Purchase.objects.filter(brand=brand).exists(),
        "may_connect": allows(member, Duty.CONNECT),
        **pages_beside(number, more=len(rows) > PAGE),
    }
    return show(request, "sales/index.html", about)


@require_safe
@member_page
def purchase(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show a purchase: what was given back of it, at which rate it is reckoned, what is known of the buyer."""
    found = get_object_or_404(Purchase, pk=pk, brand=member.brand)
    (one,) = counted_purchases(member.brand, Purchase.objects.filter(pk=found.pk))
    about = {
        "member": member,
        "one": one,
        "refunds": [(each, UNCOUNTED_WORDS[each.why] if each.why else "") for each in one.refunds],
        "currency": reporting_currency(member.brand),
    }
    return render(request, "sales/purchase.html", about)


def _page_of(member: Member, found: QuerySet[Purchase], number: int, to: str) -> list[CountedPurchase]:
    """Return the purchases of a page and the first of the next: the ids first, and then these rows only."""
    ids = list(found.values_list("pk", flat=True)[(number - 1) * PAGE : number * PAGE + 1])
    return counted_purchases(member.brand, Purchase.objects.filter(pk__in=ids).order_by("-at", "-pk"), to)


def _by(lines: Iterable[SumLine], to: str, key: Callable[[SumLine], str]) -> list[tuple[str, SalesSums]]:
    """Return the sums by a key, the largest first."""
    groups: dict[str, list[SumLine]] = {}
    for one in lines:
        groups.setdefault(key(one), []).append(one)
    found = [(name, sums_of_lines(some, to)) for name, some in groups.items()]
    return sorted(found, key=lambda one: (-one[1].net, one[0]))


def _currencies(lines: Iterable[SumLine]) -> list[tuple[str, int, Decimal]]:
    """Return by currency how many purchases there are and what is left of them, in that currency."""
    found: dict[str, tuple[int, Decimal]] = {}
    for one in lines:
        n, net = found.get(one.currency, (0, Decimal(0)))
        found[one.currency] = (n + one.n, net + one.net)
    return sorted((code, n, net) for code, (n, net) in found.items())


def _left_out(member: Member, period: Period, sold: SoldOn) -> Mapping[str, Any]:
    """Return what of the period cannot be counted, and the refunds of any day that wait for their purchase."""
    waiting, apart = waiting_refunds(member.brand), left_out_of(member.brand, period.since, period.until, sold, PAGE)
    shown = list(waiting[:MOST_WAITING])
    over = [
        LeftOut(each.refund, each.shown(each.left_out), UNCOUNTED_WORDS[each.why], one.purchase)
        for one in apart.over
        for each in one.refunds
        if each.why
    ]
    return {
        "unrated": apart.unrated,
        "over": over[:PAGE],
        "called_off": apart.called_off,
        "waiting": shown,
        "waiting_n": waiting.count() if len(shown) == MOST_WAITING else len(shown),
    }


def _as_csv(period: Period, member: Member, found: QuerySet[Purchase], to: str) -> HttpResponse:
    name = f"sales-{period.first.isoformat()}-{period.last.isoformat()}"
    return csv_answer(name, _HEAD, (_cells(one, to) for one in counted_in_parts(member.brand, found)))


def _cells(one: CountedPurchase, to: str) -> Sequence[object]:
    row, net = one.purchase, one.net_in_reporting
    return (
        timezone.localtime(row.at).isoformat(timespec="seconds"), row.source, row.external_id, one.shown(row.amount),
        row.currency, one.shown(one.refunded), one.shown(one.net), "" if net is None else str(net), to,
        one.conversion.day.isoformat() if one.conversion else "", row.coupon, row.heard,
        timezone.localtime(row.received_at).isoformat(timespec="seconds"),
        timezone.localtime(row.called_off_at).isoformat(timespec="seconds") if row.called_off_at else "",
    )  # fmt: skip


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/sales/", sales, name="sales"),
    path("b/<slug:brand>/sales/<int:pk>/", purchase, name="purchase"),
]
