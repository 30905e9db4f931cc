"""Many small files become a few large ones."""

from collections import defaultdict
from typing import Any

from antiphon.measures.columns.manifest import Manifest, Part, Written
from antiphon.measures.columns.store import Store

#: So many files of about one size become one: so a row is written again only as often as its month grows eightfold.
TOGETHER = 8
#: A file with more rows is left as it is.
LARGE = 4_000_000


def merge_small(store: Store, manifest: Manifest) -> int:
    """Merge the files of a month that are of about one size; return how many were written."""
    return sum(_merge(store, name, held) for name, held in manifest.tables.items())


def _merge(store: Store, name: str, held: Written) -> int:
    alike: dict[tuple[str, int], list[Part]] = defaultdict(list)
    for part in held.parts:
        if part.rows < LARGE:
            alike[part.month, _size(part.rows)].append(part)
    many = [parts for parts in alike.values() if len(parts) >= TOGETHER]
    for parts in many:
        made = store.write(name, parts[0].month, _together(store, parts))
        held.parts = [part for part in held.parts if part not in parts] + [made]
    return len(many)


def _size(rows: int) -> int:
    """Return the size class: 0 for 1 to 7 rows, 1 for 8 to 63, …

    >>> [_size(rows) for rows in (1, 7, 8, 63, 64, 1_000_000)]
    [0, 0, 1, 1, 2, 6]
    """
    size = 0
    while rows >= TOGETHER:
        rows //= TOGETHER
        size += 1
    return size


def _together(store: Store, parts: list[Part]) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    read = [pq.read_table(path, partitioning=None) for path in store.paths(parts)]
    return pa.concat_tables(read).sort_by("id")
