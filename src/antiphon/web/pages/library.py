"""The library: what the brand has to show, found again, with its rights; and what is chosen from it."""

from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.lib.errors import Refusal
from antiphon.lib.images import shrink_picture
from antiphon.lib.markup import first_line
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions import cataloging
from antiphon.publishing.clarity import contrast_in, contrast_in_words
from antiphon.publishing.models import Asset, CaptionFile
from antiphon.publishing.queries.library import KINDS, Sought, assets_page, said_of, tags_of, where_used
from antiphon.publishing.rules.framing import Frame, within
from antiphon.web.access import SeeOther, member_page
from antiphon.web.composing.showing import kept_files
from antiphon.web.cuts import is_key_of
from antiphon.web.paging import number_in, page_number
from antiphon.web.partial import asked_part, show
from antiphon.web.refusals import RefusalsAt
from antiphon.web.wording import KIND_NAMES

#: The part of a picture in which words are looked for at first: the middle, in shares.
PART = {"left": 0.25, "top": 0.25, "width": 0.5, "height": 0.5}
_A_PAGE, _A_CHOICE, _PREVIEW = 30, 24, 900


class AssetForm(forms.Form):
    """What is said of an asset."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, required=False)
    tags = forms.CharField(
        label=gettext_lazy("Tags"), required=False, help_text=gettext_lazy("Words to find it by, parted by commas.")
    )
    rights_holder = forms.CharField(label=gettext_lazy("Who holds the rights"), max_length=200, required=False)
    licence = forms.CharField(
        label=gettext_lazy("License"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("On what terms it may be used, or where that is written."),
    )
    expires_on = forms.DateField(
        label=gettext_lazy("May be used until"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("After this day nothing that shows it is sent."),
    )

    def described(self) -> cataloging.Described:
        """Return it as the action takes it."""
        typed = self.cleaned_data
        return cataloging.Described(
            typed["title"], typed["tags"].split(","), typed["rights_holder"], typed["licence"], typed["expires_on"]
        )


@require_http_methods(["GET", "POST"])
@member_page
def library(request: HttpRequest, member: Member) -> HttpResponse:
    """Show what the brand has; take in more."""
    trouble = ""
    if request.method == "POST":
        try:
            kept = kept_files(member, request.FILES.getlist("files"))
        except Refusal as refusal:
            trouble = str(refusal)
        else:
            return _after_taking_in(request, member, kept)
    return show(request, _template(request), _shelf(request, member) | {"trouble": trouble}, 422 if trouble else 200)


@require_http_methods(["GET", "POST"])
@member_page
def asset(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show one asset: where it is used, on what terms; write them down."""
    found = _found(member, pk)
    form = AssetForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            cataloging.describe_asset(member, found, form.described())
            messages.success(request, _("Kept."))
            return SeeOther(reverse("asset", args=[member.brand.slug, found.pk]))
    return render(request, "library/asset.html", _about(member, found, form), status=422 if form.errors else 200)


@require_POST
@member_page
def decide_asset(request: HttpRequest, member: Member, pk: int, decision: str) -> HttpResponse:
    """Put an asset away, bring it back, give it captions or a cover."""
    found = _found(member, pk)
    try:
        _decide(request, member, found, decision)
    except Refusal as refusal:
        context = _about(member, found, AssetForm(initial=_initial(found))) | {"refusal": refusal}
        return render(request, "library/asset.html", context, status=422)
    return SeeOther(reverse("asset", args=[member.brand.slug, found.pk]))


@require_safe
@member_page
def choose_asset(request: HttpRequest, member: Member) -> HttpResponse:
    """Offer what the brand has for a post that is being written."""
    require(member, Duty.WRITE)
    context = _shelf(request, member, _A_CHOICE) | {"prefix": _prefix(request.GET.get("prefix", ""))}
    return show(request, "library/choose.html#choice" if asked_part(request) else "library/choose.html", context)


@require_safe
def cut_asset(request: HttpRequest, brand: str, pk: int) -> HttpResponse:
    """Give the part of a picture that a channel would show, small: to members, and to whom its address was given."""
    if not is_key_of(request.GET.get("key", ""), pk, request.GET.get("box", "")):
        return _cut_for_member(request, brand, pk)
    return _cut(request, get_object_or_404(Asset, pk=pk, brand__slug=brand))


