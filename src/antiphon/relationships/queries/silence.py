"""Who has been silent for longer than usual, the most urgent first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber, TruncDate

from antiphon.conversations.models import Message
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import MESSAGES, Direction
from antiphon.organizations.models import Brand
from antiphon.people.models import Person, Side
from antiphon.relationships.models import Relationship
from antiphon.relationships.queries.ties import Tie, ties
from antiphon.relationships.queries.touches import end_of

#: On so many days somebody must have spoken to us before the pair can have a rhythm of its own.
_DAYS_OF_A_RHYTHM = 2


@dataclass(frozen=True, slots=True)
class Silence:
    """Somebody who has been silent beyond the rhythm, with what the sentence about it needs.

    `tie` holds the last contact, the gap and the rhythm; `last_words` is what they last said to us.
    """

    person: Person
    tie: Tie
    last_words: Message | None


def out_of_touch(brand: Brand, as_of: date, limit: int = 10) -> list[Silence]:
    """Return people silent beyond their rhythm, most urgent first. Seven queries, however many people."""
    found = ties(brand, _with_a_rhythm(brand, as_of), as_of)
    silent = {person: tie for person, tie in found.items() if tie.silent_too_long}
    ranked = sorted(silent, key=lambda one: (-_urgency(silent[one]), -(silent[one].urgency.times_rhythm or 0), one))
    first = ranked[:limit]
    people = Person.objects.filter(brand=brand).prefetch_related("identities").in_bulk(first)
    words = _last_words(brand, first)
    return [Silence(people[one], silent[one], words.get(one)) for one in first]


def _urgency(tie: Tie) -> float:
    return tie.urgency.value or 0.0


def _with_a_rhythm(brand: Brand, as_of: date) -> set[int]:
    """Return whom a steward keeps in touch with, and who spoke to us on several days."""
    kept = Relationship.objects.filter(brand=brand).values_list("person", flat=True)
    heard = Interaction.objects.filter(
        brand=brand,
        direction=Direction.IN,
        automated=False,
        verb__in=MESSAGES,
        at__lt=end_of(as_of, brand),
        actor__side=Side.THEM,
        actor__person__isnull=False,
    )
    days = Count(TruncDate("at", tzinfo=brand.zone), distinct=True)
    often = heard.values("actor__person").annotate(days=days).filter(days__gte=_DAYS_OF_A_RHYTHM).order_by()
    return {*kept, *(row["actor__person"] for row in often)}


def _last_words(brand: Brand, people: Collection[int]) -> dict[int, Message]:
    said = Message.objects.filter(brand=brand, author__person__in=people, author__side=Side.THEM)
    place = Window(RowNumber(), partition_by=F("author__person"), order_by=[F("sent_at").desc(), F("pk").desc()])
    last = said.annotate(place=place).filter(place=1).select_related("author", "conversation__channel")
    return {message.author.person_id: message for message in last if message.author.person_id}
