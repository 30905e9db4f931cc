"""What a person and we said and did to each other, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Q, QuerySet

from antiphon.conversations.models import Message
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Direction, Verb
from antiphon.people.models import Person, Side
from antiphon.relationships.models import Encounter
from antiphon.relationships.rules import BACK


@dataclass(frozen=True, slots=True)
class Event:
    """One act of the history; `message` holds its words, or what it was done to, where that was kept.

    `encounter` tells of a contact that no channel heard of.
    """

    interaction: Interaction
    message: Message | None
    ours: bool
    encounter: Encounter | None = None


@dataclass(frozen=True, slots=True)
class History:
    """A page of a history, and whether older events follow."""

    events: list[Event]
    more: bool

    @property
    def end(self) -> "Place | None":
        """Where the next page begins, None at the end."""
        return (self.events[-1].interaction.at, self.events[-1].interaction.pk) if self.more else None


type Place = tuple[datetime, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which part of a history: of one side, on one network, older than a place (moment and key of an act)."""

    side: Literal["", "them", "us"] = ""
    network: str = ""
    before: Place | None = None


def history(person: Person, asked: Asked | None = None, *, limit: int = 30, confined: bool = False) -> History:
    """Return what the person did and what was done to them, newest first. Four queries.

    What they said directly to somebody who is not us is theirs, and not part of it. Words that were said among few
    stand in it only with `confined`, for hosts of the community.
    """
    rows = _acts(person, asked or Asked()).select_related("actor__person", "target__person", "channel")
    page = list(rows.order_by("-at", "-pk")[: limit + 1])
    subjects = {row.subject for row in page}
    said = Message.objects.filter(brand=person.brand_id, uri__in=subjects).select_related("author")
    words = {message.uri: message for message in (said if confined else said.filter(conversation__confined=False))}
    met = {
        one.uri: one
        for one in Encounter.objects.filter(
            person__in=Person.objects.part_of(person), uri__in=subjects
        ).select_related("by__user")
    }
    events = [
        Event(row, words.get(row.subject), row.actor.side == Side.US, met.get(row.subject)) for row in page[:limit]
    ]
    return History(events, len(page) > limit)


def _acts(person: Person, asked: Asked) -> QuerySet[Interaction]:
    identities = list(person.identities.values_list("pk", flat=True))
    theirs, ours = Q(actor__in=identities), Q(target__in=identities)
    either = {"them": theirs, "us": ours & Q(direction=Direction.OUT), "": theirs | ours}[asked.side]
    rows = Interaction.objects.filter(either, brand=person.brand_id)
    rows = rows.exclude(verb=Verb.DIRECT, direction=Direction.BETWEEN).exclude(source__endswith=BACK)
    if asked.network:
        rows = rows.filter(channel__kind=asked.network)
    if asked.before:
        at, key = asked.before
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=key))
    return rows
