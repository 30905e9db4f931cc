"""What keeps a community alive, or lets it fall asleep: read in the groups that somebody looks after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import TruncDate

from antiphon.community.models import AskKind, Group, GroupMember, HeldWriting, Participant, Topic, Writing
from antiphon.community.permissions import Viewer
from antiphon.community.queries.cases import groups_moderated
from antiphon.community.rules.carrying import LEAST_MESSAGES, Carrying, carrying, share_of_first
from antiphon.community.rules.silence import Silence, silence
from antiphon.conversations.models import Message
from antiphon.conversations.rules import MedianWait, Wait, median_wait
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import SAID
from antiphon.people.models import Side

#: Whoever joined within it is a newcomer.
NEWCOMER = timedelta(days=30)
#: What is counted lately; four whole weeks, so that each day of the week is in it four times.
LATELY = timedelta(days=28)
#: What waits longer is counted apart.
WAITED_LONG = timedelta(days=90)
#: How far back a group's own rhythm is looked for.
REMEMBERED = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who joined lately: how many messages they `wrote`, the `first` of them, whether anybody `answered` any.

    `held` is whether words of theirs wait for a moderator.
    """

    participant: Participant
    wrote: int
    first: Message | None
    answered: bool
    held: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """How many of the newcomers who wrote were answered: `share` in [0, 1], None below 5 of them."""

    answered: int
    n: int

    @property
    def share(self) -> float | None:
        """The share, where there are enough to tell."""
        return self.answered / self.n if self.n >= LEAST_MESSAGES else None


@dataclass(frozen=True, slots=True)
class GroupSound:
    """How a group sounds: its silence, and how many messages it had in the last 28 days and in the 28 before."""

    group: Group
    silence: Silence
    lately: int
    before: int


@dataclass(frozen=True, slots=True)
class Voice:
    """How much somebody said: `messages`, `words`, and the `share` in [0, 1] of all messages."""

    participant: Participant | None
    messages: int
    words: int
    share: float
    ours: bool


@dataclass(frozen=True, slots=True)
class Carried:
    """Who carried the conversation; `top_words` is the share in [0, 1] of the words of the first `top_people`."""

    voices: Sequence[Voice]
    of: Carrying
    top_words: float | None
    ours: int


def waiting_topics(viewer: Viewer, *, ours: bool = False) -> QuerySet[Topic]:
    """Return the open topics of members (of the team, if `ours`) that nobody else has answered, the oldest first.

    A machine's words are no answer, one's own are none, and what was taken away is none. `is_first` says whether
    the author had written nothing before.
    """
    side = Side.US if ours else Side.THEM
    earlier = Writing.objects.filter(author=OuterRef("opened_by"), message__sent_at__lt=OuterRef("opened_at"))
    found = _standing(viewer).filter(closed_at=None, group__closed_at=None, opened_by__identity__side=side)
    waiting = found.filter(~Exists(_answers_to_topic()))
    shown = waiting.select_related("group", "opened_by").annotate(is_first=~Exists(earlier))
    return shown.order_by("opened_at", "pk")


def opened_lately(topics: QuerySet[Topic], now: datetime) -> QuerySet[Topic]:
    """Return those topics that were opened within 90 days."""
    return topics.filter(opened_at__gt=now - WAITED_LONG, last_at__gt=now - WAITED_LONG)


def opened_long_ago(topics: QuerySet[Topic], now: datetime) -> QuerySet[Topic]:
    """Return those topics that were opened before."""
    return topics.filter(opened_at__lte=now - WAITED_LONG)


def first_answers(viewer: Viewer, now: datetime) -> MedianWait:
    """Return how long topics that members opened in the last 28 days waited for a first answer by somebody else.

    Definition 3.4: those that still wait count as long as they have waited (Kaplan and Meier). One query.
    """
    first = _answers_to_topic().order_by().values("conversation").annotate(at=Min("sent_at")).values("at")
    found = _standing(viewer).filter(
        opened_by__identity__side=Side.THEM, opened_at__gt=now - LATELY, opened_at__lte=now
    )
    rows = found.annotate(answered_at=Subquery(first)).values_list("opened_at", "answered_at")
    return median_wait(Wait(((end or now) - opened).total_seconds(), end is not None) for opened, end in rows)


