"""What is promised, noted and remembered about people."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import Member
from antiphon.people.actions.importing import note_birthdays_taken
from antiphon.people.models import ContactCard, Person
from antiphon.relationships.actions.permitting import require_person
from antiphon.relationships.models import PersonDate, PersonNote, Promise
from antiphon.relationships.rules import is_day_of_year

LONGEST_NOTE, LONGEST_PROMISE, LONGEST_NAME = 4_000, 300, 120
#: No promise is made for longer than so many years.
_YEARS = 10
_FIRST_YEAR = 1900


@transaction.atomic
def promise(by: Member, person: Person, what: str, due: date | None = None, *, theirs: bool = False) -> Promise:
    """Note what was promised to a person, or what they promised us.

    A day that has passed is taken, too: then it is overdue from the beginning, and first on the list.
    """
    require_person(by, person)
    words = _said(what, LONGEST_PROMISE, "what", _("Say what was promised."))
    now = clock.now()
    if due is not None and not _FIRST_YEAR <= due.year <= now.year + _YEARS:
        raise Refusal(_("Give a day of the next ten years, or none."), field="due")
    return Promise.objects.create(
        brand=by.brand, person=person, what=words, due=due, by=by, theirs=theirs, made_at=now
    )


@transaction.atomic
def settle_promise(by: Member, made: Promise, outcome: str) -> Promise:
    """Say that a promise was kept or dropped."""
    require_person(by, made.person)
    if outcome not in Promise.Outcome:
        raise Refusal(_("A promise is kept or dropped."), field="outcome")
    settled = Promise.objects.open().filter(pk=made.pk)
    if not settled.update(outcome=outcome, settled_at=clock.now(), settled_by=by):
        raise Conflict(_("This promise was settled already."))
    made.refresh_from_db()
    return made


@transaction.atomic
def note_down(by: Member, person: Person, text: str, *, shared: bool = False) -> PersonNote:
    """Note something about a person: for oneself, or for the team."""
    require_person(by, person)
    words = _said(text, LONGEST_NOTE, "text", _("Write something first."))
    return PersonNote.objects.create(
        brand=by.brand, person=person, author=by, text=words, shared=shared, written_at=clock.now()
    )


@transaction.atomic
def change_note(by: Member, note: PersonNote, text: str, *, shared: bool) -> PersonNote:
    """Say it otherwise, share it, or keep it to oneself again; only its author may."""
    _require_author(by, note)
    note.text, note.shared = _said(text, LONGEST_NOTE, "text", _("Write something first.")), shared
    note.changed_at = clock.now()
    note.save()
    return note


@transaction.atomic
def tear_up_note(by: Member, note: PersonNote) -> None:
    """Throw a note away; only its author may."""
    _require_author(by, note)
    note.delete()


@transaction.atomic
def remember_date(by: Member, person: Person, name: str, day: int, month: int, year: int | None = None) -> PersonDate:
    """Remember a day that comes round each year."""
    require_person(by, person)
    words = _said(name, LONGEST_NAME, "name", _("Say what day it is: a birthday, an opening."))
    if not is_day_of_year(day, month):
        raise Refusal(_("No month has this day."), field="day")
    if year is not None and not _FIRST_YEAR <= year <= clock.now().year:
        raise Refusal(_("Give the year in which it began, or none."), field="year")
    return PersonDate.objects.create(
        brand=by.brand, person=person, name=words, day=day, month=month, year=year, noted_by=by
    )


@transaction.atomic
def remember_birthdays(cards: Sequence[ContactCard]) -> None:
    """Remember the birthdays that address books told of, but for those that are remembered already."""
    days = [(one, *_day_in(one.birthday)) for one in cards if one.identity.person_id]
    known = set(
        PersonDate.objects.filter(person__in=[one.identity.person_id for one, *_day in days]).values_list(
            "person", "month", "day"
        )
    )
    new: dict[tuple[int | None, int, int], PersonDate] = {}
    for card, year, month, day in days:
        place = (card.identity.person_id, month, day)
        if place not in known:
            new[place] = PersonDate(
                brand_id=card.brand_id,
                person_id=card.identity.person_id or 0,
                name=str(_("Birthday")),
                day=day,
                month=month,
                year=year,
                noted_by=card.added_by,
                card=card,
            )
    PersonDate.objects.bulk_create(new.values())
    note_birthdays_taken([one.pk for one in cards])


def _day_in(birthday: str) -> tuple[int | None, int, int]:
    year, month, day = f"0{birthday[1:]}".split("-") if birthday.startswith("--") else birthday.split("-")
    return int(year) or None, int(month), int(day)


@transaction.atomic
def forget_date(by: Member, kept: PersonDate) -> None:
    """Remember a day no longer."""
    require_person(by, kept.person)
    kept.delete()


@transaction.atomic
def note_reminded(promises: list[int], dates: list[int], at: datetime, day: date) -> None:
    """Note that somebody was reminded of these promises, and of these days of this year."""
    Promise.objects.filter(pk__in=promises).update(reminded_at=at)
    PersonDate.objects.filter(pk__in=dates).update(reminded_on=day)


def _said(text: str, most: int, field: str, missing: object) -> str:
    words = text.replace("\0", "").strip()
    if not words:
        raise Refusal(missing, field=field)
    if len(words) > most:
        raise Refusal(_("Say it in at most %(most)d characters.") % {"most": most}, field=field)
    return words


def _require_author(by: Member, note: PersonNote) -> None:
    require_person(by, note.person)
    if note.author_id != by.pk:
        raise NotAllowed(_("Only who wrote a note may change it."))
