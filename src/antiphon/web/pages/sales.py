"""What was sold: the purchases of some days by source and coupon, what was given back, what cannot be counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_safe

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.sales.models import Purchase
from antiphon.sales.queries import (
    CountedPurchase,
    SalesSums,
    purchases_between,
    reporting_currency,
    sales_sums,
    waiting_refunds,
)
from antiphon.sales.queries.purchases import counted_purchases
from antiphon.sales.sentences import UNCOUNTED_WORDS
from antiphon.web.access import member_page
from antiphon.web.over_time import Period, last_days, period_of
from antiphon.web.paging import page_number, pages_beside
from antiphon.web.partial import show
from antiphon.web.spreadsheet import csv_answer

PAGE, MOST_WAITING = 50, 50
_HEAD = (
    "when", "source", "id", "amount", "currency", "given back", "left", "left in reporting currency",
    "reporting currency", "day of the rate", "coupon", "how they heard", "received",
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
    to = reporting_currency(brand)
    whole = purchases_between(brand, period.since, period.until)
    chosen = [one for one in whole if not source or one.purchase.source == source]
    if request.GET.get("format") == "csv":
        return _as_csv(period, chosen, to)
    number = page_number(request)
    about = {
        "member": member,
        "period": period,
        "last_days": last_days(),
        "source": source,
        "narrowed": f"&{urlencode({'source': source})}" if source else "",
        "sums": sales_sums(chosen, to),
        "sources": _by(whole, to, lambda one: one.purchase.source),
        "currencies": _currencies(chosen),
        "heard": _by([one for one in chosen if one.purchase.heard], to, lambda one: one.purchase.heard)[:20],
        "rows": chosen[(number - 1) * PAGE : number * PAGE],
        "left_out": _left_out(member, whole),
        "any": bool(whole) or Purchase.objects.filter(brand=brand).exists(),
        "may_connect": allows(member, Duty.CONNECT),
        **pages_beside(number, more=len(chosen) > number * PAGE),
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


def _by(rows: Iterable[CountedPurchase], to: str, key: Any) -> list[tuple[str, SalesSums]]:
    """Return the sums by a key, the largest first."""
    groups: dict[str, list[CountedPurchase]] = {}
    for one in rows:
        groups.setdefault(key(one), []).append(one)
    found = [(name, sales_sums(some, to)) for name, some in groups.items()]
    return sorted(found, key=lambda one: (-one[1].net, one[0]))


def _currencies(rows: Iterable[CountedPurchase]) -> list[tuple[str, int, Decimal]]:
    """Return by currency how many purchases there are and what is left of them, in that currency."""
    found: dict[str, tuple[int, Decimal]] = {}
    for one in rows:
        n, net = found.get(one.purchase.currency, (0, Decimal(0)))
        found[one.purchase.currency] = (n + 1, net + one.net)
    return sorted((code, n, net) for code, (n, net) in found.items())


def _left_out(member: Member, rows: Sequence[CountedPurchase]) -> Mapping[str, Any]:
    """Return what of the period cannot be counted, and the refunds of any day that wait for their purchase."""
    waiting = waiting_refunds(member.brand)
    over = [
        LeftOut(each.refund, each.shown(each.left_out), UNCOUNTED_WORDS[each.why], one.purchase)
        for one in rows
        for each in one.refunds
        if each.why
    ]
    return {
        "unrated": [one for one in rows if one.conversion is None][:PAGE],
        "over": over[:PAGE],
        "waiting": list(waiting[:MOST_WAITING]),
        "waiting_n": waiting.count(),
    }


def _as_csv(period: Period, rows: Iterable[CountedPurchase], to: str) -> HttpResponse:
    name = f"sales-{period.first.isoformat()}-{period.last.isoformat()}"
    return csv_answer(name, _HEAD, (_cells(one, to) for one in rows))


def _cells(one: CountedPurchase, to: str) -> Sequence[object]:
    row, net = one.purchase, one.net_in_reporting
    return (
        timezone.localtime(row.at).isoformat(timespec="seconds"), row.source, row.external_id, one.shown(row.amount),
        row.currency, one.shown(one.refunded), one.shown(one.net), "" if net is None else str(net), to,
        one.conversion.day.isoformat() if one.conversion else "", row.coupon, row.heard,
        timezone.localtime(row.received_at).isoformat(timespec="seconds"),
    )  # fmt: skip


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/sales/", sales, name="sales"),
    path("b/<slug:brand>/sales/<int:pk>/", purchase, name="purchase"),
]
