"""Who is told of what is written: whom it answers, whom it names, who follows the topic or the group."""

from collections.abc import Iterable

from django.db.models import Q

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
    Visibility,
    Writing,
)
from antiphon.community.models import NotificationKind as Kind
from antiphon.conversations.models import Message
from antiphon.organizations.models import Member, Role
from antiphon.organizations.rules import Duty, may


def hearers(topic: Topic, message: Message, named: Iterable[str]) -> dict[int, Kind]:
    """Return who may be told of a message of a topic, by key, and as what: the most personal it is to them.

    Who chose to hear nothing of the topic, or of its group, is not among them.
    """
    levels = _levels(topic)
    group_levels = dict(GroupAttention.objects.filter(group=topic.group_id).values_list("participant", "level"))
    muted = {key for key, level in group_levels.items() if level == GroupLevel.MUTE and key not in levels}
    muted |= {key for key, level in levels.items() if level == TopicLevel.MUTE}
    personal = dict.fromkeys(_named(topic, named), Kind.MENTION) | dict.fromkeys(_answered(message), Kind.REPLY)
    if message.parent_uri:
        all_of_group = {key for key, level in group_levels.items() if level == GroupLevel.ALL}
        listening = {key for key in _writers(topic) | all_of_group | set(levels) if _hears_all(levels, key)}
        told = dict.fromkeys(listening, Kind.FOLLOWED) | personal
    else:
        told = dict.fromkeys(_members(topic.group), Kind.TOPIC) | personal
    allowed = _readers(topic.group, told.keys() - muted)
    return {key: told[key] for key in sorted(allowed)}


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


def _levels(topic: Topic) -> dict[int, str]:
    return dict(TopicAttention.objects.filter(topic=topic).values_list("participant", "level"))


def _hears_all(levels: dict[int, str], key: int) -> bool:
    return levels.get(key, TopicLevel.ALL) == TopicLevel.ALL


def _named(topic: Topic, named: Iterable[str]) -> list[int]:
    handles = list(named)
    found = Participant.objects.filter(brand=topic.brand_id, handle__in=handles)
    return list(found.values_list("pk", flat=True)) if handles else []


def _answered(message: Message) -> list[int]:
    if not message.parent_uri:
        return []
    above = Writing.objects.filter(message__brand=message.brand_id, message__uri=message.parent_uri)
    return list(above.exclude(author=None).values_list("author", flat=True))


def _writers(topic: Topic) -> set[int]:
    written = Writing.objects.filter(message__conversation=topic.conversation_id).exclude(author=None)
    return set(written.values_list("author", flat=True))


def _members(group: Group) -> list[int]:
    return list(GroupMember.objects.current().filter(group=group).values_list("participant", flat=True))


def _readers(group: Group, keys: Iterable[int]) -> list[int]:
    found = Participant.objects.taking_part().filter(brand=group.brand_id, pk__in=list(keys))
    if group.visibility != Visibility.PUBLIC:
        members = GroupMember.objects.current().filter(group=group).values("participant")
        roles = [role for role in Role if may(role, Duty.HOST)]
        hosts = Member.objects.filter(brand=group.brand_id, left_at=None, role__in=roles).values("user")
        found = found.filter(Q(pk__in=members) | Q(user__in=hosts))
    return list(found.values_list("pk", flat=True))
