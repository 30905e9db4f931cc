"""What is said in the groups that somebody looks after, and who is in them."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from antiphon.community.models import GroupMember
from antiphon.community.permissions import Viewer
from antiphon.community.queries.cases import groups_moderated
from antiphon.conversations.models import Message

#: What is counted lately; four whole weeks, so that each day of the week is in it four times.
LATELY = timedelta(days=28)


def said_lately(viewer: Viewer, now: datetime, *, handle: str = "", group: str = "") -> QuerySet[Message]:
    """Return what was said in the last 28 days, by one person or in one group if named, the latest first."""
    found = said_by_people(viewer).filter(sent_at__gt=now - LATELY, sent_at__lte=now)
    if handle:
        found = found.filter(author__participant__handle=handle)
    if group:
        found = found.filter(conversation__topic__group__slug=group)
    return found.select_related("author", "conversation__topic__group").order_by("-sent_at", "-pk")


def said_by_people(viewer: Viewer) -> QuerySet[Message]:
    """Return what people said, and what stands, in the groups somebody looks after; machines apart."""
    groups = groups_moderated(viewer).values("pk")
    found = Message.objects.filter(brand=viewer.brand, conversation__topic__group__in=groups)
    return found.filter(writing__removed_at=None, author__automated=False)


def members_kept(viewer: Viewer) -> QuerySet[GroupMember, int]:
    """Return the keys of who is in a group that somebody looks after."""
    kept = GroupMember.objects.current().filter(group__in=groups_moderated(viewer).values("pk"))
    return kept.values_list("participant", flat=True)
