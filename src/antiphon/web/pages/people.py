"""The people, and each of them."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from antiphon.organizations.models import Member
from antiphon.people.models import Person
from antiphon.people.queries import waiting_pairs
from antiphon.relationships.actions import keep_in_touch, let_go
from antiphon.relationships.queries import people_page
from antiphon.web.access import SeeOther, member_page
from antiphon.web.paging import number_in
from antiphon.web.partial import asked_part, show
from antiphon.web.people_form import PeopleForm
from antiphon.web.person_parts import about_person
from antiphon.web.person_parts.past import past
from antiphon.web.person_parts.touch import KeepForm
from antiphon.web.refusals import RefusalsAt

PAGE = 30


@require_safe
@member_page
def people(request: HttpRequest, member: Member) -> HttpResponse:
    """Show people by when they were last seen, or as asked; found by name or handle, network, group, last contact."""
    form = PeopleForm(member, request.GET)
    sought = form.sought(number_in(request.GET.get("after", "")))
    page = people_page(member.brand, timezone.localdate(), sought, limit=PAGE)
    found = {
        "page": page,
        "form": form,
        "search": sought.search,
        "narrowed": form.narrowed,
        "goes_on": bool(sought.after),
        "waiting": waiting_pairs(member.brand).count(),
    }
    part = "#found" if asked_part(request) == "found" else ""
    return show(request, f"people/index.html{part}", {"member": member, **found})


@require_safe
@member_page
def person(request: HttpRequest, member: Member, person: int) -> HttpResponse:
    """Show one person: accounts, how we stand and why, and the whole history both ways."""
    found = _person(member, person)
    if found.merged_into_id:
        return redirect("person", member.brand.slug, found.merged_into_id)
    return _shown(request, member, found)


@require_POST
@member_page
def keep(request: HttpRequest, member: Member, person: int) -> HttpResponse:
    """Keep in touch with a person, as their steward."""
    found, form = _person(member, person), KeepForm(request.POST)
    if form.is_valid():
        with RefusalsAt(form):
            keep_in_touch(member, found, form.cleaned_data["rhythm_days"])
    if form.errors:
        return _shown(request, member, found, form, status=422)
    return SeeOther(reverse("person", args=[member.brand.slug, found.pk]))


@require_POST
@member_page
def release(request: HttpRequest, member: Member, person: int) -> HttpResponse:  # noqa: ARG001  every page takes it
    """Nobody keeps in touch with the person any more."""
    found = _person(member, person)
    let_go(member, found)
    return SeeOther(reverse("person", args=[member.brand.slug, found.pk]))


def _person(member: Member, pk: int) -> Person:
    return get_object_or_404(Person, pk=pk, brand=member.brand)


def _shown(
    request: HttpRequest, member: Member, found: Person, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    if asked_part(request) == "past":
        return show(request, "people/person.html#past", {"member": member, **past(request, member, found)})
    about = about_person(request, member, found) | ({"form": form} if form else {})
    return show(request, "people/person.html", about, status)


_ONE = "b/<slug:brand>/people/<int:person>/"
urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/people/", people, name="people"),
    path(_ONE, person, name="person"),
    path(_ONE + "keep/", keep, name="keep_in_touch"),
    path(_ONE + "let-go/", release, name="let_go"),
]