def newcomers(viewer: Viewer, now: datetime) -> list[Newcomer]:
    """Return who joined within 30 days, the team apart, the oldest first; a moderator sees those of their groups.

    Answered is whose message somebody else answered, or who opened a topic in which somebody else wrote. Four
    queries, however many they are.
    """
    found = list(_newcomers(viewer, now).select_related("identity"))
    keys = [one.pk for one in found]
    wrote, answered = _written_and_answered(viewer, keys)
    held = set(HeldWriting.objects.waiting().filter(author__in=keys).values_list("author", flat=True))
    first = Message.objects.in_bulk([min(rows)[1] for rows in wrote.values()])
    return [
        Newcomer(
            one,
            len(wrote.get(one.pk, ())),
            first[min(wrote[one.pk])[1]] if one.pk in wrote else None,
            one.pk in answered,
            one.pk in held,
        )
        for one in found
    ]


def never_answered(found: Sequence[Newcomer]) -> list[Newcomer]:
    """Return those who wrote and whom nobody answered, the one who has waited longest first."""
    waiting = [(one.first.sent_at, one) for one in found if one.first is not None and not one.answered]
    return [one for _at, one in sorted(waiting, key=lambda pair: pair[0])]


def never_wrote(found: Sequence[Newcomer]) -> list[Newcomer]:
    """Return those who wrote nothing that stands."""
    return [one for one in found if not one.wrote]


def answered_of(found: Sequence[Newcomer]) -> Answered:
    """Return how many of those who wrote were answered."""
    wrote = [one for one in found if one.wrote]
    return Answered(sum(1 for one in wrote if one.answered), len(wrote))


def sounds(viewer: Viewer, now: datetime) -> list[GroupSound]:
    """Return how the open groups sound, the most silent beside their own rhythm first. Three queries."""
    groups = list(groups_moderated(viewer).filter(closed_at=None).order_by("name", "pk"))
    said = _said(viewer).filter(sent_at__gt=now - REMEMBERED, sent_at__lte=now)
    by_group = F("conversation__topic__group")
    days = said.annotate(group=by_group, day=TruncDate("sent_at", tzinfo=viewer.brand.zone))
    spoken: dict[int, set[date]] = {}
    for group, day in days.values_list("group", "day").distinct().order_by():
        spoken.setdefault(group, set()).add(day)
    lately = Count("pk", filter=Q(sent_at__gt=now - LATELY))
    before = Count("pk", filter=Q(sent_at__gt=now - 2 * LATELY, sent_at__lte=now - LATELY))
    counted = {
        group: (late, sooner)
        for group, late, sooner in said.filter(sent_at__gt=now - 2 * LATELY)
        .annotate(group=by_group)
        .values("group")
        .annotate(late=lately, sooner=before)
        .order_by()
        .values_list("group", "late", "sooner")
    }
    today = now.astimezone(viewer.brand.zone).date()
    found = [GroupSound(one, silence(spoken.get(one.pk, ()), today), *counted.get(one.pk, (0, 0))) for one in groups]
    return sorted(found, key=lambda one: -(one.silence.times or 0))


def carried(viewer: Viewer, now: datetime) -> Carried:
    """Return who wrote how much in the last 28 days, whoever wrote most first, the team included. Four queries.

    Counted are messages and words as they were written, from the ledger; machines and what was taken away apart.
    """
    rows = list(
        _lines(viewer, now).values("actor").annotate(n=Count("pk"), of_words=Sum("words")).order_by("-n", "actor")
    )
    there = {
        one.identity_id: one
        for one in Participant.objects.filter(identity__in=[row["actor"] for row in rows]).select_related("identity")
    }
    total = sum(row["n"] for row in rows)
    voices = [_voice(there.get(row["actor"]), row, total) for row in rows]
    of = carrying([one.messages for one in voices], _could_write(viewer, {one.pk for one in there.values()}))
    words = [one.words for one in voices]
    enough = of.n >= LEAST_MESSAGES
    return Carried(
        voices,
        of,
        share_of_first(words, of.top_people) if enough else None,
        sum(one.messages for one in voices if one.ours),
    )


def said_lately(viewer: Viewer, now: datetime, *, handle: str = "", group: str = "") -> QuerySet[Message]:
    """Return what was said in the last 28 days, by one person or in one group if named, the latest first."""
    found = _said(viewer).filter(sent_at__gt=now - LATELY, sent_at__lte=now)
    if handle:
        found = found.filter(author__participant__handle=handle)
    if group:
        found = found.filter(conversation__topic__group__slug=group)
    return found.select_related("author", "conversation__topic__group").order_by("-sent_at", "-pk")


def _voice(participant: Participant | None, row: Mapping[str, Any], total: int) -> Voice:
    ours = participant is not None and participant.identity is not None and participant.identity.side == Side.US
    return Voice(participant, row["n"], row["of_words"], row["n"] / total, ours)


