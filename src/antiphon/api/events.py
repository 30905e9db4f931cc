"""Events of groups, for programs of those who take part and of the team: planned, changed, called off, answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from antiphon.api.access import Asked
from antiphon.api.answers import Created, Json, Page, page_of, place_of
from antiphon.api.community import viewer_in
from antiphon.api.moments import Moment
from antiphon.community.actions import events
from antiphon.community.actions.events import EventGiven
from antiphon.community.models import Answer, Attendance, Event, Participant
from antiphon.community.permissions import Viewer
from antiphon.community.queries.events import (
    attendance_of,
    coming_to,
    events_read,
    hydrated,
    place_in_line,
    said_about,
)
from antiphon.community.queries.groups import groups_found
from antiphon.community.queries.topics import topics_read

router = Router(tags=["community"])


class GroupEventJson(Json, frozen=True, kw_only=True):
    """An event: `topic` holds its words and what is said of it; `coming` counts who has a seat.

    Moments are in UTC; `zone` is the clock by which it was planned. `notes` is the topic of how it was.
    """

    id: int
    group: str
    topic: int
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str
    link: str
    room: int | None
    coming: int
    called_off_at: datetime | None
    called_off_why: str
    notes: int | None


class GroupEventShownJson(GroupEventJson, frozen=True, kw_only=True):
    """An event with what it is about, its hosts and who comes: by handle only whom the asking user may see.

    `answer` is one's own, null for none; `line` one's place among those who wait for a seat, 0 if one does not.
    """

    about: str
    hosts: list[str]
    named: list[str]
    maybe: int
    waiting: int
    answer: str | None
    line: int


class AttendanceJson(Json, frozen=True, kw_only=True):
    """One's own answer: who comes has a seat, or waits for one in line."""

    answer: str
    seated: bool
    line: int


class EventsAsked(Schema):
    """Which page of events is listed."""

    limit: int = 30
    cursor: str = ""


class EventBody(Schema):
    """An event: moments with their offset from UTC; `room` for how many, null for whoever comes; hosts by handle."""

    title: str
    starts_at: Moment
    ends_at: Moment
    about: str = ""
    zone: str = ""
    place: str = ""
    link: str = ""
    room: int | None = None
    hosts: list[str] = []

    def given(self) -> EventGiven:
        """Return it as the action takes it."""
        said = self.dict() | {"hosts": tuple(self.hosts)}
        return EventGiven(**said)


class ComingBody(Schema):
    """Whether one comes: yes, maybe or no."""

    answer: Answer


class CallOffBody(Schema):
    """Why an event is called off: those who would have come read it."""

    why: str


class NotesBody(Schema):
    """The topic in which one reads how it was; null: none."""

    topic: int | None


@router.get("/communities/{brand}/events")
def list_events(request: Asked, brand: str, asked: Annotated[EventsAsked, Query()]) -> Page[GroupEventJson]:
    """List the events that the token's user may see, the latest to begin first."""
    found = events_read(viewer_in(request, brand))
    if asked.cursor:
        at, pk = place_of(asked.cursor)
        found = found.filter(starts_at__lte=at).exclude(starts_at=at, pk__gte=pk)
    limit = min(max(1, asked.limit), 100)
    rows = hydrated(found.order_by("-starts_at", "-pk"), limit + 1)
    return page_of(rows, limit, lambda one: (one.starts_at, one.pk), lambda kept: [_event(one) for one in kept])


@router.get("/communities/{brand}/events/{event_id}")
def show_event(request: Asked, brand: str, event_id: int) -> GroupEventShownJson:
    """Show an event with who comes."""
    viewer = viewer_in(request, brand)
    return _shown(viewer, _event_of(viewer, event_id))


@router.post("/communities/{brand}/groups/{group}/events")
def plan_event(request: Asked, brand: str, group: str, body: EventBody) -> Created[GroupEventShownJson]:
    """Plan an event in a group; it opens its topic."""
    viewer = viewer_in(request, brand)
    found = get_object_or_404(groups_found(viewer), slug=group)
    return Created(_shown(viewer, _event_of(viewer, events.plan_event(viewer, found, body.given()).pk)))


@router.put("/communities/{brand}/events/{event_id}")
def change_event(request: Asked, brand: str, event_id: int, body: EventBody) -> GroupEventShownJson:
    """Change an event; `about` is changed in its topic. Who comes is told of another hour or place."""
    viewer = viewer_in(request, brand)
    events.change_event(viewer, _event_of(viewer, event_id), body.given())
    return _shown(viewer, _event_of(viewer, event_id))


@router.post("/communities/{brand}/events/{event_id}/call-off")
def call_off_event(request: Asked, brand: str, event_id: int, body: CallOffBody) -> GroupEventShownJson:
    """Call an event off, and tell those who would have come why."""
    viewer = viewer_in(request, brand)
    events.call_off(viewer, _event_of(viewer, event_id), body.why)
    return _shown(viewer, _event_of(viewer, event_id))


@router.put("/communities/{brand}/events/{event_id}/answer")
def answer_event(request: Asked, brand: str, event_id: int, body: ComingBody) -> AttendanceJson:
    """Say whether one comes; a second time changes nothing."""
    viewer = viewer_in(request, brand)
    event = _event_of(viewer, event_id)
    made: Attendance = events.answer_event(viewer, event, body.answer)
    return AttendanceJson(answer=made.answer, seated=made.seated_at is not None, line=place_in_line(event, made))


@router.put("/communities/{brand}/events/{event_id}/notes")
def name_notes(request: Asked, brand: str, event_id: int, body: NotesBody) -> GroupEventShownJson:
    """Say in which topic one reads how it was."""
    viewer = viewer_in(request, brand)
    event = _event_of(viewer, event_id)
    topic = get_object_or_404(topics_read(viewer), pk=body.topic) if body.topic is not None else None
    events.name_notes(viewer, event, topic)
    return _shown(viewer, _event_of(viewer, event_id))


def _event_of(viewer: Viewer, pk: int) -> Event:
    return get_object_or_404(events_read(viewer).select_related("topic__group"), pk=pk)


def _shown(viewer: Viewer, event: Event) -> GroupEventShownJson:
    coming = coming_to(viewer, event)
    event.coming = coming.seated  # type: ignore[attr-defined]
    own = attendance_of(viewer.participant, event)
    told = _event(event)
    fields = {name: getattr(told, name) for name in told.__struct_fields__}
    return GroupEventShownJson(
        **fields,
        about=said_about([event]).get(event.pk, ""),
        hosts=_handles(list(event.hosts.order_by("pk"))),
        named=_handles(coming.named),
        maybe=coming.maybe,
        waiting=coming.waiting,
        answer=own.answer if own else None,
        line=place_in_line(event, own),
    )


def _handles(people: Sequence[Participant]) -> list[str]:
    return [one.handle for one in people]


def _event(one: Event) -> GroupEventJson:
    return GroupEventJson(
        id=one.pk,
        group=one.topic.group.slug,
        topic=one.topic_id,
        title=one.topic.title,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        zone=one.zone,
        place=one.place,
        link=one.link,
        room=one.room,
        coming=one.coming,  # type: ignore[attr-defined]
        called_off_at=one.called_off_at,
        called_off_why=one.called_off_why,
        notes=one.notes_id,
    )
