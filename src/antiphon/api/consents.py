"""What people agreed to, for which purpose."""

from datetime import datetime

from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import AwareDatetime

from antiphon.api.access import Asked, brands_of, member_in
from antiphon.api.answers import Created, Json
from antiphon.people import actions
from antiphon.people.models import Consent, Person, Purpose
from antiphon.reports.queries.consents import Agreed, agreements

router = Router(tags=["people"])


class AgreedJson(Json, frozen=True, kw_only=True):
    """What a person agreed to. `id` is null where it was not noted by a member but said in a form or a profile."""

    id: int | None
    purpose: str
    wording: str
    source: str
    given_at: datetime
    withdrawn_at: datetime | None


class Agreement(Schema):
    """What a person agrees to: in which words, where and how; when, now without it."""

    purpose: Purpose
    wording: str
    source: str
    given_at: AwareDatetime | None = None


@router.get("/people/{person_id}/consents")
def list_consents(request: Asked, person_id: int) -> list[AgreedJson]:
    """List what a person agreed to, wherever it was said; what holds first."""
    return [_agreed(one) for one in agreements(_person(request, person_id))]


@router.post("/people/{person_id}/consents")
def note_consent(request: Asked, person_id: int, body: Agreement) -> Created[AgreedJson]:
    """Note what a person agrees to."""
    person = _person(request, person_id)
    member = member_in(request, person.brand_id)
    made = actions.note_consent(
        member, person, body.purpose, wording=body.wording, source=body.source, given_at=body.given_at
    )
    return Created(_noted(made))


@router.post("/consents/{consent_id}/withdraw")
def withdraw_consent(request: Asked, consent_id: int) -> AgreedJson:
    """Note that a person agrees no more, from now on."""
    found = get_object_or_404(Consent.objects.filter(brand__in=brands_of(request)), pk=consent_id)
    actions.withdraw_consent(member_in(request, found.brand_id), found)
    found.refresh_from_db()
    return _noted(found)


def _person(request: Asked, person_id: int) -> Person:
    return get_object_or_404(Person.objects.filter(brand__in=brands_of(request)), pk=person_id)


def _noted(one: Consent) -> AgreedJson:
    return _agreed(Agreed(one.get_purpose_display(), one.wording, one.source, one.given_at, one.withdrawn_at, one))


def _agreed(one: Agreed) -> AgreedJson:
    return AgreedJson(
        id=one.consent.pk if one.consent else None,
        purpose=one.purpose,
        wording=one.wording,
        source=one.source,
        given_at=one.given_at,
        withdrawn_at=one.withdrawn_at,
    )
