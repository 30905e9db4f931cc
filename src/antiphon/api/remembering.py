"""What is promised, noted and remembered about people."""

from datetime import date, datetime

from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from antiphon.api.access import Asked, brands_of, member_in
from antiphon.api.answers import Json
from antiphon.api.brands import MemberJson
from antiphon.organizations.models import Member
from antiphon.people.models import Person
from antiphon.relationships.actions.remembering import (
    change_note,
    forget_date,
    note_down,
    promise,
    remember_date,
    settle_promise,
    tear_up_note,
)
from antiphon.relationships.models import PersonDate, PersonNote, Promise

router = Router(tags=["people"])


class PromiseJson(Json, frozen=True, kw_only=True):
    """Something promised; `theirs` if they promised it to us. `outcome` is empty while it is open."""

    id: int
    person: int
    what: str
    due: date | None
    by: MemberJson | None
    theirs: bool
    made_at: datetime
    settled_at: datetime | None
    outcome: str


class NoteJson(Json, frozen=True, kw_only=True):
    """A note; one that is not `shared` is only told to its author."""

    id: int
    person: int
    author: MemberJson
    text: str
    shared: bool
    written_at: datetime


class DateJson(Json, frozen=True, kw_only=True):
    """A day that comes round, and when it does next."""

    id: int
    person: int
    name: str
    day: int
    month: int
    year: int | None
    next: date | None


class Promised(Schema):
    """What was promised."""

    what: str = Field(max_length=300)
    due: date | None = None
    theirs: bool = False


class Settled(Schema):
    """`kept` or `dropped`."""

    outcome: str = Field(max_length=8)


class Noted(Schema):
    """A note."""

    text: str = Field(max_length=4000)
    shared: bool = False


class DateGiven(Schema):
    """A day that comes round."""

    name: str = Field(max_length=120)
    day: int = Field(ge=1, le=31)
    month: int = Field(ge=1, le=12)
    year: int | None = None


@router.post("/people/{person_id}/promises")
def note_promise(request: Asked, person_id: int, body: Promised) -> PromiseJson:
    """Note what was promised."""
    return promise_json(promise(*person_found(request, person_id), **body.dict()))


@router.post("/promises/{promise_id}/settle")
def settle(request: Asked, promise_id: int, body: Settled) -> PromiseJson:
    """Say that a promise was kept or dropped."""
    made = get_object_or_404(Promise, brand__in=brands_of(request), pk=promise_id)
    return promise_json(settle_promise(member_in(request, made.brand_id), made, body.outcome))


@router.post("/people/{person_id}/notes")
def add_note(request: Asked, person_id: int, body: Noted) -> NoteJson:
    """Note something: for oneself, or for the team."""
    member, person = person_found(request, person_id)
    return note_json(note_down(member, person, body.text, shared=body.shared))


@router.put("/person-notes/{person_note_id}")
def rewrite_note(request: Asked, person_note_id: int, body: Noted) -> NoteJson:
    """Change a note of one's own."""
    member, note = _own_note(request, person_note_id)
    return note_json(change_note(member, note, body.text, shared=body.shared))


@router.post("/person-notes/{person_note_id}/tear-up")
def remove_note(request: Asked, person_note_id: int) -> NoteJson:
    """Throw a note of one's own away."""
    member, note = _own_note(request, person_note_id)
    told = note_json(note)
    tear_up_note(member, note)
    return told


@router.post("/people/{person_id}/dates")
def add_date(request: Asked, person_id: int, body: DateGiven) -> DateJson:
    """Remember a day that comes round."""
    member, person = person_found(request, person_id)
    return date_json(remember_date(member, person, **body.dict()))


@router.post("/person-dates/{date_id}/forget")
def remove_date(request: Asked, date_id: int) -> DateJson:
    """Remember a day no longer."""
    kept = get_object_or_404(PersonDate, brand__in=brands_of(request), pk=date_id)
    told = date_json(kept)
    forget_date(member_in(request, kept.brand_id), kept)
    return told


def person_found(request: Asked, person_id: int) -> tuple[Member, Person]:
    """Return a person of a brand of the user, and who the user is there."""
    person = get_object_or_404(Person.objects.select_related("brand"), brand__in=brands_of(request), pk=person_id)
    return member_in(request, person.brand_id), person


def _own_note(request: Asked, person_note_id: int) -> tuple[Member, PersonNote]:
    """Return a note that the user may read; that only its author changes it, the action says."""
    brand = get_object_or_404(PersonNote, brand__in=brands_of(request), pk=person_note_id).brand_id
    member = member_in(request, brand)
    return member, get_object_or_404(
        PersonNote.objects.told_to(member).select_related("author__user"), pk=person_note_id
    )


def member_json(who: Member | None) -> MemberJson | None:
    """Return a member as programs read them; null for nobody."""
    return MemberJson(id=who.pk, name=str(who.user), role=who.role) if who else None


def promise_json(made: Promise) -> PromiseJson:
    """Return a promise as programs read it."""
    return PromiseJson(
        id=made.pk,
        person=made.person_id,
        what=made.what,
        due=made.due,
        by=member_json(made.by),
        theirs=made.theirs,
        made_at=made.made_at,
        settled_at=made.settled_at,
        outcome=made.outcome,
    )


def note_json(note: PersonNote) -> NoteJson:
    """Return a note as programs read it."""
    author = MemberJson(id=note.author.pk, name=str(note.author.user), role=note.author.role)
    return NoteJson(
        id=note.pk,
        person=note.person_id,
        author=author,
        text=note.text,
        shared=note.shared,
        written_at=note.written_at,
    )


def date_json(kept: PersonDate, day: date | None = None) -> DateJson:
    """Return a day that comes round, and when it does next."""
    return DateJson(
        id=kept.pk, person=kept.person_id, name=kept.name, day=kept.day, month=kept.month, year=kept.year, next=day
    )
