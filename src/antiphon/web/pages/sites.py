"""Sites whose visits are counted: how one is set up, and what is pasted into its pages."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.visits.actions.keeping import delete_site, keep_visits
from antiphon.visits.actions.siting import add_site, change_site, end_site
from antiphon.visits.models import TrackedSite
from antiphon.visits.queries.keeping import last_summed, months_kept, what_goes
from antiphon.visits.queries.sites import sites_of
from antiphon.visits.rules.keeping import FEWEST_MONTHS, MOST_MONTHS
from antiphon.web.access import SeeOther, member_page
from antiphon.web.hit_counter import PIXEL, SCRIPT
from antiphon.web.refusals import RefusalsAt


class SiteForm(forms.Form):
    """A site as it is set up."""

    name = forms.CharField(label=_("Name"), max_length=120)
    domains = forms.CharField(
        label=_("Domains"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
        help_text=_("One a line, such as shop.example; what lies below a domain belongs to it."),
    )


class KeptForm(forms.Form):
    """For how many months visits are kept one by one."""

    months = forms.IntegerField(label=_("Months"), min_value=FEWEST_MONTHS, max_value=MOST_MONTHS)


class DeleteForm(forms.Form):
    """The name of a site, typed by who means it."""

    typed = forms.CharField(label=_("The name of the site"), max_length=200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def sites(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the sites with what to paste; set one up."""
    require(member, Duty.SEE)
    form = SiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            add_site(member, **form.cleaned_data)
            messages.success(
                request, _("Paste its lines into the pages of the site: visits are counted from then on.")
            )
            return SeeOther(reverse("sites", args=[member.brand.slug]))
    about = {
        "member": member,
        "form": form,
        "sites": [(one, script_to_paste(one)) for one in sites_of(member.brand)],
        "may_set_up": allows(member, Duty.CONNECT),
        "months": months_kept(member.brand),
        "last_summed": last_summed(member.brand),
    }
    return render(request, "sites/index.html", about, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def tracked_site(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Change the name and the domains of a site."""
    require(member, Duty.CONNECT)
    found = get_object_or_404(TrackedSite.objects.there(), brand=member.brand, pk=pk)
    form = SiteForm(request.POST or None, initial={"name": found.name, "domains": found.domains})
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            change_site(member, found, **form.cleaned_data)
            messages.success(request, _("The site is kept."))
            return SeeOther(reverse("sites", args=[member.brand.slug]))
    about = {"member": member, "form": form, "site": found}
    return render(request, "sites/edit.html", about, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def delete_tracked_site(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show what goes with a site, and let it go once its name is typed."""
    require(member, Duty.CONNECT)
    found = get_object_or_404(TrackedSite.objects.there(), brand=member.brand, pk=pk)
    form = DeleteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            delete_site(member, found, form.cleaned_data["typed"])
            messages.success(request, _("The site is deleted. What was counted on it goes within minutes."))
            return SeeOther(reverse("sites", args=[member.brand.slug]))
    about = {"member": member, "form": form, "site": found, "goes": what_goes(found)}
    return render(request, "sites/delete.html", about, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def visits_kept(request: HttpRequest, member: Member) -> HttpResponse:
    """Set for how many months visits are kept one by one."""
    require(member, Duty.CONNECT)
    form = KeptForm(request.POST or None, initial={"months": months_kept(member.brand)})
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            keep_visits(member, form.cleaned_data["months"])
            messages.success(request, _("Kept. Older days become sums within minutes."))
            return SeeOther(reverse("sites", args=[member.brand.slug]))
    about = {"member": member, "form": form, "last_summed": last_summed(member.brand)}
    return render(request, "sites/kept.html", about, status=422 if form.errors else 200)


@require_POST
@member_page
def end_tracked_site(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Count a site no more."""
    found = get_object_or_404(TrackedSite, brand=member.brand, pk=pk)
    end_site(member, found)
    messages.success(request, _("This site is counted no more. What was counted stays."))
    return SeeOther(reverse("sites", args=[member.brand.slug]))


def script_to_paste(site: TrackedSite) -> str:
    """Return the lines that stand in every page of a site."""
    here, key = settings.PUBLIC_URL, site.public_key
    picture = f'<img src="{here}{PIXEL}?site={key}" alt="" referrerpolicy="no-referrer-when-downgrade">'
    return f'<script async src="{here}{SCRIPT}" data-site="{key}"></script>\n<noscript>{picture}</noscript>'


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/sites/", sites, name="sites"),
    path("b/<slug:brand>/sites/<int:pk>/", tracked_site, name="tracked_site"),
    path("b/<slug:brand>/sites/kept/", visits_kept, name="visits_kept"),
    path("b/<slug:brand>/sites/<int:pk>/delete/", delete_tracked_site, name="delete_tracked_site"),
    path("b/<slug:brand>/sites/<int:pk>/end/", end_tracked_site, name="end_tracked_site"),
]
