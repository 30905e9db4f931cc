"""What participants are told is written: a row for each, as they want to be told of such things."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched

from antiphon.community.models import (
    Digest,
    Group,
    How,
    Notification,
    NotificationKind,
    NotificationRhythm,
    Participant,
    Topic,
)
from antiphon.community.queries.hearers import deaf_to
from antiphon.community.queries.notices import pushed_of, usual_push, usual_way, ways_of
from antiphon.community.rules import next_digest
from antiphon.conversations.models import Message
from antiphon.devices.queries import users_with_devices
from antiphon.lib import clock

#: Who has not read it after this is taken to be away.
AWAY = timedelta(minutes=10)
AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What somebody is told about. `about` names it: of the same thing nobody is told twice.

    `bundle` is what it is shown together with, by itself if empty. Words are given by their `message`, a group by
    itself; anything else by a `title` (a name, or a sentence in the language of who is told) and the `path` of its
    page. `detail` is a reason.
    """

    about: str
    bundle: str = ""
    message: Message | None = None
    group: Group | None = None
    title: str = ""
    path: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What some participants chose, by participant and kind, and which users have devices to be told on."""

    ways: Mapping[tuple[int, str], How]
    pushed: Mapping[tuple[int, str], bool]
    devices: set[int]


def write_notices(told: Mapping[int, NotificationKind], subject: Subject, by: Participant | None) -> None:
    """Write what participants are told, by their keys, once: unless it is their own act or they want none of it."""
    own = {by.pk} if by else set()
    heard = sorted(told.keys() - own - deaf_to(by))
    for keys in batched(heard, AT_ONCE):
        there = Participant.objects.select_related("brand", "rhythm").in_bulk(keys)
        wishes = Wishes(ways_of(keys), pushed_of(keys), _with_devices(there.values()))
        rows = [_row(there[key], told[key], wishes, subject, by) for key in keys]
        Notification.objects.bulk_create([row for row in rows if row], ignore_conflicts=True)


def _row(
    participant: Participant,
    kind: NotificationKind,
    wishes: Wishes,
    subject: Subject,
    by: Participant | None,
) -> Notification | None:
    how = wishes.ways.get((participant.pk, kind), usual_way(kind))
    if how == How.NOTHING:
        return None
    now = clock.now()
    made = Notification(
        participant=participant,
        kind=kind,
        about=subject.about,
        bundle=subject.bundle or subject.about,
        by=by,
        message=subject.message,
        group=subject.group,
        title=subject.title[:200],
        path=subject.path,
        detail=subject.detail,
        at=now,
    )
    plan_mail(made, participant, how, now)
    pushed = wishes.pushed.get((participant.pk, kind), usual_push(kind))
    made.push_at = now if pushed and participant.user_id in wishes.devices else None
    return made


def _with_devices(people: Iterable[Participant]) -> set[int]:
    users = {one.user_id: one.brand_id for one in people if one.user_id is not None}
    brands = set(users.values())
    return set().union(*(users_with_devices(brand, users) for brand in brands))


def plan_mail(row: Notification, participant: Participant, how: How, now: datetime) -> None:
    """Plan how and when a notification is mailed, if at all."""
    row.mail, row.mail_at = "", None
    if not participant.mailed or participant.user_id is None or how not in {How.NOW, How.DIGEST}:
        return
    row.mail, row.mail_at = how, row.at + AWAY if how == How.NOW else _digest_after(participant, now)


def _digest_after(participant: Participant, now: datetime) -> datetime:
    rhythm = getattr(participant, "rhythm", None) or NotificationRhythm()
    weekday = rhythm.weekday if rhythm.digest == Digest.WEEKLY else None
    return next_digest(now, participant.brand.zone, rhythm.hour, weekday)


def subject_of_words(kind: NotificationKind, topic: Topic, message: Message) -> Subject:
    """Return what is told of words in a topic: new topics of a group stand together, all else by its topic."""
    together = f"group:{topic.group_id}" if kind == NotificationKind.TOPIC else f"topic:{topic.pk}"
    return Subject(about=f"message:{message.pk}", bundle=f"{kind}:{together}", message=message)
