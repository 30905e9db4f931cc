"""What the token's user is told in a community, and what they choose to be told."""

from datetime import datetime
from typing import Annotated

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from antiphon.api.access import Asked, user_of
from antiphon.api.answers import Json, Page, page_of, place_of
from antiphon.community.actions import notices
from antiphon.community.models import (
    OFFERED,
    Digest,
    Group,
    GroupLevel,
    How,
    Notification,
    NotificationKind,
    NotificationRhythm,
    Topic,
    TopicLevel,
)
from antiphon.community.notification_words import excerpt_of, path_of, sentence_of
from antiphon.community.permissions import Viewer, require_part
from antiphon.community.queries.groups import groups_found
from antiphon.community.queries.notices import (
    Bundle,
    hydrated,
    notifications_read,
    pushed_of,
    rhythm_of,
    usual_push,
    usual_way,
    ways_of,
)
from antiphon.community.queries.participants import community_of, viewer_of
from antiphon.community.queries.topics import topics_read

router = Router(tags=["community"])


class NotificationJson(Json, frozen=True, kw_only=True):
    """Something that the token's user is told: `told` is a sentence, `path` that of the page where it stands.

    `bundle` names what it is shown together with; `by` is a handle, null: nobody of the community.
    """

    id: int
    kind: str
    bundle: str
    told: str
    excerpt: str
    path: str
    by: str | None
    at: datetime
    read_at: datetime | None


class ReadJson(Json, frozen=True, kw_only=True):
    """How many notifications were read that were not before."""

    read: int


class ChoicesJson(Json, frozen=True, kw_only=True):
    """How one is told, by kind: page, now, digest or nothing; and when one is mailed, on the brand's clock.

    `pushed` says of which kinds one's devices are told, `push_says` whether they say what it is about. `weekday`
    counts from 0, Monday, and is of weekly digests; hours from 0 to 23; in the quiet ones neither mail nor push.
    """

    ways: dict[str, str]
    pushed: dict[str, bool]
    push_says: bool
    mailed: bool
    digest: str
    weekday: int
    hour: int
    quiet_from: int
    quiet_until: int


class ChoicesBody(Schema):
    """What one chooses; kinds that are not named stay as they are."""

    ways: dict[NotificationKind, How] = Field(default_factory=dict)
    pushed: dict[NotificationKind, bool] = Field(default_factory=dict)
    push_says: bool = False
    mailed: bool = True
    digest: Digest = Digest.DAILY
    weekday: int = Field(0, ge=0, le=6)
    hour: int = Field(8, ge=0, le=23)
    quiet_from: int = Field(22, ge=0, le=23)
    quiet_until: int = Field(7, ge=0, le=23)


class ReadNotificationsBody(Schema):
    """Which notifications were read, by id; null: all of them."""

    ids: list[int] | None = Field(None, max_length=500)


class TopicLevelBody(Schema):
    """How much of a topic one is told."""

    level: TopicLevel


class GroupLevelBody(Schema):
    """How much of a group one is told."""

    level: GroupLevel


class LevelJson(Json, frozen=True, kw_only=True):
    """How much of a topic or a group one is told."""

    level: str


class NotificationsAsked(Schema):
    """Which notifications are listed."""

    unread: bool = False
    limit: int = 30
    cursor: str = ""


@router.get("/communities/{brand}/notifications")
def list_notifications(
    request: Asked, brand: str, asked: Annotated[NotificationsAsked, Query()]
) -> Page[NotificationJson]:
    """List what the token's user is told and may still read, the latest first."""
    viewer = _viewer(request, brand)
    found = notifications_read(viewer)
    if asked.unread:
        found = found.filter(read_at=None)
    if asked.cursor:
        _at, pk = place_of(asked.cursor)
        found = found.filter(pk__lt=pk)
    limit = min(max(1, asked.limit), 100)
    rows = hydrated(found, limit + 1)
    return page_of(rows, limit, lambda one: (one.at, one.pk), lambda kept: [_told(viewer, one) for one in kept])


@router.post("/communities/{brand}/notifications/read")
def read_notifications(request: Asked, brand: str, body: ReadNotificationsBody) -> ReadJson:
    """Note that one has read some notifications, or all."""
    own = require_part(_viewer(request, brand))
    read = notices.mark_all_read(own) if body.ids is None else notices.mark_read(own, body.ids)
    return ReadJson(read=read)


@router.get("/communities/{brand}/notification-choices")
def show_notification_choices(request: Asked, brand: str) -> ChoicesJson:
    """Show what one chose to be told, how and when."""
    return _choices(_viewer(request, brand))


@router.put("/communities/{brand}/notification-choices")
def choose_notifications(request: Asked, brand: str, body: ChoicesBody) -> ChoicesJson:
    """Choose what one is told, how and when."""
    viewer = _viewer(request, brand)
    rhythm = NotificationRhythm(
        digest=body.digest,
        weekday=body.weekday,
        hour=body.hour,
        quiet_from=body.quiet_from,
        quiet_until=body.quiet_until,
        push_says=body.push_says,
    )
    notices.choose(require_part(viewer), body.ways, rhythm, mailed=body.mailed, pushed=body.pushed)
    return _choices(_viewer(request, brand))


@router.put("/communities/{brand}/topics/{topic_id}/attention")
def attend_topic(request: Asked, brand: str, topic_id: int, body: TopicLevelBody) -> LevelJson:
    """Choose how much of a topic one is told."""
    viewer = _viewer(request, brand)
    topic: Topic = get_object_or_404(topics_read(viewer).select_related("group"), pk=topic_id)
    notices.attend_topic(viewer, topic, body.level)
    return LevelJson(level=body.level)


@router.put("/communities/{brand}/groups/{group}/attention")
def attend_group(request: Asked, brand: str, group: str, body: GroupLevelBody) -> LevelJson:
    """Choose how much of a group one is told."""
    viewer = _viewer(request, brand)
    found: Group = get_object_or_404(groups_found(viewer), slug=group)
    notices.attend_group(viewer, found, body.level)
    return LevelJson(level=body.level)


def _viewer(request: Asked, brand: str) -> Viewer:
    """Return who asks; for whoever does not take part there is nothing."""
    community = community_of(brand)
    viewer = viewer_of(community, user_of(request)) if community else None
    if viewer is None or not viewer.takes_part:
        raise Http404
    return viewer


def _told(viewer: Viewer, one: Notification) -> NotificationJson:
    alone = Bundle((one,))
    return NotificationJson(
        id=one.pk,
        kind=one.kind,
        bundle=one.bundle,
        told=sentence_of(alone, viewer.brand),
        excerpt=excerpt_of(alone),
        path=path_of(alone, viewer.brand),
        by=one.by.handle if one.by else None,
        at=one.at,
        read_at=one.read_at,
    )


def _choices(viewer: Viewer) -> ChoicesJson:
    own = require_part(viewer)
    rhythm, ways, pushed = rhythm_of(own), ways_of([own.pk]), pushed_of([own.pk])
    return ChoicesJson(
        ways={kind.value: ways.get((own.pk, kind), usual_way(kind)).value for kind in OFFERED},
        pushed={kind.value: pushed.get((own.pk, kind), usual_push(kind)) for kind in OFFERED},
        push_says=rhythm.push_says,
        mailed=own.mailed,
        digest=rhythm.digest,
        weekday=rhythm.weekday,
        hour=rhythm.hour,
        quiet_from=rhythm.quiet_from,
        quiet_until=rhythm.quiet_until,
    )
