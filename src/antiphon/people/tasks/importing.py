"""Look which address books were handed in, and hand them to the actions."""

from datetime import timedelta
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from antiphon.lib.archives import Unreadable
from antiphon.people.actions.bringing_in import BATCH, MOST_ROWS, claim_import, end_reading, keep_planned, write_next
from antiphon.people.actions.taking_back import undo_next
from antiphon.people.models import ContactImport, Stage
from antiphon.people.readers import read

_LEASE = timedelta(minutes=5)


def import_next() -> int:
    """Go on with an address book: look it through, write it or take it back; return how many batches were done."""
    imported = claim_import(_LEASE)
    if imported is None:
        return 0
    if imported.stage == Stage.READING:
        return _look_through(imported)
    step = write_next if imported.stage == Stage.WRITING else undo_next
    done = 1
    while step(imported, _LEASE):
        done += 1
    return done


def import_all() -> int:
    """Go on with all address books that were handed in; return how many batches were done."""
    done = 0
    while some := import_next():
        done += some
    return done


def _look_through(imported: ContactImport) -> int:
    entries = read(
        Path(imported.file.path),
        imported.kind,
        imported.encoding,
        delimiter=imported.delimiter or ",",
        skip=imported.skip,
        columns=imported.columns,
    )
    done, failure = 1, ""
    try:
        left = islice(entries, imported.rows_read, MOST_ROWS)
        while batch := list(islice(left, BATCH)):
            if not keep_planned(imported, batch, _LEASE):
                return done
            done += 1
        if next(entries, None) is not None:
            failure = _("More than 500,000 entries: divide the file.")
    except Unreadable as error:
        failure = str(error)
    end_reading(imported, failure)
    return done
