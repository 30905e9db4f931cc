"""What somebody is told, as they may still read it, and what they chose to be told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from antiphon.community.models import (
    PERSONAL,
    Group,
    GroupAttention,
    GroupLevel,
    How,
    Notification,
    NotificationChoice,
    NotificationKind,
    NotificationRhythm,
    Participant,
    Topic,
    TopicAttention,
    TopicLevel,
    Writing,
)
from antiphon.community.permissions import Viewer
from antiphon.community.queries.groups import groups_read
from antiphon.community.queries.sparing import Sparing, sparing_of

#: More than this is said as so many.
MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class Bundle:
    """Notifications that are shown as one, the latest first; all of them are read, or none."""

    rows: tuple[Notification, ...]

    @property
    def latest(self) -> Notification:
        """The last one."""
        return self.rows[0]

    @property
    def unread(self) -> bool:
        """Whether it was not read yet."""
        return self.latest.read_at is None

    @property
    def people(self) -> tuple[str, ...]:
        """Who is behind it, by name, the latest first, each once."""
        return tuple({_who(row): None for row in self.rows if _who(row)})


def notifications_read(viewer: Viewer, spared: Sparing | None = None) -> QuerySet[Notification]:
    """Return what a participant is told, what they may no longer read apart; `spared` if it is known already."""
    own = Notification.objects.filter(participant=viewer.participant) if viewer.takes_part else None
    if own is None:
        return Notification.objects.none()
    topic = "message__conversation__topic__"
    readable = Q(**{f"{topic}group__in": groups_read(viewer).values("pk"), f"{topic}merged_into": None})
    there = Q(message__writing__removed_at=None) | Q(kind=NotificationKind.TAKEN)
    about_group = Q(message=None, group__in=groups_read(viewer).values("pk"))
    quiet = (spared or sparing_of(viewer.participant)).quiet if viewer.participant else ()
    found = own.filter(Q(message=None, group=None) | about_group | readable & there)
    return found.exclude(by__in=quiet) if quiet else found


def unread_number(viewer: Viewer, spared: Sparing | None = None) -> int:
    """Return how much a participant has not read, 100 for all beyond 99. One query if `spared` is known.

    Talks apart: what is new in them has a number of its own.
    """
    unread = notifications_read(viewer, spared).filter(read_at=None).exclude(kind=NotificationKind.MESSAGE)
    return unread[: MOST_COUNTED + 1].count() if viewer.takes_part else 0


def hydrated(notifications: QuerySet[Notification], most: int) -> list[Notification]:
    """Return the latest of these notifications with all that is shown of them. Two queries."""
    keys = list(notifications.order_by("-pk").values_list("pk", flat=True)[:most])
    behind = ("by", "group", "message__author", "message__writing", "message__conversation__topic__group")
    found = Notification.objects.select_related(*behind).in_bulk(keys)
    return [found[key] for key in keys]


def bundled(rows: Sequence[Notification]) -> list[Bundle]:
    """Return notifications put together by what they are about, in the order of their latest."""
    found: dict[tuple[str, bool], list[Notification]] = {}
    for row in rows:
        found.setdefault((row.bundle, row.read_at is None), []).append(row)
    return [Bundle(tuple(together)) for together in found.values()]


def ways_of(keys: Iterable[int]) -> dict[tuple[int, str], How]:
    """Return what participants chose, by participant and kind. One query."""
    chosen = NotificationChoice.objects.filter(participant__in=list(keys))
    return {(key, kind): How(how) for key, kind, how in chosen.values_list("participant", "kind", "how")}


def pushed_of(keys: Iterable[int]) -> dict[tuple[int, str], bool]:
    """Return whether participants chose to be told on their devices, by participant and kind. One query."""
    chosen = NotificationChoice.objects.filter(participant__in=list(keys))
    return {(key, kind): pushed for key, kind, pushed in chosen.values_list("participant", "kind", "pushed")}


def usual_push(kind: NotificationKind | str) -> bool:
    """Return whether devices are told of a kind to who chose nothing: only of what is personal."""
    return kind in PERSONAL


def usual_way(kind: NotificationKind | str) -> How:
    """Return how one is told who chose nothing: at once what is personal, the rest in the digest."""
    return How.NOW if kind in PERSONAL else How.DIGEST


def rhythm_of(participant: Participant) -> NotificationRhythm:
    """Return when a participant is mailed; as usual if they chose nothing."""
    found = NotificationRhythm.objects.filter(participant=participant).first()
    return found or NotificationRhythm(participant=participant)


def attention_to(viewer: Viewer, topic: Topic) -> TopicLevel | None:
    """Return how much of a topic a participant is told: what they chose, else everything if they wrote in it."""
    own = viewer.participant
    if own is None:
        return None
    chosen = TopicAttention.objects.filter(participant=own, topic=topic).values_list("level", flat=True).first()
    if chosen:
        return TopicLevel(chosen)
    wrote = Writing.objects.filter(author=own, message__conversation=topic.conversation_id).exists()
    return TopicLevel.ALL if wrote else TopicLevel.TO_ME


def attention_to_group(viewer: Viewer, group: Group) -> GroupLevel:
    """Return how much of a group a participant is told; its members are told of new topics if they chose nothing."""
    chosen = GroupAttention.objects.filter(participant=viewer.participant, group=group).values_list(
        "level", flat=True
    )
    return GroupLevel(chosen.first() or GroupLevel.HIGHLIGHTS)


def _who(row: Notification) -> str:
    if row.by is not None:
        return row.by.name
    words = row.message is not None and row.kind not in {NotificationKind.TAKEN, NotificationKind.ANSWERED}
    return str(row.message.author) if words and row.message is not None else ""
