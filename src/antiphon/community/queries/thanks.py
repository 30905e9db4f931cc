"""How many thanked for what somebody wrote, and whether who looks is among them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from antiphon.community.models import Participant, Thank
from antiphon.community.queries.counting import thanks_that_count


@dataclass(frozen=True, slots=True)
class Thanked:
    """How many thanked for words, and whether who looks did."""

    number: int = 0
    mine: bool = False


#: How it stands with words that nobody thanked for.
NOBODY = Thanked()


def thanks_for(messages: Collection[int], participant: Participant | None) -> dict[int, Thanked]:
    """Return by message how many thanked for it; what nobody thanked for is not in it. Two queries.

    What is set aside is not counted, and is still shown as theirs to who gave it.
    """
    here = Q(writing__message__in=messages, writing__removed_at=None)
    own = Thank.objects.standing().filter(here, by=participant) if participant else Thank.objects.none()
    mine = set(own.values_list("writing__message", flat=True))
    numbers = thanks_that_count().filter(here).values_list("writing__message").annotate(Count("pk")).order_by()
    counted = dict(numbers)
    return {key: Thanked(counted.get(key, 0), key in mine) for key in {*counted, *mine}}
