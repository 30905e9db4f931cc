"""People in and out: address books handed in, looked through, brought in and taken back; somebody as a contact."""

from datetime import datetime
from typing import Annotated

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import File, Query, Router, Schema
from ninja.files import UploadedFile

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json, Page, cursor, seen_of
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.actions import importing
from antiphon.people.models import ContactImport, ImportedRow, Person
from antiphon.people.queries.cards import contacts_of
from antiphon.people.queries.importing import outcomes, rows_of
from antiphon.people.rules.contacts import Contact, contact_from

router = Router(tags=["people"])
_after = cursor


class ContactJson(Json, frozen=True, kw_only=True):
    """Somebody as an address book tells it. `birthday` as 1980-05-17, or --05-17 without a year."""

    name: str
    given: str
    family: str
    mails: list[str]
    phones: list[str]
    organization: str
    role: str
    urls: list[str]
    birthday: str
    note: str


class ImportJson(Json, frozen=True, kw_only=True):
    """An address book that was handed in; `outcomes` counts what its rows become.

    `columns` says what each column of the `header` holds.
    """

    id: int
    name: str
    kind: str
    stage: str
    encoding: str
    header: list[str]
    columns: list[str]
    given_at: datetime
    rows_read: int
    rows_written: int
    outcomes: dict[str, int]
    purpose: str
    source: str
    failure: str
    written_at: datetime | None
    undone_at: datetime | None


class RowJson(Json, frozen=True, kw_only=True):
    """An entry and what it becomes; `person` is whom it joins or may be, `score` how likely, from 0 to 1."""

    number: int
    outcome: str
    why: str
    person: int | None
    score: float | None
    contact: ContactJson


class ColumnsBody(Schema):
    """What each column holds, in their order, empty for nothing of it; the country of numbers that name none."""

    columns: list[str]
    region: str = ""


class ReasonBody(Schema):
    """Why the people are kept, and where they come from."""

    purpose: str
    source: str


@router.get("/brands/{brand}/contact-imports")
def list_contact_imports(
    request: Asked, brand: str, cursor: str = "", limit: Annotated[int, Query(ge=1, le=50)] = 20
) -> Page[ImportJson]:
    """List the address books that were handed in, the latest first."""
    member, seen = _answering(member_of(request, brand)), seen_of(cursor)
    rows = ContactImport.objects.filter(brand=member.brand).order_by("-given_at", "-pk")
    found = list(rows[seen : seen + limit + 1])
    return Page(items=[_shown(one) for one in found[:limit]], next=_after(seen + limit) if found[limit:] else None)


@router.post("/brands/{brand}/contact-imports", url_name="hand_in_contacts")
def hand_in_contacts(request: Asked, brand: str, file: File[UploadedFile]) -> Created[ImportJson]:
    """Hand in an address book (multipart/form-data): a vCard, a table, a list of a network, or a zip with one.

    It is looked through by the worker; nothing of it is in the book of people before it is written.
    """
    return Created(_shown(importing.hand_in(member_of(request, brand), file.name or "", file)))


@router.get("/contact-imports/{import_id}")
def read_contact_import(request: Asked, import_id: int) -> ImportJson:
    """Tell how far an address book is, and what its rows become."""
    return _shown(_import(request, import_id)[0])


@router.get("/contact-imports/{import_id}/rows")
def list_contact_rows(
    request: Asked,
    import_id: int,
    outcome: str = "",
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[RowJson]:
    """List the rows of an address book, those of one outcome if it is given."""
    seen = seen_of(cursor)
    rows = rows_of(_import(request, import_id)[0], outcome, limit + 1, seen)
    return Page(items=[_row(one) for one in rows[:limit]], next=_after(seen + limit) if rows[limit:] else None)


@router.post("/contact-imports/{import_id}/columns")
def set_contact_columns(request: Asked, import_id: int, body: ColumnsBody) -> ImportJson:
    """Say what each column of a table holds; it is looked through then."""
    found, member = _import(request, import_id)
    importing.set_columns(member, found, body.columns, body.region)
    return _shown(found)


@router.post("/contact-imports/{import_id}/write")
def write_contact_import(request: Asked, import_id: int, body: ReasonBody) -> ImportJson:
    """Bring the people in. None of them agreed to be written to by it."""
    found, member = _import(request, import_id)
    importing.approve(member, found, purpose=body.purpose, source=body.source)
    return _shown(found)


@router.post("/contact-imports/{import_id}/take-back")
def take_back_contact_import(request: Asked, import_id: int) -> ImportJson:
    """Take an import back as a whole; whom you have met, or noted something of, stays."""
    found, member = _import(request, import_id)
    importing.take_back(member, found)
    return _shown(found)


@router.post("/contact-imports/{import_id}/discard")
def discard_contact_import(request: Asked, import_id: int) -> ImportJson:
    """Throw an address book away that is not in the book of people; return what it was."""
    found, member = _import(request, import_id)
    told = _shown(found)
    importing.discard(member, found)
    return told


@router.get("/people/{person_id}/contact")
def read_contact(request: Asked, person_id: int) -> ContactJson:
    """Read a person as a contact: what address books told, with the addresses of their accounts."""
    people: QuerySet[Person] = Person.objects.met().filter(brand__in=brands_of(request))
    found = get_object_or_404(people, pk=person_id)
    require(member_in(request, found.brand_id), Duty.ANSWER)
    return _contact(contacts_of([found])[0][1])


def _import(request: Asked, pk: int) -> tuple[ContactImport, Member]:
    found = get_object_or_404(ContactImport.objects.filter(brand__in=brands_of(request)), pk=pk)
    return found, _answering(member_in(request, found.brand_id))


def _answering(member: Member) -> Member:
    require(member, Duty.ANSWER)
    return member


def _contact(one: Contact) -> ContactJson:
    return ContactJson(
        name=one.called,
        given=one.given,
        family=one.family,
        mails=list(one.mails),
        phones=list(one.phones),
        organization=one.organization,
        role=one.role,
        urls=list(one.urls),
        birthday=one.birthday,
        note=one.note,
    )


def _row(row: ImportedRow) -> RowJson:
    return RowJson(
        number=row.number,
        outcome=row.outcome,
        why=row.why,
        person=row.person_id,
        score=row.score,
        contact=_contact(contact_from(row.told)),
    )


def _shown(found: ContactImport) -> ImportJson:
    same = ("kind", "stage", "encoding", "header", "columns", "given_at", "rows_read", "rows_written", "purpose")
    more = ("source", "failure", "written_at", "undone_at")
    told = {name: getattr(found, name) for name in (*same, *more)}
    return ImportJson(id=found.pk, name=found.file_name, outcomes=outcomes(found), **told)
