"""Who begins: of the threads between us and somebody, how many we opened."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import MESSAGES, Direction, Verb
from antiphon.organizations.models import Brand
from antiphon.people.models import Identity
from antiphon.relationships.queries.touches import end_of
from antiphon.relationships.rules import enough, initiative_balance

_SPOKEN = [*MESSAGES, Verb.MEET]


@dataclass(frozen=True, slots=True)
class Initiative:
    """How many threads with somebody we opened, and how many they did (definition 3.2)."""

    ours: int = 0
    theirs: int = 0

    @property
    def n(self) -> int:
        """Return how many threads there were."""
        return self.ours + self.theirs

    @property
    def value(self) -> float | None:
        """Return the share that we opened, in [0, 1]; None if nobody opened any."""
        return initiative_balance(self.ours, self.theirs)

    @property
    def enough(self) -> bool:
        """Whether the threads are enough to say something."""
        return enough(self.n)


def initiatives(brand: Brand, people: Collection[int], as_of: date) -> dict[int, Initiative]:
    """Return who began with each of the people, up to a day. Two queries.

    A thread between two begins with the first words that one of them addressed to the other: a post to all is
    nobody's first step towards somebody, the answer to it is.
    """
    known = Identity.objects.filter(brand=brand, person__in=people).values_list("pk", "person")
    of = {identity: person for identity, person in known if person}
    either = Q(actor__in=of, direction=Direction.IN) | Q(target__in=of, direction=Direction.OUT)
    rows = Interaction.objects.filter(either, brand=brand, automated=False, at__lt=end_of(as_of, brand))
    lines = rows.filter(verb__in=_SPOKEN).order_by("at", "pk")
    first: dict[tuple[int, str], bool] = {}
    for actor, target, root, subject, way in lines.values_list("actor", "target", "root", "subject", "direction"):
        ours = way == Direction.OUT
        first.setdefault((of[target if ours else actor], root or subject), ours)
    return {person: _of(first, person) for person in people}


def _of(first: dict[tuple[int, str], bool], person: int) -> Initiative:
    begun = [ours for (who, _root), ours in first.items() if who == person]
    return Initiative(sum(begun), len(begun) - sum(begun))
