"""In which currency a brand reckons, and what others were worth on which day."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.sales.actions.reckoning import choose_currency, note_rate, take_rate_back
from antiphon.sales.models import ExchangeRate, ReportingCurrency
from antiphon.sales.queries import reporting_currency
from antiphon.web.access import SeeOther, member_page
from antiphon.web.paging import page_number, pages_beside
from antiphon.web.refusals import RefusalsAt

PAGE = 50


class CurrencyForm(forms.Form):
    """The currency in which figures are read."""

    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3)


class RateForm(forms.Form):
    """What one of a currency was of another, on a day."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    base = forms.CharField(label=gettext_lazy("One of"), max_length=3, initial="EUR")
    rate = forms.DecimalField(
        label=gettext_lazy("was so much"), max_digits=15, decimal_places=8, widget=forms.NumberInput({"step": "any"})
    )
    quote = forms.CharField(label=gettext_lazy("of"), max_length=3)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def rates(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the rates, the latest first; note one, or choose the currency in which is reckoned."""
    done = request.POST.get("do", "")
    choose = CurrencyForm(request.POST if done == "choose" else None)
    form = RateForm(request.POST if done == "rate" else None)
    if choose.is_valid():
        with RefusalsAt(choose):
            choose_currency(member, choose.cleaned_data["currency"])
            return _seen(request, member, _("All figures are read in it from now on."))
    if form.is_valid():
        with RefusalsAt(form):
            note_rate(member, **form.cleaned_data)
            return _seen(request, member, _("Noted."))
    number = page_number(request)
    found = ExchangeRate.objects.filter(brand=member.brand).order_by("-day", "base", "quote")
    rows = list(found[(number - 1) * PAGE : number * PAGE + 1])
    about = {
        "member": member,
        "choose": choose,
        "form": form,
        "currency": reporting_currency(member.brand),
        "chosen": ReportingCurrency.objects.filter(brand=member.brand).exists(),
        "rows": rows[:PAGE],
        "may_note": allows(member, Duty.CONNECT),
        **pages_beside(number, more=len(rows) > PAGE),
    }
    return render(request, "rates/index.html", about, status=422 if form.errors or choose.errors else 200)


@require_POST
@member_page
def take_back(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Forget a rate."""
    take_rate_back(member, get_object_or_404(ExchangeRate, pk=pk, brand=member.brand))
    return _seen(request, member, _("Forgotten."))


def _seen(request: HttpRequest, member: Member, words: str) -> HttpResponse:
    messages.success(request, words)
    return SeeOther(reverse("rates", args=[member.brand.slug]))


_ALL = "b/<slug:brand>/sales/rates/"
urlpatterns: list[URLPattern] = [
    path(_ALL, rates, name="rates"),
    path(_ALL + "<int:pk>/take-back/", take_back, name="take_rate_back"),
]
