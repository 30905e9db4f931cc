"""DuckDB, one in a process; and the tables of a brand as Ibis sees them."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from antiphon.measures.columns.manifest import Manifest, Part
from antiphon.measures.columns.store import Store, schema_of
from antiphon.measures.columns.table import Column
from antiphon.measures.columns.tables import tables

type Tables = Mapping[str, Any]
"""Tables by name, as expressions of Ibis, on whatever engine."""

_SETTINGS: dict[str, Any] = {"memory_limit": "1500MB", "autoinstall_known_extensions": False}
_here = threading.local()


def engine() -> Any:
    """Return this thread's door of Ibis to DuckDB. The first call in a process takes a second: Ibis is imported."""
    if not hasattr(_here, "duckdb"):
        import ibis

        _here.duckdb = ibis.duckdb.from_connection(_base().cursor())
        _here.seen = {}
    return _here.duckdb


def cursor() -> Any:
    """Return a cursor of DuckDB, to be closed."""
    return _base().cursor()


def tables_of(store: Store, manifest: Manifest, months: Iterable[str] | None = None) -> Tables:
    """Return the tables of a brand; of those kept by the month only these months, if any are named."""
    wanted = None if months is None else set(months)
    return {name: table_of(store, manifest, name, one.columns, wanted) for name, one in tables().items()}


def table_of(
    store: Store, manifest: Manifest, name: str, columns: Sequence[Column], months: Iterable[str] | None = None
) -> Any:
    """Return one table of a brand; of one kept by the month only these months, if any are named."""
    parts = parts_of(manifest, name, months)
    if not parts:
        import ibis

        return ibis.memtable(schema_of(columns).empty_table())
    return read(store.paths(parts), f"{name}_{store.brand.pk}_{'all' if months is None else 'some'}")


def parts_of(manifest: Manifest, name: str, months: Iterable[str] | None = None) -> list[Part]:
    """Return the files of a table; of one kept by the month only those of these months, if any are named."""
    held = manifest.tables.get(name)
    parts = [] if held is None else held.parts
    wanted = None if months is None else {*months, "all"}
    return [part for part in parts if wanted is None or part.month in wanted]


def read(paths: Sequence[str], name: str) -> Any:
    """Return Parquet files as one table."""
    con, key = engine(), tuple(paths)
    known = _here.seen.get(name)
    if known is None or known[0] != key:
        known = _here.seen[name] = (key, con.read_parquet(list(paths), table_name=name, hive_partitioning=False))
    return known[1]


def months_between(since: date, until: date) -> list[str]:
    """Return the months that the days from `since` to before `until` lie in.

    >>> months_between(date(2026, 11, 30), date(2027, 1, 1))
    ['2026-11', '2026-12']
    """
    first, last = since.year * 12 + since.month - 1, until.toordinal() - 1
    end = date.fromordinal(last)
    return [f"{one // 12}-{one % 12 + 1:02}" for one in range(first, end.year * 12 + end.month)]


@cache
def _base() -> Any:
    """Return the one DuckDB of this process: threads share its memory and what it knows of the files."""
    import duckdb

    base = duckdb.connect(config=_SETTINGS)
    base.execute("SET GLOBAL parquet_metadata_cache = true")
    return base
