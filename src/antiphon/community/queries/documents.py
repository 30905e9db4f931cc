"""Documents of groups as somebody may read them."""

from datetime import timedelta

from django.core import signing
from django.db.models import F, QuerySet

from antiphon.community.models import DocumentVersion, Group, GroupDocument
from antiphon.community.permissions import Viewer, membership_in, moderates, reads
from antiphon.community.queries.groups import groups_read
from antiphon.lib import clock

#: How long a program may fetch a file by its seal; the day on which it ends is whole.
SEALED_FOR = timedelta(days=3)
_SALT = "community.documents"


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


def sealed(version: DocumentVersion) -> str:
    """Return a seal by which a program has this one file for three days, without signing in."""
    until = (clock.now() + SEALED_FOR).date().isoformat()
    return signing.Signer(salt=_SALT, sep=".").sign(f"{version.pk}-{until}")


def is_sealed(version: DocumentVersion, seal: str) -> bool:
    """Whether a seal opens this file today."""
    try:
        key, _sign, until = signing.Signer(salt=_SALT, sep=".").unsign(seal).partition("-")
    except signing.BadSignature:
        return False
    return key == str(version.pk) and until >= clock.now().date().isoformat()


def version_seen(viewer: Viewer, document: int, number: int, seal: str = "") -> DocumentVersion | None:
    """Return a version of a document if who looks reads in its group, or comes with its seal."""
    found = DocumentVersion.objects.select_related("document__group")
    stands = found.filter(document__group__brand=viewer.brand, document__removed_at=None)
    version = stands.filter(document=document, number=number).first()
    if version is None or not (is_sealed(version, seal) or reads(viewer, version.document.group)):
        return None
    return version
