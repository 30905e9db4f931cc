"""Documents of groups, for programs of those who take part and of the team: listed, added as links, taken away."""

from datetime import datetime
from typing import Annotated

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from antiphon.api.access import Asked
from antiphon.api.answers import Created, Json
from antiphon.api.community import viewer_in
from antiphon.community.actions import documents
from antiphon.community.actions.attaching import FileGiven
from antiphon.community.actions.documents import DocumentGiven
from antiphon.community.models import DocumentVersion, GroupDocument
from antiphon.community.permissions import Viewer, reads
from antiphon.community.queries.documents import documents_of, documents_read
from antiphon.community.queries.groups import groups_found
from antiphon.community.queries.sealing import sealed

router = Router(tags=["community"])


class VersionJson(Json, frozen=True, kw_only=True):
    """A version: `address` is the link, or where the file is had without signing in for three days."""

    number: int
    address: str
    name: str
    media_type: str
    bytes: int
    note: str
    by: str | None
    at: datetime


class DocumentJson(Json, frozen=True, kw_only=True):
    """A document of a group; `number` is that of its latest version."""

    id: int
    group: str
    title: str
    words: str
    added_by: str | None
    added_at: datetime
    changed_at: datetime
    number: int


class DocumentShownJson(DocumentJson, frozen=True, kw_only=True):
    """A document with its versions, the latest first."""

    versions: list[VersionJson]


class DocumentsAsked(Schema):
    """Which page of documents is listed, from 1 on; so many on each."""

    page: int = 1
    limit: int = 30


class DocumentBody(Schema):
    """A new document: a link, or a file beside it."""

    title: str
    words: str = ""
    url: str = ""


class VersionBody(Schema):
    """A new version: a link, or a file beside it; `note` says what changed."""

    url: str = ""
    note: str = ""


class RemovalBody(Schema):
    """Why a document is taken away; asked for where it is another’s."""

    why: str = ""


@router.get("/communities/{brand}/groups/{group}/documents")
def list_documents(
    request: Asked, brand: str, group: str, asked: Annotated[DocumentsAsked, Query()]
) -> list[DocumentJson]:
    """List the documents of a group, the latest changed first."""
    viewer = viewer_in(request, brand)
    found = get_object_or_404(groups_found(viewer), slug=group)
    if not reads(viewer, found):
        raise Http404
    limit = min(max(1, asked.limit), 100)
    rows = documents_of(viewer, found, limit, (max(1, min(asked.page, 1_000)) - 1) * limit)
    return [_document(one, group) for one in rows]


@router.get("/communities/{brand}/documents/{document_id}")
def show_document(request: Asked, brand: str, document_id: int) -> DocumentShownJson:
    """Show a document with its versions."""
    viewer = viewer_in(request, brand)
    return _shown(viewer, _document_of(viewer, document_id))


@router.post("/communities/{brand}/groups/{group}/documents")
def add_document(
    request: Asked,
    brand: str,
    group: str,
    body: Annotated[DocumentBody, Form()],
    file: Annotated[UploadedFile | None, File()] = None,
) -> Created[DocumentShownJson]:
    """Put a file or a link into a group, sent as a form (`multipart/form-data`)."""
    viewer = viewer_in(request, brand)
    found = get_object_or_404(groups_found(viewer), slug=group)
    given = DocumentGiven(title=body.title, words=body.words, url=body.url, file=_file(file))
    return Created(_shown(viewer, _document_of(viewer, documents.add_document(viewer, found, given).pk)))


@router.post("/communities/{brand}/documents/{document_id}/versions")
def renew_document(
    request: Asked,
    brand: str,
    document_id: int,
    body: Annotated[VersionBody, Form()],
    file: Annotated[UploadedFile | None, File()] = None,
) -> Created[DocumentShownJson]:
    """Give a document a new version, sent as a form; the ones before stay."""
    viewer = viewer_in(request, brand)
    given = DocumentGiven(url=body.url, note=body.note, file=_file(file))
    documents.renew_document(viewer, _document_of(viewer, document_id), given)
    return Created(_shown(viewer, _document_of(viewer, document_id)))


@router.post("/communities/{brand}/documents/{document_id}/remove")
def remove_document(request: Asked, brand: str, document_id: int, body: RemovalBody) -> DocumentJson:
    """Take a document away with all its versions."""
    viewer = viewer_in(request, brand)
    found = _document_of(viewer, document_id)
    documents.remove_document(viewer, found, body.why)
    return _document(found, found.group.slug)


def _file(sent: UploadedFile | None) -> FileGiven | None:
    if sent is None:
        return None
    return FileGiven(data=sent.read(settings.MAX_PICTURE_BYTES + 1), name=sent.name or "")


def _document_of(viewer: Viewer, pk: int) -> GroupDocument:
    return get_object_or_404(documents_read(viewer).select_related("group", "added_by"), pk=pk)


def _document(one: GroupDocument, group: str) -> DocumentJson:
    return DocumentJson(
        id=one.pk,
        group=group,
        title=one.title,
        words=one.words,
        added_by=one.added_by.handle if one.added_by else None,
        added_at=one.added_at,
        changed_at=one.changed_at,
        number=one.number,
    )


def _shown(viewer: Viewer, one: GroupDocument) -> DocumentShownJson:
    told = _document(one, one.group.slug)
    fields = {name: getattr(told, name) for name in told.__struct_fields__}
    rows = one.versions.select_related("by", "document").order_by("-number")
    return DocumentShownJson(**fields, versions=[_version(viewer, row) for row in rows])


def _version(viewer: Viewer, one: DocumentVersion) -> VersionJson:
    path = reverse("document_file", args=[viewer.brand.slug, one.document_id, one.number])
    return VersionJson(
        number=one.number,
        address=one.url or f"{settings.PUBLIC_URL}{path}?seal={sealed('document', one.pk)}",
        name=one.name,
        media_type=one.media_type,
        bytes=one.bytes,
        note=one.note,
        by=one.by.handle if one.by else None,
        at=one.at,
    )
