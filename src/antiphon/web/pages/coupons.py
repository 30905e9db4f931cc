"""Coupons: codes that say by themselves what brought a buyer, with what was bought with each."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.sales.actions.couponing import CouponTold, end_coupon, note_coupon
from antiphon.sales.models import Coupon
from antiphon.sales.queries.coupons import coupons_with_sales
from antiphon.web.access import SeeOther, member_page
from antiphon.web.fields import OneChannelField, PersonField
from antiphon.web.over_time import last_days, period_of
from antiphon.web.partial import show
from antiphon.web.refusals import RefusalsAt

_UNKNOWN = 50


class CouponForm(forms.Form):
    """A code, and who gives it out."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=80)
    campaign = forms.CharField(
        label=gettext_lazy("Campaign"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("As it stands in addresses, such as “spring”."),
    )
    channel = OneChannelField(label=gettext_lazy("Channel"), queryset=None, required=False)
    person = PersonField(
        label=gettext_lazy("Person"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The name of somebody in the book of people who passes it on."),
    )
    what = forms.CharField(label=gettext_lazy("What it is for"), max_length=200, required=False)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].people = member.brand.people.all()  # type: ignore[attr-defined]
        self.fields["channel"].queryset = member.brand.channels.select_related("identity")  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def coupons(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the coupons with what was bought with each on some days; note one more."""
    period = period_of(request)
    form = CouponForm(request.POST or None, member=member, initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            note_coupon(member, CouponTold(**form.cleaned_data))
            messages.success(request, _("Noted. What was bought with it already belongs to it too."))
            return SeeOther(reverse("coupons", args=[member.brand.slug]))
    rows, unknown = coupons_with_sales(member.brand, period.since, period.until)
    about = {
        "member": member,
        "form": form,
        "period": period,
        "last_days": last_days(),
        "rows": rows,
        "unknown": unknown[:_UNKNOWN],
        "may_note": allows(member, Duty.CONNECT),
    }
    return show(request, "coupons/index.html", about, 422 if form.errors else 200)


@require_POST
@member_page
def end(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """End a coupon."""
    end_coupon(member, get_object_or_404(Coupon, pk=pk, brand=member.brand))
    messages.success(request, _("Ended. What was bought with it until now stays with it."))
    return SeeOther(reverse("coupons", args=[member.brand.slug]))


_ALL = "b/<slug:brand>/coupons/"
urlpatterns: list[URLPattern] = [
    path(_ALL, coupons, name="coupons"),
    path(_ALL + "<int:pk>/end/", end, name="end_coupon"),
]
