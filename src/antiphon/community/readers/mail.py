"""A mailing list as mbox files (RFC 4155): the threads are rebuilt from what the mails say of one another."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO

from antiphon.community.rules.brought import Author, Entry, Fault, Row
from antiphon.community.rules.threading import Mail, threads
from antiphon.lib.archives import Unreadable, files
from antiphon.lib.markup import text_to_html

_NAME = re.compile(r"<([^<>\s]{1,500})>")
_LONGEST_MAIL = 25 * 1024 * 1024
#: How archives of lists on the web write addresses.
_AT = re.compile(r"(\S+) at (\S+)")
_parser = BytesParser(policy=policy.default)


def read(path: Path) -> Iterator[Row]:
    """Yield the mails of all files, in their threads."""
    with files(path, "*.mbox", "*.mbx", "*.txt", "*.mail", "mbox") as found:
        if not found:
            raise Unreadable(f"There is no mail (.mbox) in {path.name}.")
        read_ones: list[tuple[Mail, Entry]] = []
        for name, opener in found.items():
            with opener.open() as file:
                for number, raw in enumerate(mails(file, name), 1):
                    row = _read(raw, f"{name}, mail {number}")
                    if isinstance(row, Fault):
                        yield row
                    else:
                        read_ones.append(row)
    parents = threads(mail for mail, _ in read_ones)
    for mail, entry in read_ones:
        yield replace(entry, answers=parents[mail.id] or "", title="" if parents[mail.id] else entry.title)


def mails(file: BinaryIO, name: str) -> Iterator[bytes]:
    """Yield the mails of an mbox as bytes: each begins after a line "From …", escaped ones are set right."""
    lines: list[bytes] | None = None
    size, blank = 0, True
    while line := file.readline(1_000_000):
        if blank and line.startswith(b"From "):
            if lines is not None:
                yield b"".join(lines)
            lines, size = [], 0
        elif lines is None and line.strip():
            raise Unreadable(f"{name} is no mbox: it does not begin with a line “From …”.")
        elif lines is not None and size <= _LONGEST_MAIL:  # a picture that goes on is cut
            lines.append(line[1:] if re.match(rb">+From ", line) else line)
            size += len(line)
        blank = not line.strip()
    if lines is not None:
        yield b"".join(lines)


def _read(raw: bytes, place: str) -> tuple[Mail, Entry] | Fault:
    try:
        mail = _parser.parsebytes(raw)
        name, at, author = (
            _NAME.search(str(mail["Message-ID"] or "")),
            _date(mail),
            _author(dict(mail.raw_items()).get("From", "")),
        )
        if name is None or at is None or author is None:
            return Fault(place, "its name, its date or its author is missing")
        words, subject = _words(mail), " ".join(str(mail["Subject"] or "").split())
        before = _NAME.findall(str(mail["In-Reply-To"] or ""))[:1]
        references = tuple(dict.fromkeys(_NAME.findall(str(mail["References"] or "")))) or tuple(before)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        return Fault(place, f"it cannot be read: {error}")
    entry = Entry(key=name[1], author=author, at=at, title=subject, text=words[0], html=words[1], place=place)
    return Mail(name[1], references, subject, at), entry


def _date(mail: EmailMessage) -> datetime | None:
    try:
        read_one = parsedate_to_datetime(str(mail["Date"] or ""))
        return (read_one if read_one.tzinfo else read_one.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _author(sender: str) -> Author | None:
    """Return who wrote it; the address names them in the digest alone and is shown nowhere."""
    coded, address = parseaddr(_AT.sub(r"\1@\2", str(sender), count=1))
    name = str(make_header(decode_header(coded)))
    if "@" not in address:
        return None
    before = address.split("@")[0]
    shown = name if name and "@" not in name else before
    return Author(f"mail:{address.lower()}", shown.strip() or before)


def _words(mail: EmailMessage) -> tuple[str, str]:
    """Return text and HTML of a mail: what was written as plain text stays as it stood."""
    body = mail.get_body(preferencelist=("plain", "html"))
    if body is None:
        return "", ""
    content = body.get_content()
    if not isinstance(content, str):
        return "", ""
    if body.get_content_subtype() == "html":
        return "", content
    return content.strip(), text_to_html(content)
