"""Documents of groups as somebody may read them."""

from django.db.models import F, QuerySet

from antiphon.community.models import DocumentVersion, Group, GroupDocument
from antiphon.community.permissions import Viewer, membership_in, moderates, reads
from antiphon.community.queries.groups import groups_read
from antiphon.community.queries.sealing import is_sealed


def documents_read(viewer: Viewer) -> QuerySet[GroupDocument]:
    """Return the documents that stand in groups in which somebody reads."""
    return GroupDocument.objects.standing().filter(
        group__brand=viewer.brand, group__in=groups_read(viewer).values("pk")
    )


def documents_of(viewer: Viewer, group: Group, most: int, offset: int = 0) -> list[GroupDocument]:
    """Return documents of a group, the latest changed first, with their latest versions as `latest`: two queries."""
    found = documents_read(viewer).filter(group=group).select_related("added_by").order_by("-changed_at", "-pk")
    rows = list(found[offset : offset + most])
    versions = DocumentVersion.objects.filter(document__in=rows, number=F("document__number"))
    latest = {one.document_id: one for one in versions}
    for row in rows:
        row.latest = latest.get(row.pk)  # type: ignore[attr-defined]
    return rows


def may_add(viewer: Viewer, group: Group) -> bool:
    """Whether somebody may put documents into a group: who is in it, and who keeps order there."""
    own = viewer.participant
    if own is None or not viewer.takes_part or group.closed_at:
        return False
    return moderates(viewer, group) or membership_in(group, own) is not None


def tends(viewer: Viewer, document: GroupDocument) -> bool:
    """Whether somebody may change a document or take it away: who added it, and the moderators of its group."""
    own = viewer.participant
    if own is None or not viewer.takes_part:
        return False
    return document.added_by_id == own.pk or moderates(viewer, document.group)


def version_seen(viewer: Viewer, document: int, number: int, seal: str = "") -> DocumentVersion | None:
    """Return a version of a document if who looks reads in its group, or comes with its seal."""
    found = DocumentVersion.objects.select_related("document__group")
    stands = found.filter(document__group__brand=viewer.brand, document__removed_at=None)
    version = stands.filter(document=document, number=number).first()
    if version is None or not (is_sealed("document", version.pk, seal) or reads(viewer, version.document.group)):
        return None
    return version
