"""What a person agreed to: noted, and withdrawn."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from antiphon.organizations.models import Member
from antiphon.people import actions
from antiphon.people.models import Consent, Person
from antiphon.web.access import SeeOther, member_page
from antiphon.web.person_parts import about_person
from antiphon.web.person_parts.consents import ConsentForm
from antiphon.web.refusals import RefusalsAt


@require_POST
@member_page
def note_consent(request: HttpRequest, member: Member, person: int) -> HttpResponse:
    """Note what somebody agrees to."""
    found = get_object_or_404(Person, pk=person, brand=member.brand)
    form = ConsentForm(request.POST)
    if form.is_valid():
        with RefusalsAt(form):
            _note(member, found, form)
            return SeeOther(reverse("person", args=[member.brand.slug, found.pk]) + "#agreed")
    about = about_person(request, member, found) | {"consent_form": form}
    return render(request, "people/person.html", about, status=422)


@require_POST
@member_page
def withdraw_consent(request: HttpRequest, member: Member, pk: int) -> HttpResponse:  # noqa: ARG001
    """Note that somebody agrees no more."""
    found = get_object_or_404(Consent.objects.select_related("identity"), pk=pk, brand=member.brand)
    actions.withdraw_consent(member, found)
    return SeeOther(reverse("person", args=[member.brand.slug, found.identity.person_id]) + "#agreed")


def _note(member: Member, person: Person, form: ConsentForm) -> None:
    said = form.cleaned_data
    at = said["given_at"].replace(tzinfo=member.brand.zone) if said["given_at"] else None
    actions.note_consent(member, person, said["purpose"], wording=said["wording"], source=said["source"], given_at=at)


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/people/<int:person>/consents/", note_consent, name="note_consent"),
    path("b/<slug:brand>/people/consents/<int:pk>/withdraw/", withdraw_consent, name="withdraw_consent"),
]
