"""A person takes everything along, or is erased."""

import tempfile
from typing import cast

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.reports.actions.erasing import erase_person as erase
from antiphon.reports.queries.erasing import erasure_of
from antiphon.reports.queries.person_archive import write_person
from antiphon.web.access import SeeOther, member_page
from antiphon.web.refusals import RefusalsAt

_IN_MEMORY = 8_000_000


class ErasingForm(forms.Form):
    """The name, typed, says that one means it."""

    typed = forms.CharField(
        label=gettext_lazy("Type the name of the person"), widget=forms.TextInput({"autocomplete": "off"})
    )


@never_cache
@require_safe
@member_page
def export_person(request: HttpRequest, member: Member, person: int) -> HttpResponse:  # noqa: ARG001
    """Give everything that is known of a person, as one file."""
    require(member, Duty.HOST)
    found = _person(member, person)
    packed = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  the answer closes it
    write_person(member, found, packed)  # type: ignore[arg-type]  # it is read and written as a file is
    packed.seek(0)
    name = f"{slugify(found.name) or 'person'}-{found.pk}.zip"
    return cast("HttpResponse", FileResponse(packed, as_attachment=True, filename=name))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def erase_person(request: HttpRequest, member: Member, person: int) -> HttpResponse:
    """Say what goes and what stays, and erase."""
    require(member, Duty.MANAGE)
    found = _person(member, person)
    form = ErasingForm(request.POST or None)
    if form.is_valid():
        with RefusalsAt(form):
            erase(member, found, form.cleaned_data["typed"])
            messages.success(request, _("The person is erased. What they did stays counted, as nobody’s."))
            return SeeOther(reverse("people", args=[member.brand.slug]))
    about = {"member": member, "person": found, "form": form, "erasure": erasure_of(found)}
    return render(request, "people/erase.html", about, status=422 if form.errors else 200)


def _person(member: Member, pk: int) -> Person:
    return get_object_or_404(Person.objects.met().select_related("brand"), pk=pk, brand=member.brand)


_ONE = "b/<slug:brand>/people/<int:person>/"
urlpatterns: list[URLPattern] = [
    path(_ONE + "export/", export_person, name="export_person"),
    path(_ONE + "erase/", erase_person, name="erase_person"),
]
