"""What of one's own past one may still read: groups are left, topics are moved to where one is not."""

from collections.abc import Iterable
from dataclasses import dataclass

from antiphon.community.permissions import Viewer
from antiphon.community.queries.groups import groups_found
from antiphon.community.queries.topics import topics_read


@dataclass(frozen=True, slots=True)
class StillRead:
    """The keys of groups that exist for somebody, and of conversations that they may read."""

    groups: frozenset[int]
    conversations: frozenset[int]


def still_read(viewer: Viewer, *, groups: Iterable[int | None], conversations: Iterable[int | None]) -> StillRead:
    """Return which of these somebody may still see. Two queries, however many they are."""
    found = groups_found(viewer).filter(pk__in={key for key in groups if key})
    topics = topics_read(viewer).filter(conversation__in={key for key in conversations if key})
    return StillRead(
        frozenset(found.values_list("pk", flat=True)), frozenset(topics.values_list("conversation", flat=True))
    )
