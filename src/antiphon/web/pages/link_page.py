"""The page of links ("link in bio"): what anybody sees, and how it is kept."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.queries import brand_named
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.landing import save_link_page
from antiphon.publishing.models import LinkPage, ShortLink
from antiphon.publishing.queries.linking import counted_links, link_address
from antiphon.web.access import SeeOther, member_page
from antiphon.web.refusals import RefusalsAt
from antiphon.web.senders import open_to_all


class LinkPageForm(forms.Form):
    """The words of the page, and its links one a line."""

    title = forms.CharField(label=_("Title"), max_length=120)
    about = forms.CharField(label=_("A sentence below it"), max_length=300, required=False)
    items = forms.CharField(
        label=_("Links"),
        required=False,
        widget=forms.Textarea({"rows": 10, "spellcheck": "false"}),
        help_text=_(
            "One a line, in their order: what it says, then the address. Such as: Our shop https://shop.example"
        ),
    )

    def clean_items(self) -> list[tuple[str, str]]:
        """Return pairs of words and address."""
        lines = [line.strip() for line in self.cleaned_data["items"].splitlines() if line.strip()]
        return [_parted(line) for line in lines]


@open_to_all
@require_safe
def link_page(request: HttpRequest, brand: str) -> HttpResponse:
    """Show the page of links of a brand to anybody."""
    house = brand_named(brand)
    page = LinkPage.objects.filter(brand=house).first() if house else None
    if house is None or page is None:
        raise Http404
    items = page.items.select_related("link").order_by("position")
    with translation.override(house.language):
        about = {
            "brand": house,
            "page": page,
            "links": [(one.link.label or one.link.url, link_address(one.link)) for one in items],
            "canonical": reverse("link_page", args=[brand]),
        }
        return render(request, "link_page/page.html", about)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def edit_link_page(request: HttpRequest, member: Member) -> HttpResponse:
    """Keep the page of links."""
    require(member, Duty.PUBLISH)
    page = LinkPage.objects.filter(brand=member.brand).first()
    form = LinkPageForm(request.POST or None, initial=_as_typed(page, member))
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            save_link_page(member, **form.cleaned_data)
            messages.success(request, _("The page is kept."))
            return SeeOther(reverse("edit_link_page", args=[member.brand.slug]))
    about = {"member": member, "form": form, "page": page, "items": _counted(page)}
    return render(request, "link_page/edit.html", about, status=422 if form.errors else 200)


def _counted(page: LinkPage | None) -> list[ShortLink]:
    """Return the links of the page in their order, with how often each was followed. One query."""
    if page is None:
        return []
    return list(counted_links(page.brand_id).filter(items__page=page).order_by("items__position"))


def _parted(line: str) -> tuple[str, str]:
    words, _blank, address = line.rpartition(" ")
    return words.strip(), address


def _as_typed(page: LinkPage | None, member: Member) -> dict[str, str]:
    if page is None:
        return {"title": member.brand.name, "about": member.brand.about}
    lines = [f"{one.link.label} {one.link.url}".strip() for one in page.items.select_related("link")]
    return {"title": page.title, "about": page.about, "items": "\n".join(lines)}


urlpatterns: list[URLPattern] = [
    path("@<slug:brand>/links/", link_page, name="link_page"),
    path("b/<slug:brand>/links/page/", edit_link_page, name="edit_link_page"),
]
