"""A question to the columns: an expression of Ibis, and the SQL that it writes, kept beside in `written/`.

Ibis takes ten times as long to write a question as DuckDB takes to answer it, and a second to be imported: so what it
writes is kept, and neither the pages nor the worker need it. `antiphon reference` writes it anew; a test holds the
two together.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from antiphon.measures.columns.engine import Tables, cursor
from antiphon.measures.columns.store import schema_of
from antiphon.measures.columns.table import Column, Kind

type Paths = Mapping[str, Sequence[str]]
"""The files of each table by its name; none for an empty one."""
type _Files = tuple[tuple[str, tuple[str, ...]], ...]
type _Days = tuple[tuple[str, date], ...]

_WRITTEN = Path(__file__).with_name("written")
_REMEMBERED = 200
_SQL_TYPES = {
    Kind.WHOLE: "BIGINT",
    Kind.AMOUNT: "DECIMAL(18, 4)",
    Kind.TEXT: "VARCHAR",
    Kind.FLAG: "BOOLEAN",
    Kind.MOMENT: "TIMESTAMPTZ",
    Kind.DAY: "DATE",
}


class Question:
    """What is asked of some tables, and of some days by their names."""

    def __init__(
        self,
        name: str,
        tables: Mapping[str, Sequence[Column]],
        expression: Callable[..., Any],
        days: Sequence[str] = (),
    ) -> None:
        """Take the expression: a function of tables by name and, by name too, of the days."""
        self._tables, self._expression, self._days = tables, expression, days
        self.place = _WRITTEN / f"{name}.sql"
        self._answered = lru_cache(_REMEMBERED)(self._asked)

    def answer(self, paths: Paths, **days: date) -> list[dict[str, Any]]:
        """Return the few rows that answer it; remembered, as a file never changes once it is written."""
        files = tuple((name, tuple(some)) for name, some in paths.items())
        return [dict(row) for row in self._answered(files, tuple(days.items()))]

    def _asked(self, files: _Files, days: _Days) -> list[dict[str, Any]]:
        with cursor() as asked:
            found = asked.execute(*self._bound(dict(files), dict(days)))
            names = [one[0] for one in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def rows(self, paths: Paths, columns: Sequence[Column], **days: date) -> Any:
        """Return the many rows that answer it, as a table of pyarrow of these columns."""
        with cursor() as asked:
            statement, values = self._bound(paths, days)
            found = asked.sql(statement, params=values).to_arrow_table()
        return found.select([one.name for one in columns]).cast(schema_of(columns))

    def _bound(self, paths: Paths, days: Mapping[str, date]) -> tuple[str, dict[str, Any]]:
        files = {name: list(some) for name, some in paths.items() if some}
        read = [f"{name} AS ({_source(name, some, name in files)})" for name, some in self._tables.items()]
        return f"WITH {', '.join(read)} FROM ({self.sql})", {**files, **days}

    @cached_property
    def sql(self) -> str:
        """The question as it was written; tables are read by their names, days by theirs after a `$`."""
        return self.place.read_text("utf-8")

    def written(self) -> str:
        """Return the question as Ibis writes it now."""
        import ibis

        tables: Tables = {name: ibis.table(schema_of(some), name=name) for name, some in self._tables.items()}
        days = {name: _open(name) for name in self._days}
        written = ibis.to_sql(self._expression(tables, **days), dialect="duckdb")
        for name in self._days:
            written = written.replace(f"ASKED_{name.upper()}()", f"${name}")
        return f"{written}\n"


def _open(name: str) -> Any:
    """Return a day that is told only when the question is asked: to Ibis, what a function of this name gives."""
    import ibis

    def day() -> Any: ...

    return ibis.udf.scalar.builtin(day, name=f"asked_{name}", signature=((), "date"))()


def _source(name: str, columns: Sequence[Column], has_files: bool) -> str:  # noqa: FBT001
    if has_files:
        return f"FROM read_parquet(${name}, hive_partitioning = false)"
    empty = ", ".join(f'NULL::{_SQL_TYPES[one.kind]} AS "{one.name}"' for one in columns)
    return f"SELECT {empty} WHERE false"
