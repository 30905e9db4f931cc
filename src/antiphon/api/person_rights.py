"""What a person may ask for: everything that is known of them, and to be forgotten."""

import io

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from antiphon.api.access import Asked, brands_of, member_in
from antiphon.api.answers import Json
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.reports.actions import erasing
from antiphon.reports.queries.person_archive import write_person

router = Router(tags=["people"])


class ErasedJson(Json, frozen=True, kw_only=True):
    """How many accounts became nobody's."""

    accounts: int


class Meant(Schema):
    """The name of the person, to say that it is meant."""

    name: str


@router.get("/people/{person_id}/export")
def export_person(request: Asked, person_id: int) -> HttpResponse:
    """Give everything that is known of a person, as a zip of JSON and CSV."""
    found = _person(request, person_id)
    member = member_in(request, found.brand_id)
    require(member, Duty.HOST)
    packed = io.BytesIO()
    write_person(member, found, packed)
    return HttpResponse(packed.getvalue(), content_type="application/zip")


@router.post("/people/{person_id}/erase")
def erase_person(request: Asked, person_id: int, body: Meant) -> ErasedJson:
    """Erase a person: who they are goes everywhere, what they did stays as anonymous counts. It is for good."""
    found = _person(request, person_id)
    return ErasedJson(accounts=erasing.erase_person(member_in(request, found.brand_id), found, body.name))


def _person(request: Asked, person_id: int) -> Person:
    rows = Person.objects.met().select_related("brand").filter(brand__in=brands_of(request))
    return get_object_or_404(rows, pk=person_id)
