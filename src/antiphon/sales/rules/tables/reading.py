"""How a table is read: its separator, its columns by any of their names, its cells. Pure."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from antiphon.sales.rules.faults import Fault, Unfit

MOST_ROWS = 50_000
_SEPARATORS = ",;\t"
_LONGEST_CELL = 5_000


@dataclass(frozen=True, slots=True)
class Line[T]:
    """A row of a table: its number in the file, what it tells, or why it cannot be taken and in which column."""

    number: int
    cells: Sequence[str]
    told: T | None = None
    fault: Fault | None = None
    field: str = ""


type Cells = Mapping[str, str]


def lines_of(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the head of a table and its rows with their numbers; empty rows are left out.

    The separator is the one that the head has most of. Raise Unfit for no table, and for more rows than are taken.
    """
    plain = text.removeprefix("\ufeff")
    first = plain.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    rows: list[tuple[int, list[str]]] = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(plain), delimiter=separator), start=1):
            if any(cell.strip() for cell in cells):
                rows.append((number, [cell.strip()[:_LONGEST_CELL] for cell in cells]))
            if len(rows) > MOST_ROWS + 1:
                raise Unfit(Fault.ROWS, "file")
    except csv.Error:
        raise Unfit(Fault.COLUMNS, "file") from None
    if len(rows) < 2:
        raise Unfit(Fault.COLUMNS, "file")
    return rows[0][1], rows[1:]


def places_of(head: Sequence[str], names: Mapping[str, Sequence[str]], needed: Sequence[str]) -> dict[str, int]:
    """Return where each column stands, by any of its names; raise Unfit if one that is needed is not there."""
    plain = [" ".join(one.lower().replace("_", " ").split()) for one in head]
    found = {name: plain.index(one) for name, some in names.items() for one in reversed(some) if one in plain}
    for name in needed:
        if name not in found:
            raise Unfit(Fault.COLUMNS, name)
    return found


def cells_by_name(
    head: Sequence[str], rows: Sequence[tuple[int, list[str]]], places: Mapping[str, int]
) -> Iterator[tuple[int, list[str], Cells | None]]:
    """Yield each row with its cells by the name of their column; None for a row with more cells than columns."""
    for number, cells in rows:
        if len(cells) > len(head) and any(cells[len(head) :]):
            yield number, cells, None
        else:
            yield number, cells, {name: cells[at] if at < len(cells) else "" for name, at in places.items()}


def moment_in(typed: str, zone: tzinfo, field: str = "at") -> datetime:
    """Return the moment that a cell tells, on the clock of the brand where it names no zone; raise Unfit for none."""
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        raise Unfit(Fault.NO_MOMENT, field) from None
    return at if at.tzinfo else at.replace(tzinfo=zone)


def day_in(typed: str, field: str) -> date:
    """Return the day that a cell tells; raise Unfit for none."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Unfit(Fault.NO_DAYS, field) from None


def once(key: str, seen: set[str]) -> None:
    """Note an id of a table; raise Unfit if it stood in another row. What has no id is not compared."""
    if key and key in seen:
        raise Unfit(Fault.TWICE, "id")
    seen.add(key)
