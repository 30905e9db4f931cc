"""What a person may ask for: everything that is known of them, and to be forgotten."""

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from antiphon.api.access import Asked, brands_of, member_in
from antiphon.api.answers import Json
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.reports.actions import erasing
from antiphon.reports.queries.person_archive import known_of

router = Router(tags=["people"])


class KnownOfJson(Json, frozen=True, kw_only=True):
    """All that is known of a person. Colleagues named in `private_notes_of` keep notes that are not among these."""

    person: dict[str, Any]
    accounts: list[dict[str, Any]]
    history: list[dict[str, Any]]
    consents: list[dict[str, Any]]
    joinings: list[dict[str, Any]]
    notes: list[dict[str, Any]]
    promises: list[dict[str, Any]]
    dates: list[dict[str, Any]]
    cards: list[dict[str, Any]]
    opportunities: list[dict[str, Any]]
    purchases: list[dict[str, Any]]
    visits: list[dict[str, Any]]
    needs: list[dict[str, Any]]
    follow_ups: list[dict[str, Any]]
    time_spent: list[dict[str, Any]]
    not_counted: list[dict[str, Any]]
    private_notes_of: list[str]


class ErasedJson(Json, frozen=True, kw_only=True):
    """How many accounts became nobody's."""

    accounts: int


class Meant(Schema):
    """The name of the person, to say that it is meant."""

    name: str


@router.get("/people/{person_id}/export")
def export_person(request: Asked, person_id: int) -> KnownOfJson:
    """Give everything that is known of a person: the same as the file that the page gives."""
    found = _person(request, person_id)
    member = member_in(request, found.brand_id)
    require(member, Duty.HOST)
    contents, others = known_of(member, found)
    return KnownOfJson(**contents, private_notes_of=others)


@router.post("/people/{person_id}/erase")
def erase_person(request: Asked, person_id: int, body: Meant) -> ErasedJson:
    """Erase a person: who they are goes everywhere, what they did stays as anonymous counts. It is for good."""
    found = _person(request, person_id)
    return ErasedJson(accounts=erasing.erase_person(member_in(request, found.brand_id), found, body.name))


def _person(request: Asked, person_id: int) -> Person:
    rows = Person.objects.met().select_related("brand").filter(brand__in=brands_of(request))
    return get_object_or_404(rows, pk=person_id)
