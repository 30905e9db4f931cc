"""Under whose name reports stand: name, logo, color and foot, seen before others see them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Asset
from antiphon.reports.actions.looks import LookGiven, choose_look
from antiphon.reports.models import Report, ReportLook
from antiphon.reports.queries.looks import look_of, may_decide_for_all
from antiphon.web.access import SeeOther, member_page
from antiphon.web.composing.showing import kept_files
from antiphon.web.refusals import RefusalsAt
from antiphon.web.report_files import logo_answer, style_answer

#: How many pictures of the library are offered.
OFFERED = 12


class LookForm(forms.Form):
    """A look as it is typed; every field may stay empty."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("Who sends the report: yours, if you report for others."),
    )
    accent = forms.CharField(
        label=_("Color"),
        max_length=20,
        required=False,
        help_text=_("As #a33f22. It must be readable on paper; by night a lighter tint of it is used."),
    )
    foot = forms.CharField(
        label=_("Foot"), max_length=300, required=False, help_text=_("Stands below the report, and below its letter.")
    )
    logo = forms.ModelChoiceField(
        Asset.objects.none(),
        label=_("Logo"),
        required=False,
        blank=True,
        empty_label=_("no logo"),
        widget=forms.RadioSelect,
    )
    upload = forms.FileField(
        label=_("Or a new picture"),
        required=False,
        help_text=_("PNG or JPEG; it goes into the library."),
        widget=forms.FileInput({"accept": "image/*"}),
    )
    for_all = forms.BooleanField(
        label=_("For all brands of the organization that have no look of their own"), required=False
    )

    def __init__(self, member: Member, held: ReportLook | None, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial=_initial(member, held))
        pictures = Asset.objects.filter(brand=member.brand, media_type__startswith="image/")
        latest = pictures.filter(archived_at=None).order_by("-added_at", "-pk").values_list("pk", flat=True)
        chosen = self.initial.get("logo")
        offered = [*latest[:OFFERED], *([chosen] if chosen else [])]
        self.fields["logo"].queryset = pictures.filter(pk__in=offered)  # type: ignore[attr-defined]
        if not may_decide_for_all(member):
            del self.fields["for_all"]


def _initial(member: Member, held: ReportLook | None) -> dict[str, Any]:
    """Return what stands in the form at first; a logo of another brand is not offered."""
    if held is None:
        return {}
    own = held.logo if held.logo is not None and held.logo.brand_id == member.brand_id else None
    told = {name: getattr(held, name) for name in ("name", "accent", "foot")}
    return told | {"logo": own.pk if own else None, "for_all": held.brand_id is None}


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def report_look(request: HttpRequest, member: Member) -> HttpResponse:
    """Show how reports look to others; choose it."""
    held = look_of(member.brand)
    sent = request.method == "POST"
    if sent:
        require(member, Duty.MANAGE)
    form = LookForm(member, held, request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        with RefusalsAt(form):
            chosen = _chosen(member, dict(form.cleaned_data))
            said = _("From now on reports look like this.") if chosen else _("Reports look as they did at first.")
            messages.success(request, said)
            return SeeOther(reverse("report_look", args=[member.brand.slug]))
    latest = Report.objects.filter(brand=member.brand).defer("content").order_by("-month", "-made_at").first()
    context = {
        "member": member,
        "form": form,
        "look": held,
        "logo": held.picture(timezone.localdate()) if held else None,
        "latest": latest,
        "may_choose": allows(member, Duty.MANAGE),
    }
    return render(request, "reports/look.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@member_page
def report_look_logo(request: HttpRequest, member: Member) -> HttpResponse:  # noqa: ARG001
    """Give the logo under which reports of the brand stand."""
    return logo_answer(look_of(member.brand))


@never_cache
@require_safe
@member_page
def report_look_style(request: HttpRequest, member: Member) -> HttpResponse:  # noqa: ARG001
    """Give the color in which reports of the brand stand."""
    return style_answer(look_of(member.brand))


@transaction.atomic
def _chosen(member: Member, typed: dict[str, Any]) -> ReportLook | None:
    upload = typed["upload"]
    logo = kept_files(member, [upload])[0] if upload else typed["logo"]
    given = LookGiven(typed["name"], typed["accent"], typed["foot"], logo)
    return choose_look(member, given, for_all=typed.get("for_all", False))


_LOOK = "b/<slug:brand>/reports/look"
urlpatterns: list[URLPattern] = [
    path(_LOOK + "/", report_look, name="report_look"),
    path(_LOOK + "/logo", report_look_logo, name="report_look_logo"),
    path(_LOOK + ".css", report_look_style, name="report_look_style"),
]
