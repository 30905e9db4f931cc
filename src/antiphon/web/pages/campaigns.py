"""Campaigns and categories: what gives posts an order."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.campaigning import (
    CampaignGiven,
    add_category,
    begin_campaign,
    change_campaign,
    close_campaign,
    remove_category,
    rename_category,
)
from antiphon.publishing.models import Campaign, Category
from antiphon.publishing.queries.campaigning import campaigns_of, categories_of, deliveries_in
from antiphon.web.access import SeeOther, member_page
from antiphon.web.paging import page_number
from antiphon.web.refusals import RefusalsAt

PAGE = 50


class CampaignForm(forms.Form):
    """What a campaign is called, what it is for, when it runs."""

    name = forms.CharField(label=_("Name"), max_length=120)
    goal = forms.CharField(
        label=_("Goal"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What shall come of it?"),
    )
    starts_on = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


@require_http_methods(["GET", "POST"])
@member_page
def campaigns(request: HttpRequest, member: Member) -> HttpResponse:
    """List campaigns; begin one."""
    form = CampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            begun = begin_campaign(member, CampaignGiven(**form.cleaned_data))
            return SeeOther(reverse("campaign", args=[member.brand.slug, begun.pk]))
    context = {
        "member": member,
        "campaigns": campaigns_of(member.brand),
        "form": form,
        "may_publish": allows(member, Duty.PUBLISH),
    }
    return render(request, "campaigns.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@member_page
def campaign(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show a campaign and what goes out in it; change it."""
    found = get_object_or_404(Campaign, brand=member.brand, pk=pk)
    form = CampaignForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            change_campaign(member, found, CampaignGiven(**form.cleaned_data))
            return SeeOther(reverse("campaign", args=[member.brand.slug, pk]))
    number = page_number(request)
    rows = deliveries_in(found, PAGE + 1, (number - 1) * PAGE)
    context = {
        "member": member,
        "campaign": found,
        "deliveries": rows[:PAGE],
        "more": len(rows) > PAGE,
        "number": number,
        "form": form,
        "may_publish": allows(member, Duty.PUBLISH),
    }
    return render(request, "campaigns/one.html", context, status=422 if form.errors else 200)


@require_POST
@member_page
def close(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Close a campaign, or open it again."""
    found = get_object_or_404(Campaign, brand=member.brand, pk=pk)
    close_campaign(member, found, closed=found.closed_at is None)
    closed = gettext("The campaign is closed. What is planned in it stays planned.")
    messages.success(request, gettext("The campaign is open again.") if found.closed_at else closed)
    return SeeOther(reverse("campaign", args=[member.brand.slug, pk]))


@require_http_methods(["GET", "POST"])
@member_page
def categories(request: HttpRequest, member: Member) -> HttpResponse:
    """List categories; add one."""
    refusal = None
    if request.method == "POST":
        try:
            add_category(member, request.POST.get("name", ""))
            return SeeOther(reverse("categories", args=[member.brand.slug]))
        except Refusal as refused:
            refusal = refused
    context = {
        "member": member,
        "categories": categories_of(member.brand),
        "refusal": refusal,
        "typed": request.POST.get("name", ""),
        "may_publish": allows(member, Duty.PUBLISH),
    }
    return render(request, "categories.html", context, status=422 if refusal else 200)


@require_POST
@member_page
def change_category(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Rename a category, or do without it."""
    found = get_object_or_404(Category, brand=member.brand, pk=pk)
    if "remove" in request.POST:
        remove_category(member, found)
        messages.success(request, gettext("The category is gone. What was said in it stays."))
    else:
        rename_category(member, found, request.POST.get("name", ""))
    return SeeOther(reverse("categories", args=[member.brand.slug]))


def _initial(found: Campaign) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ("name", "goal", "starts_on", "ends_on")}


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/campaigns/", campaigns, name="campaigns"),
    path("b/<slug:brand>/campaigns/<int:pk>/", campaign, name="campaign"),
    path("b/<slug:brand>/campaigns/<int:pk>/close/", close, name="close_campaign"),
    path("b/<slug:brand>/categories/", categories, name="categories"),
    path("b/<slug:brand>/categories/<int:pk>/", change_category, name="change_category"),
]
