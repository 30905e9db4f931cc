"""How many thanked for what somebody wrote, and whether who looks is among them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from antiphon.community.models import Participant, Thank


@dataclass(frozen=True, slots=True)
class Thanked:
    """How many thanked for words, and whether who looks did."""

    number: int = 0
    mine: bool = False


#: How it stands with words that nobody thanked for.
NOBODY = Thanked()


def thanks_for(messages: Collection[int], participant: Participant | None) -> dict[int, Thanked]:
    """Return by message how many thanked for it; what nobody thanked for is not in it. One query."""
    found = Thank.objects.standing().filter(writing__message__in=messages, writing__removed_at=None)
    mine = Count("pk", filter=Q(by=participant))
    counted = found.values_list("writing__message").annotate(number=Count("pk"), mine=mine).order_by()
    return {key: Thanked(number, bool(own)) for key, number, own in counted}
