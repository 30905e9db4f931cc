"""What somebody finds in a community: only what they may read, and only of people who let themselves be found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from antiphon.community.models import Group, GroupDocument, Participant, Topic
from antiphon.community.permissions import Viewer
from antiphon.community.queries.documents import documents_read
from antiphon.community.queries.groups import groups_found, groups_read, with_sizes
from antiphon.community.queries.matching import best_names, latest_messages, names_with_any
from antiphon.community.queries.participants import participants_seen
from antiphon.community.queries.topics import topics_read
from antiphon.community.rules.asking import Piece, Question, excerpt, likeness, telling_words
from antiphon.conversations.models import Message

#: So many messages, the latest, are looked at: who wants older ones adds a word.
MOST_MESSAGES, MOST_NAMES = 200, 100
_ALIKE, _FIRST_LOOK, _LATER_LOOK = 0.5, 400, 8_000
_NO_KEY = 2**62


@dataclass(frozen=True, slots=True)
class Hit:
    """A topic that was found: by its title, or by a message of it; `pieces` are those words of the message.

    Where its author warns readers, they read the warning first: then there are no pieces.
    """

    topic: Topic
    message: Message | None
    pieces: tuple[Piece, ...]
    title: tuple[Piece, ...]
    warning: str = ""


def find_topics(viewer: Viewer, asked: Question, most: int, offset: int = 0) -> list[Hit]:
    """Return topics: first those whose titles hold the words, then those with the latest messages that do."""
    titled = best_names("topic", asked, _findable(topics_read(viewer)), MOST_NAMES)
    found: dict[int, int | None] = dict.fromkeys(titled)
    for topic, message in messages_read(viewer, asked):
        found[topic] = found.get(topic) or message
    page = list(found.items())[offset : offset + most]
    return _hits(page, asked)


def find_people(viewer: Viewer, asked: Question, most: int, offset: int = 0) -> list[Participant]:
    """Return people whose name, handle or words hold what is looked for, as far as they let themselves be found."""
    seen = participants_seen(viewer).filter(searchable=True)
    keys = best_names("participant", asked, seen, MOST_NAMES)[offset : offset + most]
    return _in_order(seen.prefetch_related("interests").in_bulk(keys), keys)


def find_groups(viewer: Viewer, asked: Question, most: int, offset: int = 0) -> list[Group]:
    """Return groups that exist for who looks and whose name or purpose holds what is looked for."""
    keys = best_names("group", asked, groups_found(viewer), MOST_NAMES)[offset : offset + most]
    return _in_order(with_sizes(Group.objects.all()).in_bulk(keys), keys)


def similar_topics(viewer: Viewer, title: str, most: int = 5) -> list[Topic]:
    """Return topics that one may read and that share at least half of the telling words of a title, likest first."""
    keys = names_with_any("topic", telling_words(title), _findable(topics_read(viewer)), MOST_NAMES)
    found = Topic.objects.select_related("group", "opened_by").in_bulk(keys)
    alike = [(likeness(title, found[key].title), found[key]) for key in keys if key in found]
    alike.sort(key=lambda one: one[0], reverse=True)
    return [topic for likely, topic in alike if likely >= _ALIKE][:most]


def messages_read(viewer: Viewer, asked: Question, look: int = _FIRST_LOOK) -> list[tuple[int, int]]:
    """Return (topic, message) of the latest messages that one may read; if few of the first `look` are, looks on."""
    found: list[tuple[int, int]] = []
    below = _NO_KEY
    while len(found) < MOST_MESSAGES:
        keys = latest_messages(asked, below, look)
        topics = _topics_of(viewer, keys)
        found += [(topics[key], key) for key in keys if key in topics]
        if len(keys) < look:
            break
        below, look = keys[-1], _LATER_LOOK
    return found[:MOST_MESSAGES]


def _topics_of(viewer: Viewer, keys: Iterable[int]) -> dict[int, int]:
    """Return the topics of those messages that one may read, that still hold words and may be found."""
    messages = Message.objects.filter(pk__in=keys, text__gt="")
    readable = messages.filter(
        conversation__topic__brand=viewer.brand,
        conversation__topic__merged_into=None,
        conversation__topic__group__in=groups_read(viewer).values("pk"),
    )
    open_to_search = Q(writing=None) | Q(writing__author=None) | Q(writing__author__searchable=True)
    return dict(readable.filter(open_to_search).values_list("pk", "conversation__topic"))


def _findable(topics: QuerySet[Topic]) -> QuerySet[Topic]:
    return topics.filter(Q(opened_by=None) | Q(opened_by__searchable=True))


def _hits(page: list[tuple[int, int | None]], asked: Question) -> list[Hit]:
    topics = Topic.objects.select_related("group", "opened_by", "conversation").in_bulk([topic for topic, _ in page])
    messages = Message.objects.select_related("author", "writing").in_bulk(
        [message for _, message in page if message]
    )
    return [_hit(topics[topic], messages.get(message) if message else None, asked) for topic, message in page]


def _hit(topic: Topic, message: Message | None, asked: Question) -> Hit:
    written = getattr(message, "writing", None)
    warning = written.warning if written else ""
    pieces = excerpt(message.text, asked) if message and not warning else ()
    return Hit(topic, message, pieces, excerpt(topic.title, asked), warning)


def _in_order[M: (Group, Participant, GroupDocument)](found: dict[int, M], keys: list[int]) -> list[M]:
    return [found[key] for key in keys if key in found]


def find_documents(viewer: Viewer, asked: Question, most: int, offset: int = 0) -> list[GroupDocument]:
    """Return documents of groups in which one reads, whose title or words hold what is looked for."""
    seen = documents_read(viewer)
    keys = best_names("document", asked, seen, MOST_NAMES)[offset : offset + most]
    return _in_order(seen.select_related("group", "added_by").in_bulk(keys), keys)


#: The parts of a search, each with what finds it.
FINDERS: dict[str, Callable[..., list[Hit] | list[Participant] | list[Group] | list[GroupDocument]]] = {
    "topics": find_topics,
    "people": find_people,
    "groups": find_groups,
    "documents": find_documents,
}
