"""Address books are handed in, looked through, brought in and taken back."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _
from phonenumbers import SUPPORTED_REGIONS

from antiphon.lib import clock
from antiphon.lib.errors import Conflict, Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.models import ContactCard, ContactImport, Stage
from antiphon.people.readers import ENCODINGS, Looked, look
from antiphon.people.rules.columns import FIELDS

_NAMING = frozenset({"name", "given", "family", "mails", "organization", "account"})


def hand_in(by: Member, name: str, file: "File[bytes]") -> ContactImport:
    """Take an address book, to be looked through; nothing of it is in the book of people before somebody says so.

    Raise Refusal if it is none. A table of which nobody knows the columns waits until somebody named them.
    """
    require(by, Duty.ANSWER)
    made = ContactImport(brand=by.brand, file_name=Path(name).name[:200] or "contacts", given_by=by)
    made.given_at = clock.now()
    made.file.save(f"{by.brand_id}{Path(name).suffix.lower()[:8]}", file, save=False)
    try:
        _take(made, look(Path(made.file.path)))
        made.save()
    except BaseException:
        made.file.delete(save=False)
        raise
    return made


def set_columns(by: Member, imported: ContactImport, columns: Sequence[str], region: str = "") -> None:
    """Say what each column of a table holds, and the country (as IT) of numbers that name none; it is read then."""
    require(by, Duty.ANSWER)
    wanted = [one if one in FIELDS else "" for one in columns][: len(imported.header)]
    if not _NAMING & set(wanted):
        raise Refusal(_("Say which column holds the name, or the mail address: by one of them people are known."))
    plain = region.strip().upper()
    if plain and plain not in SUPPORTED_REGIONS:
        raise Refusal(_("Name the country by its two letters, as IT or FR."), field="region")
    wanted += [""] * (len(imported.header) - len(wanted))
    _move(imported, Stage.COLUMNS, stage=Stage.READING, columns=wanted, region=plain)


@transaction.atomic
def set_letters(by: Member, imported: ContactImport, encoding: str) -> None:
    """Say in what letters a table is written, if they were guessed wrong."""
    require(by, Duty.ANSWER)
    if encoding not in ENCODINGS or imported.stage != Stage.COLUMNS:
        raise Refusal(_("Choose one of the encodings."), field="encoding")
    _take(imported, look(Path(imported.file.path), encoding))
    imported.stage = Stage.COLUMNS
    imported.save()


def approve(by: Member, imported: ContactImport, *, purpose: str, source: str) -> None:
    """Bring the people in: why they are kept and where they come from is noted, and no consent."""
    require(by, Duty.ANSWER)
    for field, said in (("purpose", purpose), ("source", source)):
        if not said.strip():
            raise Refusal(_("Say it in a few words: people may ask you."), field=field)
    _move(
        imported,
        Stage.PREVIEW,
        stage=Stage.WRITING,
        purpose=purpose.strip()[:200],
        source=source.strip()[:200],
        approved_by=by,
        approved_at=clock.now(),
    )


def take_back(by: Member, imported: ContactImport) -> None:
    """Undo an import as a whole: who came by it alone goes, whom you have met since stays."""
    require(by, Duty.ANSWER)
    _move(imported, Stage.DONE, Stage.WRITING, stage=Stage.UNDOING, undone_by=by)


@transaction.atomic
def discard(by: Member, imported: ContactImport) -> None:
    """Throw an address book away that is not in the book of people."""
    require(by, Duty.ANSWER)
    stages = [Stage.COLUMNS, Stage.READING, Stage.PREVIEW, Stage.FAILED, Stage.UNDONE]
    found = ContactImport.objects.filter(pk=imported.pk, brand=by.brand, stage__in=stages).first()
    if found is None:
        raise Conflict(_("It is in the book already. Take it back first."))
    imported.file.delete(save=False)
    found.delete()


def note_birthdays_taken(cards: Iterable[int]) -> None:
    """Note that the birthdays of these cards are remembered, and need not be looked at again."""
    ContactCard.objects.filter(pk__in=list(cards)).update(birthday="")


def _take(imported: ContactImport, found: Looked) -> None:
    for name in ("kind", "encoding", "delimiter", "skip", "header", "columns", "sample"):
        setattr(imported, name, getattr(found, name))
    imported.stage = Stage.COLUMNS if found.kind == "csv" else Stage.READING


def _move(imported: ContactImport, *stages: Stage, **changes: object) -> None:
    found = ContactImport.objects.filter(pk=imported.pk, stage__in=_values(stages))
    if not found.update(**changes, held_until=None):
        raise Conflict(_("It went on meanwhile. Look at it again."))
    imported.refresh_from_db()


def _values(stages: Iterable[Stage]) -> list[str]:
    return [one.value for one in stages]
