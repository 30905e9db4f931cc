"""How the columns follow the database: what is new is added, what changed is written anew."""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from antiphon.lib import clock
from antiphon.measures.columns.compaction import merge_small
from antiphon.measures.columns.manifest import Manifest, Part, Written
from antiphon.measures.columns.pseudonyms import Pseudonyms
from antiphon.measures.columns.rollups import OF_ACTS, are_kept, roll_up
from antiphon.measures.columns.store import Store, schema_of
from antiphon.measures.columns.table import Row, Scene, Table
from antiphon.measures.columns.tables import tables
from antiphon.organizations.models import Brand

#: How many rows go into a file at once; after how many of them it is held.
AT_ONCE, FILES = 50_000, 20
#: A table that changed is written anew at most for a twentieth of the time.
REST = 20
ALL = "all"


def keep_up(brand: Brand, *, at_once: int = AT_ONCE) -> int:
    """Bring the files of a brand up to date with the database; return how many rows were written.

    Nothing is written twice, whenever it is interrupted. Returns 0 where another worker is at it.
    """
    store, written = Store(brand), 0
    with store.held() as mine:
        if mine:
            scene = Scene(brand, Pseudonyms(brand.pk), at_once)
            manifest = store.manifest()
            while step := _follow(store, manifest, scene):
                written += step
            store.sweep(manifest)
    return written


def _follow(store: Store, manifest: Manifest, scene: Scene) -> int:
    """Write what is new of every table, and what follows from it; hold it; return how many rows there were."""
    edition, touched = manifest.table("identities").edition, set[str]()
    written = 0
    for one in tables().values():
        written += _follow_table(store, manifest, scene, one, touched if one.name in OF_ACTS else set())
    if not written and manifest.at is not None and are_kept(manifest):
        return 0
    began = time.monotonic()
    roll_up(store, manifest, touched)
    accounts = manifest.table("identities")
    if accounts.edition != edition and accounts.rests_until is not None:
        accounts.rests_until += _rest(began)
    merge_small(store, manifest)
    manifest.at = clock.now()
    store.commit(manifest)
    return written


def _follow_table(store: Store, manifest: Manifest, scene: Scene, table: Table, touched: set[str]) -> int:
    held, now = manifest.table(table.name), clock.now()
    made_as = f"{table.version} {scene.brand.time_zone} {scene.pseudonyms.mark} {','.join(table.names)}"
    if not held.made_as:
        held.made_as = made_as
    if _stands(table, held, scene.brand, made_as):
        files = FILES if table.by_month else None  # acts are only read with whoever did them
        parts = [*_late(store, held, scene, table), *_new(store, held, scene, table, files)]
    else:
        touched |= {part.month for part in held.parts}
        held, parts = _anew(store, scene, table, Written(made_as=made_as, edition=held.edition + 1))
        manifest.tables[table.name] = held
    touched |= {part.month for part in parts}
    if parts:
        held.signature = table.signature(scene.brand, held.upto)
    held.note(now)
    return sum(part.rows for part in parts)


def _stands(table: Table, held: Written, brand: Brand, made_as: str) -> bool:
    """Whether what was written is still so: same columns, same clock, same rows."""
    if held.made_as != made_as:
        return False
    if held.upto and not table.rows(brand).filter(pk=held.upto).exists():
        return False  # the database is an older one than the files: it was restored
    if held.rests_until is not None and clock.now() < held.rests_until:
        return True
    return not held.upto or table.signature(brand, held.upto) == held.signature


def _anew(store: Store, scene: Scene, table: Table, held: Written) -> tuple[Written, list[Part]]:
    """Write a whole table again; it rests then, so that nobody does nothing but write tables."""
    began = time.monotonic()
    parts = list(_new(store, held, scene, table, None))
    held.rests_until = clock.now() + _rest(began)
    return held, parts


def _rest(began: float) -> timedelta:
    return timedelta(seconds=REST * (time.monotonic() - began))


def _new(store: Store, held: Written, scene: Scene, table: Table, files: int | None) -> Iterator[Part]:
    """Write the rows above those that are written, a batch at a time; so many at most."""
    rows = table.rows(scene.brand).filter(pk__gt=held.upto).order_by("pk").values_list(*table.fields)
    found = (rows if files is None else rows[: scene.at_once * files]).iterator(chunk_size=5_000)
    while batch := list(islice(found, scene.at_once)):
        held.upto = batch[-1][0]
        yield from _write(store, held, scene, table, batch)


def _late(store: Store, held: Written, scene: Scene, table: Table) -> Iterator[Part]:
    """Write the rows that appeared below those that are written: their transactions took longer."""
    settled = held.settled
    recent = table.rows(scene.brand).filter(pk__gt=settled.upto, pk__lte=held.upto)
    if recent.count() == held.rows - settled.rows:
        return
    known = _ids(store, [part for part in held.parts if part.last > settled.upto])
    missing = [pk for pk in recent.order_by("pk").values_list("pk", flat=True) if pk not in known]
    for some in _pieces(missing, 500):
        batch = list(table.rows(scene.brand).filter(pk__in=some).order_by("pk").values_list(*table.fields))
        held.came_late(some)
        yield from _write(store, held, scene, table, batch)


def _write(store: Store, held: Written, scene: Scene, table: Table, batch: Iterable[Row]) -> Iterator[Part]:
    for month, rows in _by_month(table, scene, batch).items():
        part = store.write(table.name, month, _arrow(table, rows))
        held.parts.append(part)
        yield part


def _by_month(table: Table, scene: Scene, batch: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    day = table.names.index("day") if table.by_month else None
    for row in batch:
        line = table.line(row, scene)
        found[ALL if day is None else f"{line[day]:%Y-%m}"].append(line)
    return found


def _arrow(table: Table, rows: Collection[Row]) -> Any:
    import pyarrow as pa

    schema = schema_of(table.columns)
    arrays = [pa.array(values, field.type) for values, field in zip(zip(*rows, strict=True), schema, strict=True)]
    return pa.table(arrays, schema=schema)


def _ids(store: Store, parts: Collection[Part]) -> set[int]:
    import pyarrow.parquet as pq

    found: set[int] = set()
    for path in store.paths(list(parts)):
        found.update(pq.read_table(path, columns=["id"], partitioning=None)["id"].to_pylist())
    return found


def _pieces(ids: list[int], most: int) -> Iterator[list[int]]:
    for start in range(0, len(ids), most):
        yield ids[start : start + most]
