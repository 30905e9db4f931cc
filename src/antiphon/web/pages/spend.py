"""What was put in: money by side, channel and campaign over some days; noted, and taken back."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.channels.sentences import network_name
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.sales.actions.spending import note_spend, take_spend_back
from antiphon.sales.models import Spend, SpendSide
from antiphon.sales.queries import CountedSpend, InReporting, reporting_currency, spend_between
from antiphon.sales.queries.spend import spend_sum
from antiphon.sales.rules.spend import SpendTold
from antiphon.web.access import SeeOther, member_page
from antiphon.web.fields import OneChannelField
from antiphon.web.over_time import Period, last_days, period_of
from antiphon.web.paging import page_number, pages_beside
from antiphon.web.partial import show
from antiphon.web.refusals import RefusalsAt
from antiphon.web.spreadsheet import csv_answer

PAGE = 50
_HEAD = (
    "id", "side", "from", "to", "amount", "currency", "channel", "campaign", "what", "amount in the period",
    "in reporting currency", "reporting currency",
)  # fmt: skip


class SpendForm(forms.Form):
    """Money put into a side of the house."""

    side = forms.ChoiceField(label=gettext_lazy("For what"), choices=SpendSide.choices)
    amount = forms.DecimalField(label=gettext_lazy("Amount"), max_digits=15, decimal_places=4, min_value=0)
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3)
    first = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(
        label=gettext_lazy("To"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty: on that one day."),
    )
    channel = OneChannelField(label=gettext_lazy("On which channel"), queryset=None, required=False)
    campaign = forms.CharField(
        label=gettext_lazy("For which campaign"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("As it stands in addresses, such as “spring”."),
    )
    what = forms.CharField(label=gettext_lazy("What it was"), max_length=200, required=False)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = member.brand.channels.select_related("identity")  # type: ignore[attr-defined]

    @property
    def told(self) -> SpendTold:
        """What was typed."""
        said = self.cleaned_data
        return SpendTold(
            side=said["side"], first=said["first"], last=said["last"] or said["first"], amount=said["amount"],
            currency=said["currency"], campaign=said["campaign"], what=said["what"],
        )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def spend(request: HttpRequest, member: Member) -> HttpResponse:
    """Show what was spent on some days, by side, channel and campaign; note more; the rows as CSV too."""
    to, period = reporting_currency(member.brand), period_of(request)
    form = SpendForm(request.POST or None, member=member, initial={"currency": to})
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            note_spend(member, form.told, form.cleaned_data["channel"])
            messages.success(request, _("Noted."))
            return SeeOther(reverse("spend", args=[member.brand.slug]))
    rows = spend_between(member.brand, period.first, period.last)
    if request.GET.get("format") == "csv":
        return _as_csv(period, rows, to)
    number = page_number(request)
    about = {
        "member": member,
        "form": form,
        "period": period,
        "last_days": last_days(),
        "currency": to,
        "whole": spend_sum(rows, to),
        "sides": [(side.label, side.value, _of(rows, to, side.value)) for side in SpendSide],
        "channels": _by(rows, to, lambda one: network_name(one.spend.channel.kind) if one.spend.channel else ""),
        "campaigns": _by(rows, to, lambda one: one.spend.campaign),
        "rows": rows[(number - 1) * PAGE : number * PAGE],
        "any": bool(rows) or Spend.objects.standing().filter(brand=member.brand).exists(),
        "may_note": allows(member, Duty.CONNECT),
        **pages_beside(number, more=len(rows) > number * PAGE),
    }
    return show(request, "spend/index.html", about, 422 if form.errors else 200)


@require_POST
@member_page
def take_back(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Take back what was noted."""
    take_spend_back(member, get_object_or_404(Spend, pk=pk, brand=member.brand))
    messages.success(request, _("Taken back: it counts no more."))
    return SeeOther(reverse("spend", args=[member.brand.slug]))


def _of(rows: Iterable[CountedSpend], to: str, side: str) -> InReporting:
    return spend_sum([one for one in rows if one.spend.side == side], to)


def _by(rows: Iterable[CountedSpend], to: str, key: Callable[[CountedSpend], Any]) -> list[tuple[str, InReporting]]:
    """Return the sums by a key, the largest first; what has none is left out."""
    groups: dict[str, list[CountedSpend]] = {}
    for one in rows:
        groups.setdefault(str(key(one)), []).append(one)
    found = [(name, spend_sum(some, to)) for name, some in groups.items() if name]
    return sorted(found, key=lambda one: (-one[1].total, one[0]))


def _as_csv(period: Period, rows: Iterable[CountedSpend], to: str) -> HttpResponse:
    name = f"spend-{period.first.isoformat()}-{period.last.isoformat()}"
    return csv_answer(name, _HEAD, (_cells(one, to) for one in rows))


def _cells(one: CountedSpend, to: str) -> tuple[str | Decimal | date | None, ...]:
    row, told = one.spend, one.in_reporting
    return (
        row.external_id, row.side, row.first.isoformat(), row.last.isoformat(), one.shown(row.amount), row.currency,
        row.channel.kind if row.channel else "", row.campaign, row.what, one.shown(one.amount),
        "" if told is None else str(told), to,
    )  # fmt: skip


_ALL = "b/<slug:brand>/spend/"
urlpatterns: list[URLPattern] = [
    path(_ALL, spend, name="spend"),
    path(_ALL + "<int:pk>/take-back/", take_back, name="take_spend_back"),
]
