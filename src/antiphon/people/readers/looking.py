"""What an address book is: where it comes from, in which letters and columns it is written."""

import codecs
import csv
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from antiphon.lib.archives import Opener, Unreadable, files
from antiphon.people.rules.columns import guessed, header_place, kind_of

#: What the letters of a file may be written in.
ENCODINGS = ("utf-8", "cp1252", "cp1250", "cp1251", "iso8859-15", "mac-roman", "utf-16")
_SAMPLE, _GUESSED, _ROWS, _SHOWN = 65_536, 8_192, 20, 5
OUTBOX = "outbox"
_NO_ODDER, _GZIP = 0.02, b"\x1f\x8b"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_DELIMITERS = (",", ";", "\t", "|")
#: What is looked for in an archive, the surest first.
_PATTERNS = (
    "connections.csv", "following_accounts*.csv", "followers*.csv", "outbox.json", "*.vcf", "*.vcard", "*.csv",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file is. `skip` rows stand before those of the contacts; `columns` is what each may hold."""

    kind: str
    encoding: str
    delimiter: str = ""
    skip: int = 0
    header: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    sample: list[list[str]] = field(default_factory=list)


def look(path: Path, encoding: str = "") -> Looked:
    """Return what a file is, from its beginning; raise Unreadable if it is no address book.

    `encoding` is what somebody knows of its letters.
    """
    with one_of(path) as opener, opener.open() as file:
        start = file.read(_SAMPLE)
    if not start.strip(b"\0\r\n\t "):
        raise Unreadable(_("This file is empty."))
    if start.startswith(_GZIP):
        raise Unreadable(_("Unpack this archive first, and hand in the outbox.json or the table that is in it."))
    encoding = encoding if encoding in ENCODINGS else encoding_of(start)
    words = decoded(start, encoding)
    if "BEGIN:VCARD" in words.upper():
        return Looked("vcard", encoding)
    if words.lstrip().startswith("{") and '"orderedItems"' in words and "OrderedCollection" in words:
        return Looked(OUTBOX, "utf-8")
    return _table(words, encoding)


@contextmanager
def one_of(path: Path) -> Iterator[Opener]:
    """Give the address book in a zip, or the file itself: to list a tar would be to unpack all of it."""
    if not zipfile.is_zipfile(path):
        yield Opener(path.name, path.stat().st_size, lambda: path.open("rb"))
        return
    for pattern in _PATTERNS:
        with files(path, pattern) as found:
            if found:
                yield next(iter(found.values()))
                return
    raise Unreadable(_("There is no address book in this archive: no vCard, no table, no outbox of Mastodon."))


def encoding_of(start: bytes) -> str:
    """Return in what letters a file is most likely written, by its beginning."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return _windows(start[:_GUESSED])
    return "utf-8"


def _windows(start: bytes) -> str:
    """Return the code page in which a text looks least odd; Western Europe where others look no better."""
    found = {one.encoding: one.chaos for one in from_bytes(start, cp_isolation=["cp1252", "cp1250", "cp1251"])}
    best = min(found, key=lambda one: (found[one], one != "cp1252"), default="cp1252")
    return "cp1252" if found.get("cp1252", 1.0) - found.get(best, 0.0) <= _NO_ODDER else best


def decoded(start: bytes, encoding: str) -> str:
    """Return the words of a beginning, what is cut off at its end left out."""
    return codecs.getincrementaldecoder(encoding)("replace").decode(start).removeprefix("\ufeff")


def _table(words: str, encoding: str) -> Looked:
    if _CONTROL.search(words):
        raise Unreadable(_("This is no address book: hand in a vCard (.vcf) or a table (.csv)."))
    lines = words.splitlines(keepends=True)
    lines = lines[:-1] if len(words) > _SAMPLE // 4 and len(lines) > 1 else lines
    delimiter = max(_DELIMITERS, key=lambda one: _fit(lines, one))
    rows = _rows(lines, delimiter)
    place = header_place(rows)
    header = [one.strip()[:100] for one in rows[place]] if rows else []
    if not any(header):
        raise Unreadable(_("This table has no names above its columns. Write them in its first row."))
    return Looked(
        kind_of(header), encoding, delimiter, place + 1, header, guessed(header), rows[place + 1 : place + 1 + _SHOWN]
    )


def _rows(lines: list[str], delimiter: str) -> list[list[str]]:
    try:
        return [row for row, _n in zip(csv.reader(lines, delimiter=delimiter), range(_ROWS), strict=False)]
    except csv.Error:
        return []


def _fit(lines: list[str], delimiter: str) -> int:
    """How well a sign divides a table: the cells of its widest row that is as wide as another."""
    widths = sorted((len(row) for row in _rows(lines, delimiter)), reverse=True)
    return next((one for one, other in pairwise(widths) if one == other), max(widths, default=0))


def text_lines(file: BinaryIO, encoding: str, longest: int) -> Iterator[tuple[str, bool]]:
    """Yield the lines of a file, and whether each was cut: none takes more memory than `longest` bytes."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    held, cut, first = "", False, True
    while piece := file.read(_SAMPLE):
        words = decoder.decode(piece)
        words, first = (words.removeprefix("\ufeff"), False) if first else (words, False)
        *whole, rest = words.split("\n")
        for one in whole:
            yield (held + one)[:longest] + "\n", cut or len(held) + len(one) > longest
            held, cut = "", False
        held += rest
        if len(held) > longest:
            held, cut = held[:longest], True
    held += decoder.decode(b"", final=True)
    if held:
        yield held[:longest], cut
