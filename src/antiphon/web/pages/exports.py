"""Take the ledger away: files for other programs, made by the worker, without anybody's name."""

from typing import cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.measures.actions import ask_for_export, export_folder
from antiphon.measures.columns.dictionary import described
from antiphon.measures.columns.store import Store
from antiphon.measures.models import Export, ExportFormat
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_page
from antiphon.web.ranges import give_file
from antiphon.web.refusals import RefusalsAt

RECENT = 10


class ExportForm(forms.Form):
    """As what the files are wanted."""

    format = forms.ChoiceField(
        label=_("As what"), choices=ExportFormat.choices, initial=ExportFormat.DUCKDB, widget=forms.RadioSelect
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def exports(request: HttpRequest, member: Member) -> HttpResponse:
    """Say what there is to take away, and have it made into files."""
    require(member, Duty.MANAGE)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            ask_for_export(member, form.cleaned_data["format"])
            return SeeOther(reverse("exports", args=[member.brand.slug]))
    return render(request, "exports.html", _about(member, form), status=422 if form.errors else 200)


@never_cache
@require_safe
@member_page
def export_file(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Give the files of an export as a zip, whole or in parts."""
    require(member, Duty.MANAGE)
    found = get_object_or_404(Export, pk=pk, brand=member.brand)
    place = export_folder() / found.file
    if not found.file or not place.is_file():
        raise Http404
    answer = cast("HttpResponse", give_file(request, place, "application/zip"))
    answer["Content-Disposition"] = f'attachment; filename="{found}"'
    return answer


def _about(member: Member, form: ExportForm) -> dict[str, object]:
    manifest = Store(member.brand).manifest()
    rows = list(
        Export.objects.filter(brand=member.brand)
        .select_related("asked_by__user", "brand")
        .order_by("-asked_at", "-pk")[:RECENT]
    )
    return {
        "member": member,
        "form": form,
        "exports": rows,
        "busy": any(one.is_waiting for one in rows),
        "tables": [(one, manifest.table(one.name).rows) for one in described()],
        "as_of": manifest.at,
    }


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/exports/", exports, name="exports"),
    path("b/<slug:brand>/exports/<int:pk>.zip", export_file, name="export_file"),
]
