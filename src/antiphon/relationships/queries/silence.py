"""Who has been silent for longer than usual, the most urgent first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.db.models import Count, F, Max, Window
from django.db.models.functions import RowNumber

from antiphon.conversations.models import Message
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import MESSAGES, Direction
from antiphon.organizations.models import Brand
from antiphon.people.models import Person, Side
from antiphon.relationships.models import Relationship
from antiphon.relationships.queries.parts import WHOLE
from antiphon.relationships.queries.ties import Tie, ties
from antiphon.relationships.queries.touches import end_of

#: No pair has a shorter rhythm (definition 3.10), so nobody who spoke since is silent.
_SHORTEST_RHYTHM = timedelta(days=3)
#: Beside those with a steward, the silence of so many is weighed: those who spoke most often.
_MOST = 100
#: The whole ledger is read for who they are, so that is kept so many seconds; how we stand with them never is.
_KEPT_FOR = 3_600


@dataclass(frozen=True, slots=True)
class Silence:
    """Somebody who has been silent beyond the rhythm, with what the sentence about it needs.

    `tie` holds the last contact, the gap and the rhythm; `last_words` is what they last said to us.
    """

    person: Person
    tie: Tie
    last_words: Message | None


def out_of_touch(brand: Brand, as_of: date, limit: int = 10) -> list[Silence]:
    """Return people silent beyond their rhythm, most urgent first. At most eight queries, however many people.

    Weighed are all who have a steward, and of the others the hundred who spoke most often.
    """
    found = ties(brand, _who_may_be_silent(brand, as_of), as_of)
    silent = {person: tie for person, tie in found.items() if tie.silent_too_long}
    ranked = sorted(silent, key=lambda one: (-_urgency(silent[one]), -(silent[one].urgency.times_rhythm or 0), one))
    first = ranked[:limit]
    people = Person.objects.filter(brand=brand).prefetch_related("identities").in_bulk(first)
    words = last_words(brand, first)
    return [Silence(people[one], silent[one], words.get(one)) for one in first]


def _urgency(tie: Tie) -> float:
    return tie.urgency.value or 0.0


def _who_may_be_silent(brand: Brand, as_of: date) -> set[int]:
    """Return whom a steward keeps in touch with, and those who spoke to us most and then not for some days.

    The rules are only asked about these: a page that everybody opens every morning must not read the whole book.
    """
    kept = Relationship.objects.filter(brand=brand).kept().values_list(WHOLE, flat=True)
    most = cache.get_or_set(f"speak_most:{brand.pk}:{as_of}", lambda: _who_spoke_most(brand, as_of), _KEPT_FOR)
    return {*kept, *(most or ())}


def _who_spoke_most(brand: Brand, as_of: date) -> list[int]:
    heard = Interaction.objects.filter(
        brand=brand,
        direction=Direction.IN,
        automated=False,
        verb__in=MESSAGES,
        at__lt=end_of(as_of, brand),
        actor__side=Side.THEM,
        actor__person__isnull=False,
    )
    quiet = {"times__gte": 2, "last__lt": end_of(as_of, brand) - _SHORTEST_RHYTHM}
    often = heard.values("actor__person").annotate(times=Count("pk"), last=Max("at")).filter(**quiet)
    return [row["actor__person"] for row in often.order_by("-times", "actor__person")[:_MOST]]


def last_words(brand: Brand, people: Collection[int], *, confined: bool = False) -> dict[int, Message]:
    """Return what each of the people said last; what was said among few only if `confined`. One query."""
    said = Message.objects.filter(brand=brand, author__person__in=people, author__side=Side.THEM)
    said = said if confined else said.filter(conversation__confined=False)
    place = Window(RowNumber(), partition_by=F("author__person"), order_by=[F("sent_at").desc(), F("pk").desc()])
    last = said.annotate(place=place).filter(place=1).select_related("author", "conversation__channel")
    return {message.author.person_id: message for message in last if message.author.person_id}
