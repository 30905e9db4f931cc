"""Look now: let the columns follow the database, make the files that were asked for."""

import shutil
import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path

from antiphon.lib.errors import Refusal
from antiphon.measures.actions import (
    claim_export,
    end_export,
    export_folder,
    fail_export,
    forget_exports,
    note_progress,
)
from antiphon.measures.columns.exporting import Format, Progress, export
from antiphon.measures.columns.writing import keep_up
from antiphon.measures.models import Export
from antiphon.organizations.models import Brand

_LEASE = timedelta(minutes=30)


def keep_columns() -> int:
    """Bring the columns of every brand up to date; return how many rows were written."""
    return sum(keep_up(brand) for brand in Brand.objects.order_by("pk"))


def make_exports() -> int:
    """Make the files that were asked for, forget those whose time is over; return how many were made."""
    made = 0
    while (found := claim_export(_LEASE)) is not None:
        made += _make(found)
    forget_exports()
    return made


def _make(found: Export) -> int:
    keep_up(found.brand)
    export_folder().mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=export_folder(), prefix=f"{found.pk}-"))
    try:
        export(found.brand, Format(found.format), scratch, _noting(found))
        end_export(found, _packed(scratch, export_folder() / f"{found.pk}-{scratch.name[-8:]}.zip"))
    except (Refusal, OSError) as error:
        fail_export(found, str(error))
        return 0
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return 1


def _noting(found: Export) -> Progress:
    return lambda done, every: note_progress(found, done, every, _LEASE)


def _packed(folder: Path, into: Path) -> Path:
    """Return a zip of a folder; what is compressed already is only put in."""
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            small = path.suffix in {".csv", ".md", ".json", ".duckdb"}
            archive.write(path, path.relative_to(folder), zipfile.ZIP_DEFLATED if small else zipfile.ZIP_STORED)
    return into
