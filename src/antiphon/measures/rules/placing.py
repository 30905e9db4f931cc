"""A map of people on which nobody covers another: each part an island, its people around the one with most ties."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from antiphon.lib.sortable import Sortable

#: The angle between one seed of a sunflower and the next, by which they spread evenly.
_GOLDEN = pi * (3 - sqrt(5))
#: The room of one person, and the water around an island, in the units of the map.
ROOM, WATER = 13.0, 34.0


@dataclass(frozen=True, slots=True)
class Island:
    """Where a part of the network lies: its middle and how far it reaches."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Placed[K: Sortable]:
    """Where everybody is, the islands in the order of the parts, and the whole map: left, top, width, height."""

    people: dict[K, tuple[float, float]]
    islands: list[Island]
    box: tuple[float, float, float, float]


def placed[K: Sortable](parts: Sequence[Sequence[K]]) -> Placed[K]:
    """Return a map of parts of people, each part with those first who belong in its middle.

    The same parts give the same map, so that people find one another where they were yesterday.
    """
    islands: list[Island] = []
    people: dict[K, tuple[float, float]] = {}
    for part in parts:
        island = _beside(islands, ROOM * sqrt(len(part)))
        islands.append(island)
        people |= {one: _seed(island, place) for place, one in enumerate(part)}
    return Placed(people, islands, _box(islands))


def _seed(island: Island, place: int) -> tuple[float, float]:
    reach, angle = ROOM * sqrt(place) * 0.9, place * _GOLDEN
    return round(island.x + reach * cos(angle), 1), round(island.y + reach * sin(angle), 1)


def _beside(islands: Sequence[Island], radius: float) -> Island:
    """Return the first free place on a spiral around the largest island."""
    if not islands:
        return Island(0.0, 0.0, radius)
    angle, reach = 0.0, islands[0].radius + radius
    while True:
        found = Island(round(reach * 1.3 * cos(angle), 1), round(reach * sin(angle), 1), radius)
        if all(_apart(found, other) for other in islands):
            return found
        angle += 0.35
        reach += 1.5


def _apart(one: Island, other: Island) -> bool:
    between = one.radius + other.radius + WATER
    return (one.x - other.x) ** 2 + (one.y - other.y) ** 2 >= between**2


def _box(islands: Sequence[Island]) -> tuple[float, float, float, float]:
    if not islands:
        return 0.0, 0.0, 1.0, 1.0
    left = min(one.x - one.radius for one in islands) - WATER
    top = min(one.y - one.radius for one in islands) - WATER
    right = max(one.x + one.radius for one in islands) + WATER
    bottom = max(one.y + one.radius for one in islands) + WATER
    return round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1)
