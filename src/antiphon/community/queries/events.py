"""Events as somebody may see them, and who comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db.models import Count, Q, QuerySet

from antiphon.community.models import (
    Answer,
    Attendance,
    Community,
    Event,
    EventFeed,
    Group,
    GroupMember,
    Participant,
    Trust,
)
from antiphon.community.permissions import Viewer, membership_in, moderates
from antiphon.community.queries.participants import participants_seen, viewer_of
from antiphon.community.queries.topics import topics_read
from antiphon.community.queries.trust import trust_level
from antiphon.conversations.models import Message
from antiphon.lib import clock

_SALT = "community.events"
#: How many names of those who come are shown.
MOST_NAMED = 50
#: How far back a calendar reads.
_PAST = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Coming:
    """Who comes: `named` are those whom the reader may see, `others` how many more; `maybe` and `waiting` counted."""

    seated: int
    waiting: int
    maybe: int
    named: tuple[Participant, ...]

    @property
    def others(self) -> int:
        """How many come beside those who are named."""
        return self.seated - len(self.named)


def events_read(viewer: Viewer) -> QuerySet[Event]:
    """Return the events that somebody may see: those of groups in which they read."""
    return Event.objects.filter(brand=viewer.brand, topic__in=topics_read(viewer).values("pk"))


def events_ahead(viewer: Viewer) -> QuerySet[Event]:
    """Return the events that are not over, the next first, those that were called off with them."""
    return events_read(viewer).filter(ends_at__gt=clock.now()).order_by("starts_at", "pk")


def next_events(viewer: Viewer, most: int, group: Group | None = None) -> list[Event]:
    """Return the next events of a group; without one, of groups in which somebody is, and what they come to."""
    found = events_ahead(viewer).filter(called_off_at=None)
    if group is not None:
        return hydrated(found.filter(topic__group=group), most)
    own = viewer.participant
    if own is None:
        return []
    inside = GroupMember.objects.current().filter(participant=own).values("group")
    mine = Attendance.objects.filter(participant=own).exclude(answer=Answer.NO).values("event")
    return hydrated(found.filter(Q(topic__group__in=inside) | Q(pk__in=mine)), most)


def hydrated(events: QuerySet[Event], most: int) -> list[Event]:
    """Return the first of these events with topic and group, and as `coming` how many come; two queries."""
    keys = list(events.values_list("pk", flat=True)[:most])
    seated = Count("attendances", filter=Q(attendances__answer=Answer.YES, attendances__seated_at__isnull=False))
    found = Event.objects.select_related("topic__group").annotate(coming=seated).in_bulk(keys)
    return [found[key] for key in keys]


def coming_to(viewer: Viewer, event: Event) -> Coming:
    """Return who comes to an event, by name only where their profiles allow it. Two queries."""
    all_of = Attendance.objects.filter(event=event)
    told = all_of.aggregate(
        seated=Count("pk", filter=Q(answer=Answer.YES, seated_at__isnull=False)),
        waiting=Count("pk", filter=Q(answer=Answer.YES, seated_at=None)),
        maybe=Count("pk", filter=Q(answer=Answer.MAYBE)),
    )
    seen = participants_seen(viewer).filter(attendances__in=all_of.seated())
    return Coming(**told, named=tuple(seen.order_by("attendances__seated_at", "pk")[:MOST_NAMED]))


def place_in_line(event: Event, own: Attendance | None) -> int:
    """Return the place of somebody who waits for a seat, 1 for the first; 0 for who does not wait."""
    if own is None or own.answer != Answer.YES or own.seated_at:
        return 0
    return [*event.attendances.waiting().values_list("pk", flat=True)].index(own.pk) + 1


def attendance_of(participant: Participant | None, event: Event) -> Attendance | None:
    """Return what somebody answered to an event."""
    return Attendance.objects.filter(event=event, participant=participant).first() if participant else None


def runs_event(viewer: Viewer, event: Event) -> bool:
    """Whether somebody may change an event: who planned it, its hosts, the moderators of its group, the hosts."""
    own = viewer.participant
    if own is None or not viewer.takes_part:
        return False
    return (
        event.topic.opened_by_id == own.pk
        or event.hosts.filter(pk=own.pk).exists()
        or moderates(viewer, event.topic.group)
    )


def may_plan(viewer: Viewer, group: Group) -> bool:
    """Whether somebody may plan events in a group: its moderators, and its members whom the community knows."""
    own = viewer.participant
    if own is None or not viewer.takes_part or group.closed_at:
        return False
    return moderates(viewer, group) or (membership_in(group, own) is not None and trust_level(own) != Trust.NEW)


def for_calendar(viewer: Viewer, most: int = 200) -> list[Event]:
    """Return the events that a participant's calendar shows: what they come to or may come to, three months back."""
    if viewer.participant is None:
        return []
    mine = Attendance.objects.filter(participant=viewer.participant).exclude(answer=Answer.NO)
    found = events_read(viewer).filter(pk__in=mine.values("event"), ends_at__gt=clock.now() - _PAST)
    return list(found.select_related("topic__group").order_by("-starts_at", "-pk")[:most])


def feed_token(feed: EventFeed) -> str:
    """Return what stands in the private address of somebody's events."""
    return signing.Signer(salt=_SALT, sep=".").sign(f"{feed.participant_id}-{feed.turn}")


def viewer_of_feed(community: Community, token: str) -> Viewer | None:
    """Return whose events a private address shows, as they may look today; None if it opens nothing any more."""
    try:
        key, turn = signing.Signer(salt=_SALT, sep=".").unsign(token).split("-")
    except (signing.BadSignature, ValueError):
        return None
    found = EventFeed.objects.select_related("participant__user").filter(participant=int(key), turn=int(turn)).first()
    if found is None or not found.participant.takes_part or found.participant.brand_id != community.brand_id:
        return None
    user = found.participant.user
    return viewer_of(community, user) if user and user.is_active else None


def said_about(events: Sequence[Event]) -> dict[int, str]:
    """Return the words of events as plain text, by the key of the event; nothing of what was taken away."""
    conversations = {one.topic.conversation_id: one.pk for one in events}
    rows = Message.objects.filter(conversation__in=conversations, parent_uri="")
    return {conversations[conversation]: text for conversation, text in rows.values_list("conversation", "text")}
