"""A table of numbers by day, handed in as CSV: the first column holds days, each other one a unit."""

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO

MOST_ROWS, MOST_COLUMNS = 2_000, 60


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers by day and unit; None where a cell is empty."""

    days: tuple[date, ...]
    columns: dict[str, tuple[float | None, ...]]

    def kept(self) -> dict[str, object]:
        """Return it as it is kept as JSON."""
        return {
            "days": [day.isoformat() for day in self.days],
            "columns": {k: list(v) for k, v in self.columns.items()},
        }


class NoTable(ValueError):
    """The text is no such table; `row` is the number of the line that is wrong, 0 for the head."""

    def __init__(self, why: str, row: int = 0) -> None:
        super().__init__(why)
        self.why = why
        self.row = row


def table_from(text: str) -> Table:
    """Return a table; commas, semicolons or tabs divide the cells. Days that are left out become empty cells.

    >>> table_from("day,North\\n2026-01-01,3\\n2026-01-03,4").columns
    {'North': (3.0, None, 4.0)}
    """
    head, *rows = _lines(text)
    names = [cell.strip()[:60] for cell in head[1:]]
    if not names or len(names) > MOST_COLUMNS or len(set(names)) < len(names) or not all(names):
        raise NoTable("head")
    if not 1 <= len(rows) <= MOST_ROWS:
        raise NoTable("rows")
    found: dict[date, list[float | None]] = {}
    for number, row in enumerate(rows, 2):
        day = _day(row[0], number)
        if day in found or len(row) > len(head):
            raise NoTable("row", number)
        cells = [*row[1:], *[""] * (len(head) - len(row))]
        found[day] = [_number(cell, number) for cell in cells]
    return _whole(names, found)


def _lines(text: str) -> list[list[str]]:
    first = text.lstrip("\ufeff").partition("\n")[0]
    divider = max(",;\t", key=first.count)
    rows = [row for row in csv.reader(StringIO(text.lstrip("\ufeff")), delimiter=divider) if any(row)]
    if not rows:
        raise NoTable("rows")
    return rows


def _whole(names: Sequence[str], found: dict[date, list[float | None]]) -> Table:
    first, last = min(found), max(found)
    many = (last - first).days + 1
    if many > MOST_ROWS:
        raise NoTable("rows")
    days = tuple(first + timedelta(days=n) for n in range(many))
    empty: list[float | None] = [None] * len(names)
    by_day = [found.get(day, empty) for day in days]
    return Table(days, {name: tuple(row[place] for row in by_day) for place, name in enumerate(names)})


def _day(cell: str, number: int) -> date:
    try:
        return date.fromisoformat(cell.strip())
    except ValueError:
        raise NoTable("day", number) from None


def _number(cell: str, number: int) -> float | None:
    text = cell.strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        raise NoTable("number", number) from None
    if not math.isfinite(value) or abs(value) > 1e12:
        raise NoTable("number", number)
    return value


def looks_like_table(text: str) -> bool:
    """Whether the second line of a text begins with a day: then it is a table, no list.

    >>> looks_like_table("day,North\\n2026-01-01,3"), looks_like_table("dora@x.example,3")
    (True, False)
    """
    second = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()][1:2]
    try:
        return bool(second) and bool(date.fromisoformat(second[0][:10]))
    except ValueError:
        return False
