"""DuckDB, one in a process; and which files of a brand are read."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from antiphon.measures.columns.manifest import Manifest, Part

type Tables = Mapping[str, Any]
"""Tables by name, as expressions of Ibis, on whatever engine."""

_SETTINGS: dict[str, Any] = {"memory_limit": "1500MB", "autoinstall_known_extensions": False}


def cursor() -> Any:
    """Return a cursor of DuckDB, to be closed."""
    return _base().cursor()


def parts_of(manifest: Manifest, name: str, months: Iterable[str] | None = None) -> list[Part]:
    """Return the files of a table; of one kept by the month only those of these months, if any are named."""
    held = manifest.tables.get(name)
    parts = [] if held is None else held.parts
    wanted = None if months is None else {*months, "all"}
    return [part for part in parts if wanted is None or part.month in wanted]


@cache
def _base() -> Any:
    """Return the one DuckDB of this process: threads share its memory and what it knows of the files."""
    import duckdb

    base = duckdb.connect(config=_SETTINGS)
    base.execute("SET GLOBAL parquet_metadata_cache = true")
    return base