def _standing(viewer: Viewer) -> QuerySet[Topic]:
    """Topics where somebody keeps order, by people who are known, whose spark was not taken away.

    Sessions, events, rankings and polls are answered otherwise than in words: they are not among them.
    """
    spark = Writing.objects.filter(
        message__conversation=OuterRef("conversation"), message__parent_uri="", removed_at__isnull=False
    )
    found = Topic.objects.filter(group__in=groups_moderated(viewer).values("pk"), merged_into=None)
    found = found.filter(live_session=None, event=None).exclude(ask__kind__in=[AskKind.RANKING, AskKind.POLL])
    return found.filter(~Exists(spark), opened_by__identity__automated=False)


def _answers_to_topic() -> QuerySet[Message]:
    """Answers to a topic outside, by somebody else who is no machine, as far as they stand."""
    found = Message.objects.filter(conversation=OuterRef("conversation"), writing__removed_at=None)
    return found.filter(author__automated=False).exclude(author=OuterRef("opened_by__identity"))


def _said(viewer: Viewer) -> QuerySet[Message]:
    groups = groups_moderated(viewer).values("pk")
    found = Message.objects.filter(brand=viewer.brand, conversation__topic__group__in=groups)
    return found.filter(writing__removed_at=None, author__automated=False)


def _lines(viewer: Viewer, now: datetime) -> QuerySet[Interaction]:
    topics = Topic.objects.filter(group__in=groups_moderated(viewer).values("pk"))
    gone = Writing.objects.filter(message__brand=viewer.brand, removed_at__isnull=False)
    found = Interaction.objects.filter(
        brand=viewer.brand,
        channel=viewer.community.channel_id,
        at__gt=now - LATELY,
        at__lte=now,
        verb__in=SAID,
        automated=False,
        root__in=topics.values("conversation__root_uri"),
    )
    return found.exclude(subject__in=gone.filter(message__sent_at__gt=now - LATELY).values("message__uri"))


def _newcomers(viewer: Viewer, now: datetime) -> QuerySet[Participant]:
    found = Participant.objects.taking_part().filter(brand=viewer.brand, admitted_at__gt=now - NEWCOMER)
    found = found.filter(identity__side=Side.THEM, identity__automated=False, admitted_at__lte=now)
    if not viewer.hosts:
        found = found.filter(Q(pk__in=_members(viewer)) | Q(pk__in=_writers(viewer)))
    return found.order_by("admitted_at", "pk")


def _members(viewer: Viewer) -> QuerySet[GroupMember, int]:
    kept = GroupMember.objects.current().filter(group__in=groups_moderated(viewer).values("pk"))
    return kept.values_list("participant", flat=True)


def _writers(viewer: Viewer) -> QuerySet[Writing, int | None]:
    kept = Writing.objects.filter(message__conversation__topic__group__in=groups_moderated(viewer).values("pk"))
    return kept.exclude(author=None).values_list("author", flat=True)


def _written_and_answered(
    viewer: Viewer, keys: Sequence[int]
) -> tuple[dict[int, list[tuple[datetime, int]]], set[int]]:
    """Return when and as which message each of these wrote, and which of them somebody else answered."""
    mine = Writing.objects.filter(author__in=keys, removed_at=None)
    mine = mine.filter(message__conversation__topic__group__in=groups_moderated(viewer).values("pk"))
    wrote: dict[int, list[tuple[datetime, int]]] = {}
    author_of: dict[str, int] = {}
    opened: dict[int, int] = {}
    talks = set[int]()
    fields = ("author", "message", "message__sent_at", "message__uri", "message__conversation", "message__parent_uri")
    for author, message, at, uri, conversation, parent in mine.values_list(*fields):
        wrote.setdefault(author, []).append((at, message))
        author_of[uri] = author
        talks.add(conversation)
        if not parent:
            opened[conversation] = author
    others = Message.objects.filter(conversation__in=talks, writing__removed_at=None, author__automated=False)
    answered = set[int]()
    for by, parent, conversation in others.values_list("writing__author", "parent_uri", "conversation"):
        answered |= {one for one in (author_of.get(parent), opened.get(conversation)) if one and one != by}
    return wrote, answered


def _could_write(viewer: Viewer, wrote: set[int]) -> int:
    """Return how many people could have written: who takes part, or who is in the groups, and whoever wrote."""
    found = Participant.objects.taking_part().filter(brand=viewer.brand)
    if not viewer.hosts:
        found = found.filter(pk__in=_members(viewer))
    return found.exclude(pk__in=wrote).count() + len(wrote)
