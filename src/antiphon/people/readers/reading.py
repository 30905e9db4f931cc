"""The entries of an address book, one after the other."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from antiphon.lib.archives import Unreadable
from antiphon.lib.json_items import NoList, items_of
from antiphon.people.readers.looking import OUTBOX, one_of, text_lines
from antiphon.people.rules.columns import contact_of
from antiphon.people.rules.contacts import MASTODON, Contact
from antiphon.people.rules.talked_with import TalkedWith
from antiphon.people.rules.vcards import Broken, read_cards

_LONGEST_ROW, _LONGEST_LINE, _MOST_EMPTY = 1_000_000, 65_536, 10_000
_UNREADABLE = "\ufffd"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an entry cannot be taken, by one of the words `end`, `empty`, `letters`, `columns`."""

    why: str


type Entry = Contact | Fault


def read(
    path: Path, kind: str, encoding: str, *, delimiter: str = ",", skip: int = 1, columns: Sequence[str] = ()
) -> Iterator[Entry]:
    """Yield the entries of an address book in their order; memory holds one at a time."""
    with one_of(path) as opener, opener.open() as file:
        if kind == "vcard":
            yield from _cards(file, encoding)
        elif kind == OUTBOX:
            yield from _talked_with(file)
        else:
            yield from _table(file, encoding, delimiter, skip, columns, kind)


def _cards(file: BinaryIO, encoding: str) -> Iterator[Entry]:
    # A picture may be one line of many megabytes: what is cut of it is nothing that is kept.
    for one in read_cards(text for text, _cut in text_lines(file, encoding, _LONGEST_LINE)):
        yield Fault(one.why) if isinstance(one, Broken) else _checked(one)


def _talked_with(file: BinaryIO) -> Iterator[Entry]:
    """Whom an account of Mastodon spoke to: memory holds them, and one of its posts at a time."""
    heard = TalkedWith()
    try:
        heard.hear(items_of(file, "orderedItems"))
    except NoList as error:
        raise Unreadable(_("This outbox is damaged: it ends in the middle, or holds no list of posts.")) from error
    for one in heard.most_first():
        told = {"times": one.times, "first": one.first, "last": one.last}
        note = _("Spoken to %(times)d times, from %(first)s to %(last)s.") % told
        yield Contact(network=MASTODON, account=one.account, urls=(one.address,), note=note, since=one.first)


def _table(
    file: BinaryIO, encoding: str, delimiter: str, skip: int, columns: Sequence[str], kind: str
) -> Iterator[Entry]:
    csv.field_size_limit(_LONGEST_ROW)
    rows = csv.reader(_whole_lines(file, encoding), delimiter=delimiter)
    empty = 0
    try:
        for row in islice(rows, skip, None):
            if any(cell.strip() for cell in row):
                yield _entry(row, columns, kind)
            elif (empty := empty + 1) > _MOST_EMPTY:
                raise Unreadable(_("This table is empty for thousands of rows. Delete them."))
    except csv.Error as error:
        raise Unreadable(_("Row %(row)d cannot be read.") % {"row": rows.line_num}) from error


def _entry(row: Sequence[str], columns: Sequence[str], kind: str) -> Entry:
    if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
        return Fault("columns")
    return _checked(contact_of(row, columns, kind))


def _whole_lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    for number, (text, cut) in enumerate(text_lines(file, encoding, _LONGEST_ROW), 1):
        if cut:
            raise Unreadable(_("Line %(row)d is longer than a million letters.") % {"row": number})
        yield text


def _checked(contact: Contact) -> Entry:
    if not contact.called.strip():
        return Fault("empty")
    told = (contact.name, contact.given, contact.family, contact.organization)
    return Fault("letters") if any(_UNREADABLE in one for one in told) else contact
