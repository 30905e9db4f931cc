"""A plan as a table of values parted by commas: Hootsuite's bulk composer's three columns, or ours by name. Pure.

Hootsuite's layout has no head: date and hour, message, link. Ours has a head: `COLUMNS`, in any order.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Literal

from antiphon.lib.errors import AntiphonError

type Order = Literal["mdy", "dmy", "ymd"]

#: Our columns, in the order in which a plan is written out.
COLUMNS = (
    "date",
    "message",
    "link",
    "channels",
    "media",
    "alternative text",
    "campaign",
    "category",
    "title",
    "language",
    "state",
    "address",
)
#: Other names by which tools call our columns.
_ALIASES: Mapping[str, str] = {
    "date": "date date/time datetime when scheduled",
    "message": "text post content caption",
    "link": "url links",
    "channels": "channel accounts",
    "media": "image images picture pictures",
    "alternative text": "alt",
}
_OURS = {name: ours for ours, names in _ALIASES.items() for name in names.split()} | {"alt text": "alternative text"}
HOOTSUITE = ("date", "message", "link")
MOST_ROWS, MOST_BYTES = 1_000, 2_000_000
_PARTS = re.compile(
    r"^(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})(?:,?[ T]+(\d{1,2})[:.](\d{2})(?::\d{2})?\s*([ap]\.?m\.?)?)?$",
    re.IGNORECASE,
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class NoTable(AntiphonError):
    """A file cannot be read as a table; `reason` says why in a word."""

    def __init__(self, reason: Literal["empty", "encoding", "columns", "rows", "bytes", "twice"]) -> None:
        super().__init__(reason)
        self.reason = reason


class BadDate(AntiphonError, ValueError):
    """A cell holds no day and hour that can be read."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, the head counted, and its cells by our names; empty ones are left out."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file as it was read: whether it had a head, and its rows."""

    rows: list[Row]
    has_head: bool


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a file and its encoding: UTF-8 or UTF-16 by their marks, else UTF-8, else Windows-1252."""
    if len(data) > MOST_BYTES:
        raise NoTable("bytes")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16")
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return _decoded(data, "cp1252")


def table_of(text: str) -> Table:
    """Return the rows of a file; raise NoTable if it has none, too many, or columns that nobody knows.

    Cells are parted by commas, semicolons or tabs, whichever the first line has most of.
    """
    if "\0" in text:
        raise NoTable("encoding")
    reader = csv.reader(StringIO(text.lstrip("\ufeff"), newline=""), delimiter=_delimiter(text))
    try:
        lines = [(number, row) for number, row in enumerate(reader, 1) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise NoTable("columns") from error
    if not lines:
        raise NoTable("empty")
    head = _head(lines[0][1])
    rows = lines[1:] if head else lines
    if len(rows) > MOST_ROWS:
        raise NoTable("rows")
    if not rows:
        raise NoTable("empty")
    return Table([_row(line, cells, head or HOOTSUITE) for line, cells in rows], head is not None)


def guessed_order(dates: Iterable[str]) -> Order | None:
    """Return in which order dates name day, month and year, or None where they leave it open.

    >>> guessed_order(["03/04/2026 09:00", "03/14/2026 09:00"]), guessed_order(["2026-03-04 09:00"])
    ('mdy', 'ymd')
    """
    found: set[Order] = set()
    for date in dates:
        match = _PARTS.match(date.strip())
        if match is None:
            continue
        if len(match[1]) == 4:
            found.add("ymd")
        elif int(match[1]) > 12:
            found.add("dmy")
        elif int(match[2]) > 12:
            found.add("mdy")
    if found == {"ymd"}:
        return "ymd"
    apart = found - {"ymd"}
    return next(iter(apart)) if len(apart) == 1 else None


def wall_of(date: str, order: Order) -> datetime:
    """Return the wall time that a cell means; raise BadDate. A year that stands first is always taken as one.

    >>> wall_of("04/03/2026 9:05 pm", "dmy")
    datetime.datetime(2026, 3, 4, 21, 5)
    """
    match = _PARTS.match(date.strip())
    if match is None or match[4] is None:
        raise BadDate(date)
    first, second, third = int(match[1]), int(match[2]), int(match[3])
    if len(match[1]) == 4:
        year, month, day = first, second, third
    elif len(match[3]) == 4:
        year = third
        month, day = (first, second) if order != "dmy" else (second, first)
    else:
        raise BadDate(date)
    try:
        return datetime(year, month, day, _hour(int(match[4]), match[6] or ""), int(match[5]))  # noqa: DTZ001  a wall time
    except ValueError as error:
        raise BadDate(date) from error


def several(cell: str) -> list[str]:
    """Return the parts of a cell that holds several, parted by upright lines or line ends.

    >>> several("A table | A saw")
    ['A table', 'A saw']
    """
    return [part.strip() for part in re.split(r"[|\n]", cell) if part.strip()]


def written(rows: Sequence[Mapping[str, str]]) -> str:
    """Return a plan as text with our head; no cell can be read as a formula."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_safe(row.get(name, "")) for name in COLUMNS] for row in rows)
    return out.getvalue()


def _decoded(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        raise NoTable("encoding") from error


def _delimiter(text: str) -> str:
    first = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
    return max(",;\t", key=first.count)


def _head(cells: Sequence[str]) -> list[str] | None:
    """Return our names of the columns if these cells are a head; raise NoTable for a head that is not ours."""
    named = [
        _OURS.get(name, name) for name in (" ".join(cell.split()).casefold().replace("_", " ") for cell in cells)
    ]
    if "message" not in named and "media" not in named:
        return None
    if set(named) - {*COLUMNS, ""}:
        raise NoTable("columns")
    if len([name for name in named if name]) != len({name for name in named if name}):
        raise NoTable("twice")
    return named


def _row(line: int, cells: Sequence[str], names: Sequence[str]) -> Row:
    kept = {name: _unsafe(cell.strip()) for name, cell in zip(names, cells, strict=False) if name and cell.strip()}
    beyond = [cell for cell in cells[len(names) :] if cell.strip()]
    return Row(line, kept | ({"beyond": beyond[0].strip()} if beyond else {}))


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half.lower().startswith("p") else 0)


def _safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; what was made safe already is made so once more."""
    formula = cell.lstrip().startswith(_FORMULA) or cell.startswith(_FORMULA)
    return f"'{cell}" if formula or (cell.startswith("'") and _safe(cell[1:]) != cell[1:]) else cell


def _unsafe(cell: str) -> str:
    """Return a cell as it was before it was made safe for spreadsheets."""
    return cell[1:] if cell.startswith("'") and _safe(cell[1:]) == cell else cell
