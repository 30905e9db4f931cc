"""The files that somebody gave to a community, as they go into their archive."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q

from antiphon.community.models import Attachment, DocumentVersion, Participant
from antiphon.community.permissions import Viewer
from antiphon.community.queries.documents import documents_read

_CHUNK = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedFile:
    """A file under the name that it has in the archive: ours, since what people call a file is no safe path."""

    name: str
    place: Path
    told: dict[str, Any]

    def write_into(self, packed: zipfile.ZipFile) -> None:
        """Write it into an archive as it is, a piece at a time; one that is gone is left out."""
        if not self.place.is_file():
            return
        known = zipfile.ZipInfo.from_file(self.place, self.name, strict_timestamps=False)
        with self.place.open("rb") as source, packed.open(known, "w", force_zip64=True) as target:
            while piece := source.read(_CHUNK):
                target.write(piece)


def own_files(viewer: Viewer, parts: Sequence[Participant]) -> Iterator[ArchivedFile]:
    """Return what somebody attached to words, sent or not, and the documents that they gave to groups.

    What a document is called by now is told only where they may still read it.
    """
    yield from _attached(parts)
    yield from _documents(
        parts, set(documents_read(viewer).filter(versions__by__in=parts).values_list("pk", flat=True))
    )


def _attached(parts: Sequence[Participant]) -> Iterator[ArchivedFile]:
    mine = Q(owner__in=parts) | Q(writing__author__in=parts) | Q(sketch__participant__in=parts)
    found = Attachment.objects.filter(mine).select_related("writing__message").order_by("pk")
    for one in found:
        told = {name: getattr(one, name) for name in ("name", "words", "media_type", "bytes", "added_at")}
        told["goes_with"] = one.writing.message.url if one.writing else ""
        yield _file(f"attached-{one.pk}", one.file.name, told)
        if one.captions:
            yield _file(f"attached-{one.pk}-captions", one.captions.name, told | {"media_type": "text/vtt"})


def _documents(parts: Sequence[Participant], read: set[int]) -> Iterator[ArchivedFile]:
    standing = DocumentVersion.objects.filter(by__in=parts, document__removed_at=None).exclude(file="")
    for one in standing.select_related("document").order_by("pk"):
        told = {name: getattr(one, name) for name in ("name", "media_type", "bytes", "note")}
        told |= {
            "added_at": one.at,
            "document": one.document.title if one.document_id in read else "",
            "version": one.number,
        }
        yield _file(f"document-{one.document_id}-{one.number}", one.file.name, told)


def _file(name: str, kept_as: str | None, told: dict[str, Any]) -> ArchivedFile:
    kept = Path(kept_as or "")
    full = f"files/{name}{kept.suffix.lower()}"
    return ArchivedFile(name=full, place=Path(settings.MEDIA_ROOT) / kept, told={"file": full} | told)
