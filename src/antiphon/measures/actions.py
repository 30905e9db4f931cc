"""How files to take away are asked for, made and forgotten: the only place that writes exports."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import Conflict, Refusal
from antiphon.measures.models import Export, ExportFormat
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty

#: For how long the files are kept: they hold what was asked for on that day, and can be asked for again.
KEPT = timedelta(days=7)


def export_folder() -> Path:
    """Return where the files lie."""
    return Path(settings.DATA) / "exports"


def ask_for_export(by: Member, wanted: str) -> Export:
    """Have the columns of the brand made into files; raise Refusal for an unknown format, or while some are made."""
    require(by, Duty.MANAGE)
    if wanted not in ExportFormat.values:
        raise Refusal(_("Choose Parquet, CSV or DuckDB."), field="format")
    try:
        with transaction.atomic():
            return Export.objects.create(brand=by.brand, format=wanted, asked_by=by, asked_at=clock.now())
    except IntegrityError:
        raise Conflict(_("Files are being made already. Wait until they are there.")) from None


def claim_export(lease: timedelta) -> Export | None:
    """Take the export that has waited longest for a worker, if there is one."""
    now = clock.now()
    for found in Export.objects.waiting().select_related("brand").order_by("asked_at")[:5]:
        if found.held_until is not None and found.held_until >= now:
            continue
        mine = Export.objects.waiting().filter(pk=found.pk, held_until=found.held_until)
        if mine.update(held_until=now + lease):
            return found
    return None


def note_progress(export: Export, done: int, every: int, lease: timedelta) -> None:
    """Note how far an export is, and hold it on."""
    held = Export.objects.waiting().filter(pk=export.pk)
    held.update(rows_done=done, rows_all=every, held_until=clock.now() + lease)


def end_export(export: Export, file: Path) -> None:
    """Note that the files are there."""
    now = clock.now()
    Export.objects.waiting().filter(pk=export.pk).update(
        made_at=now, file=file.name, size=file.stat().st_size, gone_at=now + KEPT, held_until=None
    )


def fail_export(export: Export, why: str) -> None:
    """Note that the files cannot be made, and why."""
    Export.objects.waiting().filter(pk=export.pk).update(failed_at=clock.now(), failure=why[:300], held_until=None)


def forget_exports() -> int:
    """Remove files whose time is over; return how many."""
    gone = Export.objects.filter(gone_at__lt=clock.now()).exclude(file="")
    names = list(gone.values_list("file", flat=True))
    for name in names:
        (export_folder() / name).unlink(missing_ok=True)
    gone.update(file="")
    return len(names)
