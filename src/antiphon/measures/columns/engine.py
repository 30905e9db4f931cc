"""DuckDB through Ibis, one for each thread; and the tables of a brand as Ibis sees them."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from antiphon.measures.columns.manifest import Manifest, Part
from antiphon.measures.columns.store import Store, schema_of
from antiphon.measures.columns.tables import tables

type Tables = Mapping[str, Any]
"""Tables by name, as expressions of Ibis, on whatever engine."""

_MEMORY = "2GB"
_here = threading.local()


def engine() -> Any:
    """Return this thread's DuckDB. The first call in a process takes a second: Ibis is imported."""
    if not hasattr(_here, "duckdb"):
        import ibis

        _here.duckdb = ibis.duckdb.connect(memory_limit=_MEMORY, autoinstall_known_extensions=False)
        _here.duckdb.raw_sql("SET parquet_metadata_cache = true")
        _here.seen = {}
    return _here.duckdb


def tables_of(store: Store, manifest: Manifest, months: Iterable[str] | None = None) -> Tables:
    """Return the tables of a brand; of those kept by the month only these months, if any are named."""
    wanted = None if months is None else set(months)
    return {name: _table(store, manifest, name, schema_of(one.columns), wanted) for name, one in tables().items()}


def table_of(store: Store, manifest: Manifest, name: str, schema: Any, months: Iterable[str] | None = None) -> Any:
    """Return one table of a brand."""
    return _table(store, manifest, name, schema, None if months is None else set(months))


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


def _table(store: Store, manifest: Manifest, name: str, schema: Any, months: set[str] | None) -> Any:
    import ibis

    held = manifest.tables.get(name)
    parts: list[Part] = [] if held is None else held.parts
    if months is not None:
        parts = [part for part in parts if part.month in months or part.month == "all"]
    if not parts:
        return ibis.memtable(schema.empty_table())
    return read(store.paths(parts), f"{name}_{store.brand.pk}_{'some' if months is not None else 'all'}")
