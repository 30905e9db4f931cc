"""Who is told of what is written: whom it answers, whom it names, who follows the topic or the group."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import Q, QuerySet

from antiphon.community.models import (
    Group,
    GroupAttention,
    GroupLevel,
    GroupMember,
    Participant,
    TalkBlock,
    TalkMute,
    Topic,
    TopicAttention,
    TopicLevel,
    Trust,
    Visibility,
    Writing,
)
from antiphon.community.models import NotificationKind as Kind
from antiphon.community.queries.trust import trust_level
from antiphon.community.rules import ALLOWED
from antiphon.conversations.models import Message
from antiphon.lib.markdown import Names, read_markdown
from antiphon.organizations.models import Member, Role
from antiphon.organizations.rules import Duty, may

_MANY = 5_000


@dataclass(frozen=True, slots=True)
class Followers:
    """Some of those who follow words, by key; `last` is the key after which there may be more, None at the end."""

    keys: list[int]
    last: int | None


def addressed(topic: Topic, message: Message, named: Iterable[str]) -> dict[int, Kind]:
    """Return whom a message of a topic is to, by key, and as what: who is answered, else who is named.

    Who chose to hear nothing of the topic, or of its group, or may not read it, is not among them.
    """
    told = dict.fromkeys(_named(topic, named), Kind.MENTION) | dict.fromkeys(_answered(message), Kind.REPLY)
    return {key: told[key] for key in _allowed(topic, told)}


def followers(topic: Topic, message: Message, after: int, most: int) -> Followers:
    """Return who may be told of a message because they follow, in the order of their keys: some `after` a key.

    A new topic is told to the members of its group, an answer to who wrote there or wants to hear everything. Whom
    the message is to is not among them. A constant number of queries, each for at most `most` rows.
    """
    every = (_next(rows, name, after, most) for rows, name in _following(topic, message))
    found = sorted(set(chain.from_iterable(every)))[:most]
    writing = Writing.objects.select_related("author").filter(message=message).first()
    theirs = {*_named(topic, named_by(writing)), *_answered(message)}
    last = found[-1] if len(found) == most else None
    wanting = _want_all(topic, [key for key in found if key not in theirs])
    return Followers(_allowed(topic, wanting), last)


def all_followers(topic: Topic, message: Message) -> set[int]:
    """Return all who may be told of a message because they follow, by key."""
    found, last = set[int](), 0
    while True:
        some = followers(topic, message, last, _MANY)
        found.update(some.keys)
        if some.last is None:
            return found
        last = some.last


def named_by(writing: Writing | None) -> Sequence[str]:
    """Return the handles that words name, as far as these are told."""
    if writing is None or "@" not in writing.source:
        return ()
    return read_markdown(writing.source, Names()).mentions[: most_named(writing)]


def most_named(writing: Writing) -> int:
    """Return how many of those whom words name are told: it grows as their author gets known."""
    return ALLOWED[trust_level(writing.author) if writing.author else Trust.NEW].names


def deaf_to(by: Participant | None) -> set[int]:
    """Return those who get no news of somebody: they muted them, or one of the two blocked the other."""
    if by is None or by.user_id is None:
        return set()
    about = {"about__user": by.user_id, "by__brand": by.brand_id}
    users = set(TalkMute.objects.filter(**about).values_list("by__user", flat=True))
    users |= set(TalkBlock.objects.filter(**about).values_list("by__user", flat=True))
    blocked = TalkBlock.objects.filter(by__user=by.user_id, by__brand=by.brand_id)
    users |= set(blocked.values_list("about__user", flat=True))
    there = Participant.objects.filter(brand=by.brand_id, user__in=users - {None}) if users else None
    return set(there.values_list("pk", flat=True)) if there is not None else set()


def _following(topic: Topic, message: Message) -> list[tuple[QuerySet[Any], str]]:
    """Return the rows that make somebody a follower of words, with the name under which they tell whom."""
    if not message.parent_uri:
        return [(GroupMember.objects.current().filter(group=topic.group_id), "participant")]
    all_of_topic = TopicAttention.objects.filter(topic=topic, level=TopicLevel.ALL)
    all_of_group = GroupAttention.objects.filter(group=topic.group_id, level=GroupLevel.ALL)
    written = Writing.objects.filter(message__conversation=topic.conversation_id)
    return [(all_of_topic, "participant"), (all_of_group, "participant"), (written, "author")]


def _next(rows: QuerySet[Any], name: str, after: int, most: int) -> list[int]:
    later = rows.filter(**{f"{name}__gt": after}).order_by(name)
    return list(later.values_list(name, flat=True).distinct()[:most])


def _want_all(topic: Topic, keys: list[int]) -> list[int]:
    less = {key for key, level in _levels(topic, keys).items() if level != TopicLevel.ALL}
    return [key for key in keys if key not in less]


def _allowed(topic: Topic, keys: Iterable[int]) -> list[int]:
    """Return who of these wants to hear of a topic and may read it, in order."""
    asked = list(keys)
    if not asked:
        return []
    levels = _levels(topic, asked)
    quiet = GroupAttention.objects.filter(group=topic.group_id, participant__in=asked, level=GroupLevel.MUTE)
    muted = {key for key in quiet.values_list("participant", flat=True) if key not in levels}
    muted |= {key for key, level in levels.items() if level == TopicLevel.MUTE}
    return sorted(_readers(topic.group, set(asked) - muted))


def _levels(topic: Topic, keys: list[int]) -> dict[int, str]:
    chosen = TopicAttention.objects.filter(topic=topic, participant__in=keys)
    return dict(chosen.values_list("participant", "level"))


def _named(topic: Topic, named: Iterable[str]) -> list[int]:
    handles = list(named)
    found = Participant.objects.filter(brand=topic.brand_id, handle__in=handles)
    return list(found.values_list("pk", flat=True)) if handles else []


def _answered(message: Message) -> list[int]:
    if not message.parent_uri:
        return []
    above = Writing.objects.filter(message__brand=message.brand_id, message__uri=message.parent_uri)
    return list(above.exclude(author=None).values_list("author", flat=True))


def _readers(group: Group, keys: Iterable[int]) -> list[int]:
    found = Participant.objects.taking_part().filter(brand=group.brand_id, pk__in=list(keys))
    if group.visibility != Visibility.PUBLIC:
        members = GroupMember.objects.current().filter(group=group).values("participant")
        roles = [role for role in Role if may(role, Duty.HOST)]
        hosts = Member.objects.filter(brand=group.brand_id, left_at=None, role__in=roles).values("user")
        found = found.filter(Q(pk__in=members) | Q(user__in=hosts))
    return list(found.values_list("pk", flat=True))
