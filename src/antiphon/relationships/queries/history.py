"""What a person and we said and did to each other, newest first."""

from dataclasses import dataclass

from django.db.models import Q

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


def history(person: Person, *, limit: int = 30, offset: int = 0, confined: bool = False) -> History:
    """Return what the person did and what was done to them, newest first. Four queries.

    What they said directly to somebody who is not us is theirs, and not part of it. Words that were said among few
    stand in it only with `confined`, for hosts of the community.
    """
    identities = list(person.identities.values_list("pk", flat=True))
    either = Q(actor__in=identities) | Q(target__in=identities)
    rows = Interaction.objects.filter(either, brand=person.brand_id).select_related("actor", "target", "channel")
    rows = rows.exclude(verb=Verb.DIRECT, direction=Direction.BETWEEN).exclude(source__endswith=BACK)
    page = list(rows.order_by("-at", "-pk")[offset : offset + limit + 1])
    subjects = {row.subject for row in page}
    said = Message.objects.filter(brand=person.brand_id, uri__in=subjects).select_related("author")
    words = {message.uri: message for message in (said if confined else said.filter(conversation__confined=False))}
    met = {
        one.uri: one for one in Encounter.objects.filter(person=person, uri__in=subjects).select_related("by__user")
    }
    events = [
        Event(row, words.get(row.subject), row.actor.side == Side.US, met.get(row.subject)) for row in page[:limit]
    ]
    return History(events, len(page) > limit)
