"""What search reads is kept in step with what was written; words that were taken away vanish from it at once."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Max

from antiphon.community.finding_tables import lay_index, lift_index
from antiphon.community.models import Community, Group, GroupDocument, MessageWords, NameWords, Participant, Topic
from antiphon.community.rules.asking import folded
from antiphon.conversations.models import Message

_AT_ONCE = 1_000


@transaction.atomic
def index_messages(keys: Iterable[int]) -> int:
    """Let search read messages of topics as they stand now; return how many hold words.

    The first message of a topic is found by the words of its title too, and an idea of an ask by its line.
    """
    wanted = list(keys)
    found = Message.objects.filter(pk__in=wanted, text__gt="", conversation__topic__isnull=False)
    columns = ("pk", "text", "parent_uri", "conversation__topic__title", "ask_idea__title")
    said = {
        pk: f"{(line or '') if parent else title} {text}".strip()
        for pk, text, parent, title, line in found.values_list(*columns)
    }
    MessageWords.objects.filter(message__in=[key for key in wanted if key not in said]).delete()
    rows = [MessageWords(message_id=key, words=folded(text)) for key, text in sorted(said.items())]
    MessageWords.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["message"], update_fields=["words"], batch_size=_AT_ONCE
    )
    return len(rows)


def index_topics(topics: Iterable[Topic]) -> None:
    """Let search find topics by their titles as they are now."""
    _keep("topic", [NameWords(topic=topic, words=folded(topic.title)) for topic in topics])


def index_groups(groups: Iterable[Group]) -> None:
    """Let search find groups by name and purpose as they are now."""
    _keep("group", [NameWords(group=group, words=folded(f"{group.name} {group.purpose}")) for group in groups])


def index_participants(people: Iterable[Participant]) -> None:
    """Let search find people by name, handle and what they say of themselves."""
    _keep("participant", [NameWords(participant=one, words=_told_of(one)) for one in people])


def index_documents(documents: Iterable[GroupDocument]) -> None:
    """Let search find documents of groups by title and words as they are now."""
    _keep("document", [NameWords(document=one, words=folded(f"{one.title} {one.words}")) for one in documents])


def index_missing(most: int = _AT_ONCE) -> int:
    """Let search read what nobody has told it of, the earliest first; return how much that was.

    It is looked for behind the last that search has read: what is brought in below it is told by whoever brings it.
    """
    if not Community.objects.exists():
        return 0
    newer = Message.objects.filter(pk__gt=_last(MessageWords, "message"), conversation__topic__isnull=False)
    keys = list(newer.filter(text__gt="").order_by("pk").values_list("pk", flat=True)[:most])
    people = list(Participant.objects.filter(pk__gt=_last(NameWords, "participant")).order_by("pk")[:most])
    groups = list(Group.objects.filter(pk__gt=_last(NameWords, "group")).order_by("pk")[:most])
    topics = list(Topic.objects.filter(pk__gt=_last(NameWords, "topic")).order_by("pk")[:most])
    documents = list(GroupDocument.objects.filter(pk__gt=_last(NameWords, "document")).order_by("pk")[:most])
    found = len(people) + len(groups) + len(topics) + len(documents)
    if not keys and not found:
        return 0
    with transaction.atomic():
        index_participants(people)
        index_groups(groups)
        index_topics(topics)
        index_documents(documents)
        return index_messages(keys) + found


def _last(of: type[MessageWords | NameWords], column: str) -> int:
    return of.objects.aggregate(last=Max(column))["last"] or 0


def rebuild() -> int:
    """Forget everything that search has read, and read it again; return how much that is."""
    with transaction.atomic():
        lift_index(connection)
        MessageWords.objects.all().delete()
        NameWords.objects.all().delete()
        if connection.vendor == "sqlite":
            lay_index(connection)
    done = 0
    while found := index_missing():
        done += found
    return done


def _keep(kind: str, rows: list[NameWords]) -> None:
    if rows:
        NameWords.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=[kind], update_fields=["words"], batch_size=_AT_ONCE
        )


def _told_of(one: Participant) -> str:
    return folded(f"{one.name} {one.handle} {one.words}")
