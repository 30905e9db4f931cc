"""What somebody follows, in the order of time: ids first, then the rows of a page in as many queries however long."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from antiphon.community.models import Bookmark, Follow, GroupMember, Hashtag, Participant, Tagging, Topic, Writing
from antiphon.community.permissions import Viewer
from antiphon.community.queries.groups import groups_read
from antiphon.conversations.models import Message
from antiphon.lib import clock

type Place = tuple[datetime, int]
"""Where a message stands in a feed: when it was sent, and its key."""

#: How far back is looked before the whole past is.
_SPANS = (timedelta(days=3), timedelta(days=30), timedelta(days=365), None)


@dataclass(frozen=True, slots=True)
class Item:
    """A message of a feed with the topic it stands in, behind which writing, kept by who looks."""

    message: Message
    topic: Topic
    writing: Writing | None
    kept: bool

    @property
    def place(self) -> Place:
        """Where it stands in the feed."""
        return self.message.sent_at, self.message.pk

    @property
    def opens(self) -> bool:
        """Whether it opened its topic."""
        return not self.message.parent_uri


@dataclass(frozen=True, slots=True)
class Followed:
    """What somebody follows: the identities of people, groups they are in, hashtags; by key. `own` is left out."""

    identities: tuple[int, ...]
    groups: tuple[int, ...]
    hashtags: tuple[int, ...]
    own: int | None = None

    def __bool__(self) -> bool:
        """Whether it is anything."""
        return bool(self.identities or self.groups or self.hashtags)


def followed_by(participant: Participant) -> Followed:
    """Return what a participant follows, their groups with it."""
    rows = list(Follow.objects.filter(participant=participant).values_list("followed__identity", "hashtag"))
    groups = GroupMember.objects.current().filter(participant=participant).values_list("group", flat=True)
    return Followed(
        tuple(identity for identity, _ in rows if identity),
        tuple(groups),
        tuple(hashtag for _, hashtag in rows if hashtag),
        participant.identity_id,
    )


def home_feed(viewer: Viewer, most: int, before: Place | None = None) -> list[Item]:
    """Return the latest of what people one follows wrote, of topics in one's groups and of one's hashtags.

    Only what one may read, nothing of one's own; latest first, from before a place on.
    """
    participant = viewer.participant
    if participant is None or not participant.takes_part:
        return []
    followed = followed_by(participant)
    found: dict[int, datetime] = {}
    for rows in (_of_people, _of_groups, _of_hashtags):
        found |= rows(viewer, followed, before, most)
    return items_of(_latest(found, most), participant)


def tagged(viewer: Viewer, word: str, most: int, before: Place | None = None) -> list[Item]:
    """Return the latest messages under a hashtag that one may read."""
    hashtag = Hashtag.objects.filter(brand=viewer.brand, word=word).values_list("pk", flat=True).first()
    if hashtag is None:
        return []
    found = _of_hashtags(viewer, Followed((), (), (hashtag,)), before, most)
    return items_of(_latest(found, most), viewer.participant)


def items_of(keys: Iterable[int], participant: Participant | None) -> list[Item]:
    """Return messages with what stands behind them, in the order of the keys: four queries, however many."""
    wanted = list(keys)
    messages = Message.objects.select_related("author", "author__participant").in_bulk(wanted)
    conversations = {one.conversation_id for one in messages.values()}
    topics = {
        one.conversation_id: one
        for one in Topic.objects.filter(conversation__in=conversations).select_related("group")
    }
    writings = {one.message_id: one for one in Writing.objects.filter(message__in=wanted)}
    kept = set(Bookmark.objects.filter(participant=participant, message__in=wanted).values_list("message", flat=True))
    return [
        Item(messages[key], topics[messages[key].conversation_id], writings.get(key), key in kept)
        for key in wanted
        if key in messages
    ]


def follows_person(participant: Participant | None, followed: Participant) -> bool:
    """Whether a participant follows another one."""
    return participant is not None and Follow.objects.filter(participant=participant, followed=followed).exists()


def follows_hashtag(viewer: Viewer, word: str) -> bool:
    """Whether who looks follows a hashtag."""
    mine = Follow.objects.filter(hashtag__brand=viewer.brand, hashtag__word=word)
    return viewer.participant is not None and mine.filter(participant=viewer.participant).exists()


def _latest(found: Mapping[int, datetime], most: int) -> list[int]:
    return [pk for _, pk in sorted(((at, pk) for pk, at in found.items()), reverse=True)[:most]]


def _of_people(viewer: Viewer, followed: Followed, before: Place | None, most: int) -> dict[int, datetime]:
    if not followed.identities:
        return {}
    said = _readable(viewer, Message.objects.filter(author__in=followed.identities, text__gt=""))
    return _back(said, "sent_at", "pk", before, most)


def _of_groups(viewer: Viewer, followed: Followed, before: Place | None, most: int) -> dict[int, datetime]:
    if not followed.groups:
        return {}
    topics = Topic.objects.filter(
        group__in=followed.groups,
        merged_into=None,
        conversation__messages__brand=viewer.brand,  # the address of a message is one of its brand
        conversation__messages__uri=F("conversation__root_uri"),
        conversation__messages__text__gt="",
    ).filter(group__in=groups_read(viewer).values("pk"))
    others = topics.exclude(opened_by__identity=followed.own)
    return _back(others, "opened_at", "conversation__messages", before, most)


def _of_hashtags(viewer: Viewer, followed: Followed, before: Place | None, most: int) -> dict[int, datetime]:
    if not followed.hashtags:
        return {}
    taggings = Tagging.objects.filter(
        hashtag__in=followed.hashtags,
        message__text__gt="",
        message__conversation__topic__merged_into=None,
        message__conversation__topic__group__in=groups_read(viewer).values("pk"),
    )
    if followed.own:
        taggings = taggings.exclude(message__author=followed.own)
    return _back(taggings, "at", "message", before, most)


def _back(rows: QuerySet[Any], moment: str, key: str, before: Place | None, most: int) -> dict[int, datetime]:
    """Return the latest rows before a place, reading further back only as long as there are too few."""
    if before:
        rows = rows.filter(_earlier(before, moment, key))
    latest = before[0] if before else clock.now()
    found: dict[int, datetime] = {}
    for span in _SPANS:
        recent = rows.filter(**{f"{moment}__gte": latest - span}) if span else rows
        found = dict(recent.order_by(f"-{moment}", f"-{key}").values_list(key, moment)[:most])
        if len(found) >= most:
            break
    return found


def _readable(viewer: Viewer, messages: QuerySet[Message]) -> QuerySet[Message]:
    return messages.filter(
        conversation__topic__brand=viewer.brand,
        conversation__topic__merged_into=None,
        conversation__topic__group__in=groups_read(viewer).values("pk"),
    )


def _earlier(place: Place, moment: str, key: str) -> Q:
    """Return what stands before a place; the first condition alone is what an index answers."""
    at, pk = place
    return Q(**{f"{moment}__lte": at}) & (Q(**{f"{moment}__lt": at}) | Q(**{f"{key}__lt": pk}))
