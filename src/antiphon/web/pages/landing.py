"""Landing pages: a document for those who ask for it, and the people who asked."""

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.queries import brand_named
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.landing import (
    VISITS_WORDS,
    download_token,
    leave_address,
    page_opened_by,
    save_landing_page,
)
from antiphon.publishing.models import Asset, Campaign, LandingPage, Lead, ShortLink
from antiphon.publishing.queries.landing import landing_pages_of, leads_of
from antiphon.visits.models import TrackedSite
from antiphon.web.access import SeeOther, member_page
from antiphon.web.own_visits import own_site, visitor_on
from antiphon.web.paging import number_in
from antiphon.web.refusals import RefusalsAt
from antiphon.web.senders import open_to_all
from antiphon.web.spreadsheet import csv_answer

PAGE = 100


class LandingForm(forms.ModelForm):  # type: ignore[type-arg]
    """A landing page as it is written."""

    publish = forms.BooleanField(label=_("Published: everybody can open it"), required=False)

    class Meta:
        model = LandingPage
        fields = ("title", "slug", "text", "document", "gated", "consent", "campaign")
        widgets = {"text": forms.Textarea({"rows": 8}), "consent": forms.Textarea({"rows": 3})}
        help_texts = {
            "slug": _("Empty: made from the title."),
            "document": _("A PDF of your library."),
            "consent": _("Kept with each address, worded as it is when they agree."),
        }

    def __init__(self, member: Member, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        documents = Asset.objects.filter(brand=member.brand, media_type="application/pdf", archived_at=None)
        self.fields["document"].queryset = documents.order_by("-added_at")  # type: ignore[attr-defined]
        self.fields["campaign"].queryset = Campaign.objects.filter(brand=member.brand)  # type: ignore[attr-defined]
        self.fields["slug"].required = self.fields["campaign"].required = False
        self.fields["publish"].initial = self.instance.published_at is not None

    def clean(self) -> dict[str, Any]:
        """Ask for the words of consent where an address is asked for."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("gated") and not typed.get("consent", "").strip():
            self.add_error("consent", _("Word what people agree to when they leave their address."))
        return typed


@require_safe
@member_page
def landing_pages(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the landing pages and how many asked on each."""
    require(member, Duty.SEE)
    about = {"member": member, "pages": landing_pages_of(member.brand), "may_publish": allows(member, Duty.PUBLISH)}
    return render(request, "landing/index.html", about)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def edit_landing(request: HttpRequest, member: Member, pk: int | None = None) -> HttpResponse:
    """Write a landing page, or change one."""
    require(member, Duty.PUBLISH)
    found = get_object_or_404(LandingPage, brand=member.brand, pk=pk) if pk else LandingPage(brand=member.brand)
    form = LandingForm(member, request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            save_landing_page(member, form.save(commit=False), publish=form.cleaned_data["publish"])
            messages.success(request, _("The page is kept."))
            return SeeOther(reverse("landing_pages", args=[member.brand.slug]))
    about = {"member": member, "form": form, "page": found if pk else None}
    return render(request, "landing/edit.html", about, status=422 if form.errors else 200)


@require_safe
@member_page
def leads(request: HttpRequest, member: Member) -> HttpResponse:
    """Show who left their address, where, what they agreed to and what brought them."""
    require(member, Duty.ANSWER)
    number = max(1, number_in(request.GET.get("page", "1")))
    rows = leads_of(member.brand, limit=PAGE + 1, offset=(number - 1) * PAGE)
    about = {"member": member, "leads": rows[:PAGE], "more": len(rows) > PAGE, "number": number}
    return render(request, "landing/leads.html", about)


@require_safe
@member_page
def leads_csv(request: HttpRequest, member: Member) -> HttpResponse:  # noqa: ARG001
    """Give all who left their address."""
    require(member, Duty.ANSWER)
    head = ("at", "address", "name", "page", "consent", "came by")
    rows = Lead.objects.filter(page__brand=member.brand).order_by("at").select_related("page", "came_by")
    told = ((one.at.isoformat(), one.address, one.name, one.page.title, one.consent, one.came_by) for one in rows)
    return csv_answer("leads", head, (["" if cell is None else cell for cell in row] for row in told))


@open_to_all
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def landing(request: HttpRequest, brand: str, slug: str) -> HttpResponse:
    """Show a landing page to anybody; take the address of who wants a gated document."""
    house, page = _published(brand, slug)
    came_by = request.GET.get("by", request.POST.get("by", ""))
    site = own_site(house)
    about = {"brand": house, "page": page, "by": came_by, "canonical": reverse("landing", args=[brand, slug])}
    about |= {"site": site, "visits_words": VISITS_WORDS}
    with translation.override(house.language):
        if request.method != "POST" or not page.gated:
            return render(request, "landing/page.html", about)
        if request.POST.get("website"):  # a field that people do not see and machines fill in
            return render(request, "landing/given.html", about)
        try:
            link = ShortLink.objects.filter(brand=house, code=came_by).first()
            lead = leave_address(page, request.POST.dict(), came_by=link, visitor=_visitor(request, site))
        except Refusal as refusal:
            again = about | {"refusal": refusal, "typed": request.POST}
            return render(request, "landing/page.html", again, status=422)
        return render(request, "landing/given.html", about | {"token": download_token(lead)})


@open_to_all
@never_cache
@require_safe
def landing_document(request: HttpRequest, brand: str, slug: str, token: str = "") -> HttpResponseBase:
    """Give the document: to everybody if the page is open, else to who holds a good link."""
    house, page = _published(brand, slug)
    if page.gated:
        try:
            opened = page_opened_by(token)
        except Refusal as refusal:
            with translation.override(house.language):
                about = {"brand": house, "page": page, "refusal": refusal, "canonical": ""}
                return render(request, "landing/page.html", about, status=422)
        if opened != page.pk:
            raise Http404
    document = page.document
    if document is None or not Path(document.file.path).is_file():
        raise Http404
    answer = FileResponse(document.file.open("rb"), content_type=document.media_type, filename=f"{page.slug}.pdf")
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _visitor(request: HttpRequest, site: TrackedSite | None) -> str:
    """Return the key that who asks has today on a site of ours that is counted; nothing elsewhere."""
    return "" if site is None else visitor_on(request, site)


def _published(brand: str, slug: str) -> tuple[Brand, LandingPage]:
    house = brand_named(brand)
    found = LandingPage.objects.select_related("document", "brand").filter(brand=house, slug=slug).first()
    if house is None or found is None or found.published_at is None:
        raise Http404
    return house, found


urlpatterns: list[URLPattern] = [
    path("@<slug:brand>/p/<slug:slug>/", landing, name="landing"),
    path("@<slug:brand>/p/<slug:slug>/document/", landing_document, name="open_document"),
    path("@<slug:brand>/p/<slug:slug>/document/<str:token>/", landing_document, name="landing_document"),
    path("b/<slug:brand>/landing/", landing_pages, name="landing_pages"),
    path("b/<slug:brand>/landing/new/", edit_landing, name="new_landing"),
    path("b/<slug:brand>/landing/<int:pk>/", edit_landing, name="edit_landing"),
    path("b/<slug:brand>/leads/", leads, name="leads"),
    path("b/<slug:brand>/leads.csv", leads_csv, name="leads_csv"),
]
