"""Who carries the conversation, from the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, Sum

from antiphon.community.models import Participant, Topic, Writing
from antiphon.community.permissions import Viewer
from antiphon.community.queries.alive.said import LATELY, members_kept
from antiphon.community.queries.cases import groups_moderated
from antiphon.community.rules.carrying import LEAST_MESSAGES, Carrying, carrying, share_of_first
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import SAID
from antiphon.people.models import Side


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


def _voice(participant: Participant | None, row: Mapping[str, Any], total: int) -> Voice:
    ours = participant is not None and participant.identity is not None and participant.identity.side == Side.US
    return Voice(participant, row["n"], row["of_words"], row["n"] / total, ours)


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


def _could_write(viewer: Viewer, wrote: set[int]) -> int:
    """Return how many people could have written: who takes part, or who is in the groups, and whoever wrote."""
    found = Participant.objects.taking_part().filter(brand=viewer.brand)
    if not viewer.hosts:
        found = found.filter(pk__in=members_kept(viewer))
    return found.exclude(pk__in=wrote).count() + len(wrote)
