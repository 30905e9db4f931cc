"""Who came lately: what they wrote, and whether anybody answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from antiphon.community.models import HeldWriting, Participant, Writing
from antiphon.community.permissions import Viewer
from antiphon.community.queries.alive.said import members_kept
from antiphon.community.queries.cases import groups_moderated
from antiphon.community.rules.carrying import LEAST_MESSAGES
from antiphon.conversations.models import Message
from antiphon.people.models import Side

#: Whoever joined within it is a newcomer.
NEWCOMER = timedelta(days=30)


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


def _newcomers(viewer: Viewer, now: datetime) -> QuerySet[Participant]:
    found = Participant.objects.taking_part().filter(brand=viewer.brand, admitted_at__gt=now - NEWCOMER)
    found = found.filter(identity__side=Side.THEM, identity__automated=False, admitted_at__lte=now)
    if not viewer.hosts:
        found = found.filter(Q(pk__in=members_kept(viewer)) | Q(pk__in=_writers(viewer)))
    return found.order_by("admitted_at", "pk")


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
