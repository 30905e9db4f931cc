"""The folder of a brand: Parquet files written aside and renamed, a manifest that says which of them hold."""

import fcntl
import os
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings

from antiphon.measures.columns.manifest import Manifest, Part
from antiphon.measures.columns.table import Column, Kind
from antiphon.organizations.models import Brand

#: For how long a file that holds no more stays for those who read by an older manifest.
_KEPT_SECONDS = 600
_COMPRESSION = "zstd"


class Store:
    """The files of one brand. Whoever reads goes by the manifest; whoever writes holds the lock."""

    def __init__(self, brand: Brand, folder: Path | None = None) -> None:
        self.brand = brand
        self.folder = (folder or settings.DATA / "columns") / brand.slug

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Hold the folder while writing; give False where another worker does."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def manifest(self) -> Manifest:
        """Return what holds now; empty where nothing was written, or where it cannot be read."""
        try:
            return msgspec.json.decode((self.folder / "manifest.json").read_bytes(), type=Manifest)
        except (FileNotFoundError, msgspec.DecodeError):
            return Manifest()

    def commit(self, manifest: Manifest) -> None:
        """Let this hold from now on: in one step, so that a crash leaves the one or the other."""
        fresh = self.folder / f"manifest.{os.getpid()}.new"
        fresh.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
        _kept(fresh)
        fresh.replace(self.folder / "manifest.json")

    def write(self, table: str, month: str, data: Any) -> Part:
        """Write rows (pyarrow) into a file of their own; they hold once a manifest names it."""
        import pyarrow.compute as pc

        path = self._fresh(table, month)
        ids = pc.min_max(data["id"]).as_py() if "id" in data.column_names else {"min": 0, "max": 0}
        _write(data, self.folder / path)
        return Part(path=path, month=month, rows=data.num_rows, first=ids["min"], last=ids["max"])

    def paths(self, parts: Sequence[Part]) -> list[str]:
        """Return where parts lie."""
        return [str(self.folder / part.path) for part in parts]

    def sweep(self, manifest: Manifest) -> int:
        """Remove files that hold no more, and what a crash left behind; return how many."""
        named = {part.path for table in manifest.tables.values() for part in table.parts}
        before = time.time() - _KEPT_SECONDS
        files = [*self.folder.rglob("*.parquet"), *self.folder.rglob("*.new")]
        old = [path for path in files if str(path.relative_to(self.folder)) not in named]
        gone = [path for path in old if path.stat().st_mtime < before]
        for path in gone:
            path.unlink(missing_ok=True)
        return len(gone)

    def _fresh(self, table: str, month: str) -> str:
        path = Path(table) / f"month={month}" / f"{uuid.uuid4().hex}.parquet"
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        return str(path)


def schema_of(columns: Sequence[Column]) -> Any:
    """Return the columns as a schema of pyarrow."""
    import pyarrow as pa

    sorts = {
        Kind.WHOLE: pa.int64(),
        Kind.AMOUNT: pa.decimal128(18, 4),
        Kind.TEXT: pa.string(),
        Kind.FLAG: pa.bool_(),
        Kind.MOMENT: pa.timestamp("us", tz="UTC"),
        Kind.DAY: pa.date32(),
    }
    return pa.schema([pa.field(one.name, sorts[one.kind], nullable=one.empty) for one in columns])


def _write(data: Any, path: Path) -> None:
    import pyarrow.parquet as pq

    aside = path.with_suffix(".new")
    pq.write_table(data, aside, compression=_COMPRESSION)
    _kept(aside)
    aside.replace(path)


def _kept(path: Path) -> None:
    """Have the file on the disk before it is renamed."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
