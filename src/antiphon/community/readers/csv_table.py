"""A table of our own: one row for each message, comma-separated, UTF-8, with named columns."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from antiphon.community.rules.brought import Author, Entry, Fault, Row
from antiphon.lib.archives import Unreadable, files, moment

NEEDED = ("id", "author", "at", "text")
COLUMNS = (*NEEDED, "author_name", "answers", "title", "kind", "accepted_answer", "tags", "warning", "language")
_KINDS = ("discussion", "question", "essay")
_LONGEST_CELL = 1_000_000


def read(path: Path) -> Iterator[Row]:
    """Yield a message for each row of each table."""
    csv.field_size_limit(_LONGEST_CELL)
    with files(path, "*.csv") as found:
        if not found:
            raise Unreadable(f"There is no table (.csv) in {path.name}.")
        for name, opener in found.items():
            with opener.open() as file, io.TextIOWrapper(file, "utf-8-sig", newline="") as text:
                yield from _rows(text, name)


def _rows(text: io.TextIOWrapper, name: str) -> Iterator[Row]:
    table = csv.DictReader(text, strict=True, restkey="")
    try:
        columns = [column.strip().lower() for column in table.fieldnames or ()]
        _check(columns, name)
        table.fieldnames = columns
        for row in table:
            yield _entry({key: value or "" for key, value in row.items() if key}, f"{name}, row {table.line_num}")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{name} is not in UTF-8. Save it as “CSV UTF-8”, then try again.") from error
    except csv.Error as error:
        raise Unreadable(f"{name}, row {table.reader.line_num}: {error}.") from error


def _check(columns: list[str], name: str) -> None:
    missing = [column for column in NEEDED if column not in columns]
    unknown = [column for column in columns if column not in COLUMNS]
    if missing or unknown:
        told = [f"it lacks {', '.join(missing)}"] if missing else []
        told += [f"nobody knows {', '.join(unknown)}"] if unknown else []
        raise Unreadable(f"{name} has other columns than a table of messages: {'; '.join(told)}.")


def _entry(row: dict[str, str], place: str) -> Row:
    at = moment(row["at"])
    kind = row.get("kind", "").strip().lower() or "discussion"
    if at is None:
        return Fault(place, f"“{row['at'][:40]}” is no date as 2026-05-01T18:30:00+02:00")
    if kind not in _KINDS:
        return Fault(place, f"“{kind[:40]}” is none of {', '.join(_KINDS)}")
    key = row["author"].strip()
    return Entry(
        key=row["id"].strip(),
        author=Author(key, row.get("author_name", "").strip() or key, key),
        at=at,
        answers=row.get("answers", "").strip(),
        title=row.get("title", ""),
        text=row["text"],
        kind=kind,
        accepted=row.get("accepted_answer", "").strip(),
        tags=tuple(row.get("tags", "").split()),
        warning=row.get("warning", ""),
        language=row.get("language", "").strip()[:16],
        place=place,
    )
