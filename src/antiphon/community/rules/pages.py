"""How a long topic is cut into pages: in reading order, and each page begins by saying what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from antiphon.lib.trees import Placed

PAGE = 40
#: Deeper replies stand at this depth and name whom they answer: a phone has no room for more.
DEEPEST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Cut:
    """One page of a topic: what stands on it, its number from 1, and how many pages there are."""

    placed: Sequence[Placed[int]]
    number: int
    pages: int


def cut(placed: Sequence[Placed[int]], number: int, size: int = PAGE) -> Cut:
    """Return a page of messages in reading order; a number beyond the last is the last.

    >>> cut([], 3)
    Cut(placed=[], number=1, pages=1)
    """
    pages = max(1, -(-len(placed) // size))
    number = min(max(1, number), pages)
    return Cut(placed[(number - 1) * size : number * size], number, pages)


def page_of(placed: Sequence[Placed[int]], message: int, size: int = PAGE) -> int:
    """Return the number of the page on which a message stands; 1 if it is not there."""
    place = next((place for place, one in enumerate(placed) if one.id == message), 0)
    return place // size + 1
