"""What somebody keeps, and what they have not read yet."""

from django.db.models import QuerySet

from antiphon.community.models import Bookmark, Participant
from antiphon.community.permissions import Viewer
from antiphon.community.queries.groups import groups_read


def bookmarks_of(viewer: Viewer, participant: Participant) -> QuerySet[Bookmark]:
    """Return the messages that somebody keeps, the latest kept first, as far as they may still read them."""
    here = Bookmark.objects.filter(
        participant=participant,
        message__conversation__topic__merged_into=None,
        message__conversation__topic__group__in=groups_read(viewer).values("pk"),
    )
    return here.select_related("message__author", "message__conversation__topic").order_by("-pk")
