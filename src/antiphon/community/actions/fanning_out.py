"""Many are told the same: the first at once, the others in batches by the worker, from a row that says how far.

Who writes does not wait for a group of 50,000; and of those nobody is forgotten when the worker dies, since a batch
and how far it went are one transaction, and nobody is told twice.
"""

from collections.abc import Iterable

from django.db import transaction

from antiphon.community.actions.noticing import AT_ONCE, Subject, subject_of_words, write_notices
from antiphon.community.models import FanOut, NotificationKind, Participant, Topic, Writing
from antiphon.community.queries.hearers import followers
from antiphon.conversations.models import Message
from antiphon.lib import clock

#: How many are told in the transaction of what they are told of.
FIRST = 100


def fan_out_words(topic: Topic, message: Message, by: Participant | None) -> None:
    """Tell who follows of words: the first now; for the others, if there are any, a row waits for the worker."""
    kind = NotificationKind.FOLLOWED if message.parent_uri else NotificationKind.TOPIC
    found = followers(topic, message, 0, FIRST)
    subject = subject_of_words(kind, topic, message)
    write_notices(dict.fromkeys(found.keys, kind), subject, by)
    if found.last is not None:
        _keep(kind, subject, by, after=found.last, to=None)


def fan_out_to(to: Iterable[int], kind: NotificationKind, subject: Subject, by: Participant | None) -> None:
    """Tell certain participants, by their keys, those who take part: the first now, the others by the worker."""
    keys = sorted(set(to))
    _tell(keys[:FIRST], kind, subject, by)
    if keys[FIRST:]:
        _keep(kind, subject, by, after=keys[FIRST - 1], to=keys[FIRST:])


def fan_out(most: int = 20) -> int:
    """Tell the next batch of each of the oldest fan-outs; return how many batches that were."""
    keys = list(FanOut.objects.order_by("pk").values_list("pk", flat=True)[:most])
    return sum(tell_next(row) for row in FanOut.objects.filter(pk__in=keys).order_by("pk"))


@transaction.atomic
def tell_next(row: FanOut) -> bool:
    """Tell the next batch of a fan-out, as it was read; return False if another worker was faster."""
    told, last = _batch(row)
    claimed = FanOut.objects.filter(pk=row.pk, after=row.after)
    if not (claimed.update(after=last) if last is not None else claimed.delete()[0]):
        return False
    kind = NotificationKind(row.kind)
    if row.to is None:
        write_notices(dict.fromkeys(told, kind), _subject(row), row.by)
    else:
        _tell(told, kind, _subject(row), row.by)
    return True


def _batch(row: FanOut) -> tuple[list[int], int | None]:
    """Return who is next, by key, and the key after which there may be more, None at the end."""
    if row.to is not None:
        keys = [key for key in row.to if key > row.after]
        return keys[:AT_ONCE], keys[AT_ONCE - 1] if keys[AT_ONCE:] else None
    topic = _topic_of(row.message)
    if topic is None or row.message is None:
        return [], None
    found = followers(topic, row.message, row.after, AT_ONCE)
    return found.keys, found.last


def _topic_of(message: Message | None) -> Topic | None:
    """Return where words stand today; None if they were taken away: then nobody is told of them any more."""
    if message is None or Writing.objects.filter(message=message).exclude(removed_at=None).exists():
        return None
    return Topic.objects.select_related("group").filter(conversation=message.conversation_id).first()


def _tell(keys: Iterable[int], kind: NotificationKind, subject: Subject, by: Participant | None) -> None:
    there = Participant.objects.taking_part().filter(pk__in=list(keys))
    write_notices(dict.fromkeys(there.values_list("pk", flat=True), kind), subject, by)


def _keep(
    kind: NotificationKind, subject: Subject, by: Participant | None, *, after: int, to: list[int] | None
) -> None:
    names = ("about", "bundle", "message", "group", "path", "detail")
    told = {name: getattr(subject, name) for name in names} | {"title": subject.title[:200]}
    FanOut.objects.create(kind=kind, by=by, after=after, to=to, begun_at=clock.now(), **told)


def _subject(row: FanOut) -> Subject:
    names = ("about", "bundle", "message", "group", "title", "path", "detail")
    return Subject(**{name: getattr(row, name) for name in names})
