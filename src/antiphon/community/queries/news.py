"""How much is new for somebody: it stands on every page, so it is asked as little as can be."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from antiphon.community.models import Notification, NotificationKind, Participant, TalkMember, TalkMessage
from antiphon.community.permissions import Viewer
from antiphon.community.queries.notices import unread_number
from antiphon.community.queries.sparing import sparing_of
from antiphon.community.queries.talks import unread_talks


@dataclass(frozen=True, slots=True)
class News:
    """How many notifications are not read, 100 for all beyond 99, and how many talks hold something new."""

    notifications: int = 0
    talks: int = 0


def news_of(viewer: Viewer) -> News:
    """Return what is new for who looks. One query where nothing can be, at most five otherwise."""
    participant = viewer.participant
    if participant is None or not viewer.takes_part:
        return News()
    some_told, some_said = _perhaps(participant)
    if not (some_told or some_said):
        return News()
    spared = sparing_of(participant)
    return News(
        unread_number(viewer, spared) if some_told else 0,
        unread_talks(participant, spared) if some_said else 0,
    )


def _perhaps(participant: Participant) -> tuple[bool, bool]:
    """Return whether a notification is not read, and whether a talk goes on beyond what was read, by whomever."""
    told = Notification.objects.filter(participant=participant, read_at=None).exclude(kind=NotificationKind.MESSAGE)
    further = TalkMessage.objects.filter(talk=OuterRef("talk"), pk__gt=OuterRef("read_up_to"))
    said = TalkMember.objects.reading().filter(Exists(further), participant=participant, muted_at=None)
    some_told, some_said = Participant.objects.values_list(Exists(told), Exists(said)).get(pk=participant.pk)
    return some_told, some_said
