"""What every table and column means: as a text to read, and as a data package for programs."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from antiphon.measures.columns import rollups
from antiphon.measures.columns.table import Column, Kind
from antiphon.measures.columns.tables import tables
from antiphon.measures.columns.views import VIEWS

#: The names of these sorts in Table Schema, by which data packages are described.
_IN_SCHEMA = {
    Kind.WHOLE: "integer",
    Kind.AMOUNT: "number",
    Kind.TEXT: "string",
    Kind.FLAG: "boolean",
    Kind.MOMENT: "datetime",
    Kind.DAY: "date",
}


@dataclass(frozen=True, slots=True)
class Described:
    """A table in the dictionary."""

    name: str
    definition: str
    columns: Sequence[Column]


def described() -> list[Described]:
    """Return every table that is kept as columns: what comes from the database, and what follows from it."""
    found = [Described(one.name, str(one.definition), one.columns) for one in tables().values()]
    return [*found, Described(rollups.DAYS, str(rollups.DEFINITION), rollups.COLUMNS)]


def as_text() -> str:
    """Return the dictionary as Markdown."""
    head = _("Data dictionary")
    lead = _(
        "What is in the files that you take away. Nobody’s name or address is in them: accounts, people and messages "
        "are numbers, the same in every table and at every time, and nobody guesses them back without the key that "
        "stays in the data folder. In a spreadsheet, read these numbers as text: they are longer than it keeps."
    )
    parts = [f"## {one.name}\n\n{one.definition}\n\n{''.join(_rows(one))}" for one in described()]
    views = "".join(f"| `{one.name}` | {one.definition} |\n" for one in VIEWS)
    told = _("Views in the DuckDB file")
    return "\n".join([f"# {head}\n\n{lead}\n", *parts, f"## {told}\n\n| view | shows |\n|---|---|\n{views}"])


def as_package(resources: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Return a data package (datapackage.json) of tables by name with the files that hold them."""
    known = {one.name: one for one in described()}
    told = [_resource(known[name], paths) for name, paths in resources]
    package = {"profile": "tabular-data-package", "name": "antiphon", "resources": told}
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _rows(one: Described) -> Iterator[str]:
    yield "| column | holds | means |\n|---|---|---|\n"
    for column in one.columns:
        holds = f"{column.kind}, may be empty" if column.empty else str(column.kind)
        yield f"| `{column.name}` | {holds} | {column.definition} |\n"


def _resource(one: Described, paths: Sequence[str]) -> dict[str, Any]:
    return {
        "name": one.name,
        "description": one.definition,
        "path": list(paths),
        "schema": {"fields": [_field(column) for column in one.columns]},
    }


def _field(column: Column) -> dict[str, Any]:
    told = {"name": column.name, "type": _IN_SCHEMA[column.kind], "description": str(column.definition)}
    return told if column.empty else {**told, "constraints": {"required": True}}
