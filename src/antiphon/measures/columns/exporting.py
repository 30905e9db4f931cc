"""The columns of a brand as files that anybody can open: Parquet, CSV, or one DuckDB file with views."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from antiphon.lib.errors import Refusal
from antiphon.measures.columns.dictionary import Described, as_package, as_text, described
from antiphon.measures.columns.manifest import Part
from antiphon.measures.columns.store import Store, schema_of
from antiphon.measures.columns.views import VIEWS
from antiphon.organizations.models import Brand

type Progress = Callable[[int, int], None]
"""Is told of how many rows so many are done."""


class Format(StrEnum):
    """As what the columns are taken away."""

    PARQUET = "parquet"
    CSV = "csv"
    DUCKDB = "duckdb"


def export(brand: Brand, how: Format, folder: Path, progress: Progress = lambda _done, _all: None) -> list[Path]:
    """Write the columns of a brand into a folder of its own, with the dictionary beside; return the files.

    What stands there of an earlier export of the brand is replaced. Raise Refusal where the place cannot be written.
    """
    place = folder / brand.slug
    try:
        place.mkdir(parents=True, exist_ok=True)
        made = list(_FORMATS[how](Store(brand), place, progress))
        (place / "dictionary.md").write_text(as_text(), "utf-8")
    except OSError as error:
        words = _("It cannot be written to %(place)s: %(why)s.")
        raise Refusal(words % {"place": place, "why": error.strerror or error}) from error
    return [*made, place / "dictionary.md"]


def _parquet(store: Store, place: Path, progress: Progress) -> Iterator[Path]:
    files: list[tuple[str, list[str]]] = []
    for one, parts in _tables(store, progress):
        shutil.rmtree(place / one.name, ignore_errors=True)
        names = [_beside(one.name, part, number) for number, part in enumerate(parts)]
        for name, path in zip(names, store.paths(parts), strict=True):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place / name)
        files.append((one.name, names or [_empty(one, place)]))
    yield from (place / name for _one, names in files for name in names)
    yield _package(place, files)


def _beside(table: str, part: Part, number: int) -> str:
    """Return where a part lies; of what is kept by the month, in a folder that DuckDB and Spark read as a column."""
    month = f"month={part.month}/" if "-" in part.month else ""
    return f"{table}/{month}{number:05}.parquet"


def _empty(one: Described, place: Path) -> str:
    import pyarrow.parquet as pq

    (place / one.name).mkdir(parents=True, exist_ok=True)
    pq.write_table(schema_of(one.columns).empty_table(), place / one.name / "00000.parquet")
    return f"{one.name}/00000.parquet"


def _csv(store: Store, place: Path, progress: Progress) -> Iterator[Path]:
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    files = []
    for one, parts in _tables(store, progress):
        with pc.CSVWriter(place / f"{one.name}.csv", schema_of(one.columns)) as writer:
            for path in store.paths(parts):
                for batch in pq.ParquetFile(path).iter_batches():
                    writer.write(batch.cast(schema_of(one.columns)))
        files.append((one.name, [f"{one.name}.csv"]))
        yield place / f"{one.name}.csv"
    yield _package(place, files)


def _duckdb(store: Store, place: Path, progress: Progress) -> Iterator[Path]:
    import duckdb

    path, aside = place / "antiphon.duckdb", place / "antiphon.duckdb.new"
    aside.unlink(missing_ok=True)
    with duckdb.connect(str(aside)) as base:
        for one, parts in _tables(store, progress):
            base.register("held", schema_of(one.columns).empty_table())
            base.execute(f"CREATE TABLE {one.name} AS FROM held")
            for part in store.paths(parts):
                base.execute(f"INSERT INTO {one.name} SELECT {_names(one)} FROM read_parquet(?)", [part])  # noqa: S608
            _comment(base, one)
        for view in VIEWS:
            base.execute(f"CREATE VIEW {view.name} AS {view.query}")
            base.execute(f"COMMENT ON VIEW {view.name} IS {_quoted(str(view.definition))}")
    aside.replace(path)
    yield path


def _tables(store: Store, progress: Progress) -> Iterator[tuple[Described, list[Part]]]:
    manifest = store.manifest()
    every, done = sum(manifest.table(one.name).rows for one in described()), 0
    for one in described():
        held = manifest.table(one.name)
        yield one, sorted(held.parts, key=lambda part: (part.month, part.first))
        done += held.rows
        progress(done, every)


def _comment(base: Any, one: Described) -> None:
    """Write into the file what a table and its columns mean: `FROM duckdb_columns()` shows it."""
    base.execute(f"COMMENT ON TABLE {one.name} IS {_quoted(one.definition)}")
    for column in one.columns:
        base.execute(f'COMMENT ON COLUMN {one.name}."{column.name}" IS {_quoted(str(column.definition))}')


def _names(one: Described) -> str:
    return ", ".join(f'"{column.name}"' for column in one.columns)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _package(place: Path, files: Sequence[tuple[str, Sequence[str]]]) -> Path:
    path = place / "datapackage.json"
    path.write_text(as_package(files), "utf-8")
    return path


_FORMATS: dict[Format, Callable[[Store, Path, Progress], Iterator[Path]]] = {
    Format.PARQUET: _parquet,
    Format.CSV: _csv,
    Format.DUCKDB: _duckdb,
}