@member_page
def _cut_for_member(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    return _cut(request, _found(member, pk))


def _cut(request: HttpRequest, found: Asset) -> HttpResponse:
    box = _box(request.GET.get("box", ""), found)
    if not found.is_picture or box is None:
        raise Http404
    small = shrink_picture(Path(found.file.path).read_bytes(), _PREVIEW, box)
    answer = HttpResponse(small.data, content_type=small.media_type)
    patch_cache_control(answer, private=True, max_age=86_400)
    return answer


@require_safe
@member_page
def asset_contrast(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Measure the contrast of words on a picture, within the part where they stand."""
    found = _found(member, pk)
    part = Frame(*(_share(request.GET.get(name, ""), usual) for name, usual in PART.items()))
    contrast = contrast_in(found, part)
    more = {"contrast": contrast, "contrast_words": contrast_in_words(contrast), "part": _part(part)}
    if asked_part(request):
        return show(request, "library/contrast.html#found", more)
    return render(request, "library/asset.html", _about(member, found, AssetForm(initial=_initial(found))) | more)


def _decide(request: HttpRequest, member: Member, found: Asset, decision: str) -> None:
    if decision == "archive":
        cataloging.archive_asset(member, found)
    elif decision == "bring-back":
        cataloging.bring_back_asset(member, found)
    elif decision == "captions":
        sent = request.FILES.get("captions")
        if sent is None:
            raise Refusal(_("Choose a file of captions."), field="captions")
        cataloging.keep_captions(member, found, request.POST.get("language", ""), sent.read())
    elif decision == "drop-captions":
        wanted = number_in(request.POST.get("captions", ""))
        cataloging.drop_captions(member, get_object_or_404(CaptionFile, asset=found, pk=wanted))
    elif decision == "cover":
        cataloging.choose_cover(member, found, _second(request.POST.get("second", "")))
    else:
        raise Http404


def _shelf(request: HttpRequest, member: Member, limit: int = _A_PAGE) -> dict[str, Any]:
    number, asked = page_number(request), request.GET
    sought = Sought(
        words=asked.get("q", "")[:200].replace("\0", ""),
        kind=asked.get("kind", ""),
        tag=asked.get("tag", "").replace("\0", ""),
        archived=asked.get("archive") == "1",
    )
    return {
        "member": member,
        "sought": sought,
        "page": assets_page(member.brand, sought, limit=limit, offset=(number - 1) * limit),
        "number": number,
        "kinds": [(kind, KIND_NAMES[kind]) for kind in KINDS],
        "tags": tags_of(member.brand),
        "may_write": allows(member, Duty.WRITE),
        "most_bytes": settings.MAX_UPLOAD_BYTES,
        "most_megabytes": settings.MAX_UPLOAD_BYTES // 10**6,
        "today": date.today(),  # noqa: DTZ011  the brand's zone is in use
    }


def _after_taking_in(request: HttpRequest, member: Member, kept: list[Asset]) -> HttpResponse:
    if len(kept) == 1:
        messages.success(request, _("It is in the library. Say what it is, so that it is found again."))
        return SeeOther(reverse("asset", args=[member.brand.slug, kept[0].pk]))
    return SeeOther(reverse("library", args=[member.brand.slug]))


def _template(request: HttpRequest) -> str:
    return "library/index.html#shelf" if asked_part(request) == "shelf" else "library/index.html"


def _about(member: Member, found: Asset, form: AssetForm) -> dict[str, Any]:
    return {
        "member": member,
        "asset": found,
        "form": form,
        "used": where_used(found),
        "captions": found.captions.order_by("language"),
        "languages": settings.LANGUAGES,
        "may_write": allows(member, Duty.WRITE),
        "most_seconds": int(found.seconds),
        "part": _part(Frame(*PART.values())),
    }


def _initial(found: Asset) -> dict[str, Any]:
    return {
        "title": found.title or first_line(said_of(found), 200),
        "tags": ", ".join(found.tags.order_by("name").values_list("name", flat=True)),
        "rights_holder": found.rights_holder,
        "licence": found.licence,
        "expires_on": found.expires_on,
    }


def _found(member: Member, pk: int) -> Asset:
    return get_object_or_404(Asset.objects.filter(brand=member.brand), pk=pk)


def _prefix(typed: str) -> str:
    return typed if typed.startswith("p") and typed.endswith("-") and typed[1:-1].isdecimal() else ""


def _second(typed: str) -> float:
    try:
        return float(typed)
    except ValueError:
        raise Refusal(_("Give a second as a number."), field="second") from None


def _share(typed: str, usual: float) -> float:
    try:
        share = float(typed[:20]) / 100
    except ValueError:
        return usual
    return share if isfinite(share) else usual


def _part(part: Frame) -> list[tuple[str, str, float]]:
    """Return the numbers of a part: (name, label, percent)."""
    inside = within(part)
    shares = [inside.left, inside.top, inside.width, inside.height]
    labels = [_("From the left"), _("From the top"), _("Width"), _("Height")]
    return [(name, label, round(share * 100, 1)) for name, label, share in zip(PART, labels, shares, strict=True)]


def _box(typed: str, found: Asset) -> tuple[int, int, int, int] | None:
    """Return the pixels of a part given in shares of the sides, or None if it is none."""
    try:
        left, top, right, lower = (float(share) for share in typed[:80].split(","))
    except ValueError:
        return None
    if not (0 <= left < right <= 1 and 0 <= top < lower <= 1):
        return None
    box = int(left * found.width), int(top * found.height), round(right * found.width), round(lower * found.height)
    return box if box[0] < box[2] and box[1] < box[3] else None


_HERE = "b/<slug:brand>/library/"
urlpatterns: list[URLPattern] = [
    path(_HERE, library, name="library"),
    path(_HERE + "choose/", choose_asset, name="choose_asset"),
    path(_HERE + "<int:pk>/", asset, name="asset"),
    path(_HERE + "<int:pk>/part/", cut_asset, name="cut_asset"),
    path(_HERE + "<int:pk>/contrast/", asset_contrast, name="asset_contrast"),
    path(_HERE + "<int:pk>/<slug:decision>/", decide_asset, name="decide_asset"),
]
