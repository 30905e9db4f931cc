"""Participants are told, once, of what concerns them; they read it, and choose what they want to be told.

What tells somebody calls `tell` or `tell_of_words` in the transaction of what it is about.
"""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from antiphon.community.actions.fanning_out import fan_out_to, fan_out_words
from antiphon.community.actions.noticing import AT_ONCE, Subject, plan_mail, subject_of_words, write_notices
from antiphon.community.models import (
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
from antiphon.community.permissions import Viewer, reads, require_part
from antiphon.community.queries.hearers import addressed, most_named, named_by
from antiphon.community.queries.notices import pushed_of, rhythm_of, usual_push, usual_way, ways_of
from antiphon.community.rules import is_quiet
from antiphon.conversations.models import Message
from antiphon.devices.actions.registering import drop_waiting
from antiphon.devices.rules import topic_of
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal


@transaction.atomic
def tell(to: Participant, kind: NotificationKind, subject: Subject, by: Participant | None = None) -> None:
    """Tell a participant something, unless it is their own act, they do not take part, or want to hear none of it."""
    if Participant.objects.taking_part().filter(pk=to.pk).exists():
        write_notices({to.pk: kind}, subject, by)


@transaction.atomic
def tell_all(to: Iterable[int], kind: NotificationKind, subject: Subject, by: Participant | None = None) -> None:
    """Tell many the same, by their keys: those who take part, unless it is their own act or they want none of it.

    The first are told at once, the others by the worker.
    """
    fan_out_to(to, kind, subject, by)


@transaction.atomic
def tell_of_words(topic: Topic, message: Message, writing: Writing | None = None) -> None:
    """Tell of words in a topic: whom they answer, whom they name, who follows the topic or its group.

    The first who follow are told at once, the others by the worker.
    """
    by = writing.author if writing else None
    told = addressed(topic, message, named_by(writing))
    for kind in sorted(set(told.values())):
        _tell_as(kind, told, topic, message, by)
    fan_out_words(topic, message, by)


@transaction.atomic
def tell_of_names(writing: Writing) -> None:
    """Tell those whom words name since they were changed, and who were not told of them."""
    topic = Topic.objects.select_related("group").filter(conversation=writing.message.conversation_id).first()
    named = named_by(writing)
    if topic is not None and named:
        of_it = Notification.objects.filter(message=writing.message_id, kind=NotificationKind.MENTION)
        if of_it.count() >= most_named(writing):  # who edits again and again calls nobody more
            return
        told = addressed(topic, writing.message, named)
        _tell_as(NotificationKind.MENTION, told, topic, writing.message, writing.author)


@transaction.atomic
def tell_of_answer(topic: Topic, by: Participant) -> None:
    """Tell who asked that there is an answer, and who wrote it that it was chosen."""
    answer = topic.answer
    if answer is None:
        return
    if topic.opened_by:
        subject = Subject(about=f"answered:{topic.pk}:{answer.pk}", message=answer)
        tell(topic.opened_by, NotificationKind.ANSWERED, subject, by)
    writing = Writing.objects.select_related("author").filter(message=answer).first()
    if writing and writing.author and writing.author != topic.opened_by:
        tell(writing.author, NotificationKind.CHOSEN, Subject(about=f"chosen:{answer.pk}", message=answer), by)


@transaction.atomic
def tell_of_taking(writing: Writing, why: str) -> None:
    """Tell who wrote it that their words were taken away, and why."""
    if writing.author:
        subject = Subject(about=f"taken:{writing.pk}", message=writing.message, detail=why.strip()[:300])
        tell(writing.author, NotificationKind.TAKEN, subject)


@transaction.atomic
def mark_read(participant: Participant, keys: Iterable[int]) -> int:
    """Note that notifications were read: they are not mailed any more. Return how many were not read before."""
    return _read(participant, Notification.objects.filter(pk__in=list(keys)))


@transaction.atomic
def mark_all_read(participant: Participant) -> int:
    """Note that all were read; return how many were not before."""
    return _read(participant, Notification.objects.all())


def mark_words_read(participant: Participant, messages: Iterable[int]) -> int:
    """Note that what these messages told was read, because they were; return how many were not before.

    Mostly it was: then nothing is held.
    """
    unread = Notification.objects.filter(participant=participant, message__in=list(messages), read_at=None)
    return mark_read(participant, keys) if (keys := list(unread.values_list("pk", flat=True))) else 0


@transaction.atomic
def mark_bundle_read(participant: Participant, bundle: str) -> int:
    """Note that what is shown together was read, because its page was; return how many were not before."""
    return _read(participant, Notification.objects.filter(bundle=bundle))


@transaction.atomic
def choose(
    participant: Participant,
    ways: Mapping[NotificationKind, How],
    rhythm: NotificationRhythm,
    *,
    mailed: bool,
    pushed: Mapping[NotificationKind, bool] | None = None,
) -> None:
    """Choose how one is told of each kind and when one is mailed, if at all; what waits to be told follows.

    `pushed` is of which kinds one's devices are told; kinds that are not named stay as they are.

    Raise Refusal if the hour of the digest is a quiet one.
    """
    begin, end, hour = rhythm.quiet_from, rhythm.quiet_until, rhythm.hour
    if not all(0 <= one <= 23 for one in (begin, end, hour)) or not 0 <= rhythm.weekday <= 6:
        raise Refusal(_("Hours go from 0 to 23, days of the week from 0, Monday, to 6."), field="hour")
    if is_quiet(hour, begin, end):
        raise Refusal(_("At this hour you want quiet. Choose another one for the digest."), field="hour")
    _choose_kinds(participant, ways, pushed or {})
    names = ("digest", "weekday", "hour", "quiet_from", "quiet_until", "push_says")
    chosen = {name: getattr(rhythm, name) for name in names}
    NotificationRhythm.objects.update_or_create(participant=participant, defaults=chosen)
    Participant.objects.filter(pk=participant.pk).update(mailed=mailed)
    _plan_anew(participant)


@transaction.atomic
def stop_mail(participant: Participant) -> None:
    """Let the community write to somebody by mail no more; what they are told stays on the page."""
    Participant.objects.filter(pk=participant.pk).update(mailed=False)
    Notification.objects.filter(participant=participant).exclude(mail="").update(mail="", mail_at=None)


@transaction.atomic
def attend_topic(viewer: Viewer, topic: Topic, level: TopicLevel) -> None:
    """Choose how much of a topic one is told."""
    participant = _reader(viewer, topic.group)
    TopicAttention.objects.update_or_create(participant=participant, topic=topic, defaults={"level": level})


@transaction.atomic
def attend_group(viewer: Viewer, group: Group, level: GroupLevel) -> None:
    """Choose how much of a group one is told."""
    participant = _reader(viewer, group)
    GroupAttention.objects.update_or_create(participant=participant, group=group, defaults={"level": level})


def _choose_kinds(
    participant: Participant, ways: Mapping[NotificationKind, How], pushed: Mapping[NotificationKind, bool]
) -> None:
    key = participant.pk
    ways_before, pushed_before = ways_of([key]), pushed_of([key])
    for kind in ways.keys() | pushed.keys():
        how = ways.get(kind) or ways_before.get((key, kind), usual_way(kind))
        push = pushed.get(kind, pushed_before.get((key, kind), usual_push(kind)))
        NotificationChoice.objects.update_or_create(
            participant=participant, kind=kind, defaults={"how": how, "pushed": push}
        )
    off = [kind for kind, on in pushed.items() if not on]
    Notification.objects.filter(participant=participant, kind__in=off).update(push_at=None)


def _reader(viewer: Viewer, group: Group) -> Participant:
    if not reads(viewer, group):
        raise NotAllowed(_("Only members read what is said here."))
    return require_part(viewer)


def _tell_as(
    kind: NotificationKind,
    told: Mapping[int, NotificationKind],
    topic: Topic,
    message: Message,
    by: Participant | None,
) -> None:
    of_kind = {key: kind for key, heard in told.items() if heard == kind}
    write_notices(of_kind, subject_of_words(kind, topic, message), by)


def _read(participant: Participant, notifications: QuerySet[Notification]) -> int:
    unread = notifications.filter(participant=participant, read_at=None)
    rows = list(unread.values_list("pk", "bundle"))
    if not rows:
        return 0
    if participant.user is not None:
        drop_waiting(participant.user, participant.brand, [topic_of(about_push(participant, row[1])) for row in rows])
    return unread.filter(pk__in=[row[0] for row in rows]).update(
        read_at=clock.now(), mail="", mail_at=None, push_at=None
    )


def about_push(participant: Participant, bundle: str) -> str:
    """Return what a push about a bundle is about: a later one to the same participant takes its place."""
    return f"{participant.pk}:{bundle}"


def _plan_anew(participant: Participant) -> None:
    """Let what waits to be mailed follow what was chosen; what was mailed already is not mailed again."""
    waiting = list(Notification.objects.filter(participant=participant, read_at=None).exclude(mail_at=None))
    fresh = Participant.objects.select_related("brand").get(pk=participant.pk)
    fresh.rhythm = rhythm_of(participant)
    ways, now = ways_of([participant.pk]), clock.now()
    for row in waiting:
        plan_mail(row, fresh, ways.get((participant.pk, row.kind), usual_way(row.kind)), now)
    Notification.objects.bulk_update(waiting, ["mail", "mail_at"], batch_size=AT_ONCE)
