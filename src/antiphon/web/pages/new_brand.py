"""Another brand of the organization: named, with a clock and a language of its own."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from antiphon.channels.actions import open_brand
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_page
from antiphon.web.pages.welcome import zones
from antiphon.web.refusals import RefusalsAt


class BrandForm(forms.Form):
    """What a brand is called, where its days begin, and who comes along."""

    name = forms.CharField(label=_("Its name"), max_length=120)
    slug = forms.SlugField(
        label=_("Its short name"),
        max_length=50,
        help_text=_("Its own pages will stand at /@short-name/."),
        error_messages={"invalid": _("Use only letters without accents, digits, hyphens and underscores.")},
    )
    time_zone = forms.ChoiceField(label=_("Its time zone"), choices=zones)
    language = forms.ChoiceField(label=_("Its language"), choices=settings.LANGUAGES)
    with_team = forms.BooleanField(
        label=_("With the same team, in the same roles"),
        required=False,
        help_text=_("Otherwise you are the only one, and invite the others."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def new_brand(request: HttpRequest, member: Member) -> HttpResponse:
    """Ask what the brand is called, and open it."""
    require(member, Duty.MANAGE)
    first = {"time_zone": member.brand.time_zone, "language": member.brand.language}
    form = BrandForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            mine = open_brand(member, **form.cleaned_data)
            messages.success(request, _("It is open. Connect its channels, and it can call."))
            return SeeOther(reverse("today", args=[mine.brand.slug]))
    return render(request, "new_brand.html", {"member": member, "form": form}, status=422 if form.errors else 200)


urlpatterns: list[URLPattern] = [path("b/<slug:brand>/brands/new/", new_brand, name="new_brand")]
