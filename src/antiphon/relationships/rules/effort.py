"""What one contact cost the person who made it, and which contacts of a day count."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal

type Direction = Literal["in", "out"]
"""`in`: from them to us; `out`: from us to them."""

#: Effort of a contact by its verb, in points. The order of magnitude follows public models of
#: community work (a direct contact weighs about ten times an indirect one; a reaction weighs less
#: than a reply); the numbers themselves are a choice that a brand may change.
EFFORT: Mapping[str, float] = MappingProxyType(
    {
        "follow": 0.2,
        "like": 0.2,
        "share": 1.0,
        "reply": 2.0,
        "mention": 2.0,
        "quote": 2.0,
        "direct": 4.0,
        "question": 4.0,
        "answer": 4.0,
        "meeting": 8.0,
        "introduce": 8.0,
    }
)

#: From this effort on, words were exchanged: the contact is real and ends a silence.
WORDS = 2.0


#: What the source of the second line of a contact ends in, where both sides spoke at once.
BACK = ":back"


class UnknownKind(ValueError):
    """A contact of a kind to which no effort is given."""


@dataclass(frozen=True, slots=True)
class Touch:
    """One contact between us and a person.

    `day` is the day of `at` in the brand's time zone; `kind` is a verb of `EFFORT`; `channel` is
    any stable name of the medium.
    """

    day: date
    at: datetime
    direction: Direction
    kind: str
    channel: str


def effort_of(kind: str, effort: Mapping[str, float] = EFFORT) -> float:
    """Return the points of one contact of this kind.

    Raises `UnknownKind`: a verb without effort is left out by the caller, never by silence.

    >>> effort_of("reply")
    2.0
    """
    try:
        return effort[kind]
    except KeyError:
        raise UnknownKind(f"no effort is given to contacts of the kind {kind!r}") from None


def heaviest_of_each_day(
    touches: Iterable[Touch], as_of: date, effort: Mapping[str, float] = EFFORT
) -> tuple[Touch, ...]:
    """Return, newest first, the one contact of each day and direction that counts.

    The cap by maximum: five messages on one day are one message. Contacts after `as_of` are not
    known yet. Of equal efforts the earliest counts, so that the order of arrival does not matter.
    """

    def rank(touch: Touch) -> tuple[float, datetime, str, str]:
        return (-effort_of(touch.kind, effort), touch.at, touch.kind, touch.channel)

    heaviest: dict[tuple[date, Direction], Touch] = {}
    for touch in touches:
        place = (touch.day, touch.direction)
        if touch.day <= as_of and (place not in heaviest or rank(touch) < rank(heaviest[place])):
            heaviest[place] = touch
    return tuple(sorted(heaviest.values(), key=lambda touch: (touch.day, touch.direction), reverse=True))
