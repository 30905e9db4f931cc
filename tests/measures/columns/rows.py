"""The tables of a brand as Ibis sees them, row by row: what all that is added up is held to."""

from collections.abc import Sequence
from typing import Any

import ibis

from antiphon.measures.columns.engine import Tables, parts_of
from antiphon.measures.columns.store import Store, schema_of
from antiphon.measures.columns.table import Column
from antiphon.measures.columns.tables import tables


def tables_of(store: Store) -> Tables:
    """Return the tables of a brand."""
    con = ibis.duckdb.connect()
    return {name: table_of(store, name, one.columns, con) for name, one in tables().items()}


def table_of(store: Store, name: str, columns: Sequence[Column], con: Any = None) -> Any:
    """Return one table of a brand."""
    paths = store.paths(parts_of(store.manifest(), name))
    if not paths:
        return ibis.memtable(schema_of(columns).empty_table())
    return (con or ibis.duckdb.connect()).read_parquet(paths, hive_partitioning=False)
