"""Which people belong together, by who speaks with whom: parts of a network, the same each time."""

from collections.abc import Mapping

from antiphon.lib.sortable import Sortable

type Weights[K: Sortable] = Mapping[K, Mapping[K, float]]
"""How much passes between each two people, the same both ways."""

_ROUNDS = 20


def clusters[K: Sortable](weights: Weights[K]) -> list[list[K]]:
    """Return parts within which more passes than between them, the largest first; everybody is in one.

    People move to the part that raises modularity most until nobody does, then parts move as people did. Source:
    Blondel et al. 2008 (Louvain), here in a fixed order, so that the same network always falls into the same parts.
    """
    parts: list[list[K]] = [[one] for one in sorted(weights)]
    place = {one: number for number, part in enumerate(parts) for one in part}
    while True:
        between = _between(weights, place, len(parts))
        moved = _moved(between)
        if len(set(moved)) == len(parts):
            return sorted((sorted(part) for part in parts), key=lambda part: (-len(part), part[0]))
        joined: dict[int, list[K]] = {}
        for number, part in enumerate(parts):
            joined.setdefault(moved[number], []).extend(part)
        parts = list(joined.values())
        place = {one: number for number, part in enumerate(parts) for one in part}


def modularity[K: Sortable](weights: Weights[K], parts: list[list[K]]) -> float:
    """Return how much more passes within parts than chance would have it, in [−½, 1]; 0 where nothing passes."""
    place = {one: number for number, part in enumerate(parts) for one in part}
    total = sum(sum(own.values()) for own in weights.values())
    within = sum(w for one, own in weights.items() for other, w in own.items() if place[one] == place[other])
    degrees = [0.0] * len(parts)
    for one, own in weights.items():
        degrees[place[one]] += sum(own.values())
    return within / total - sum((degree / total) ** 2 for degree in degrees) if total else 0.0


def _between[K: Sortable](weights: Weights[K], place: dict[K, int], many: int) -> list[dict[int, float]]:
    found: list[dict[int, float]] = [{} for _ in range(many)]
    for one, own in weights.items():
        row = found[place[one]]
        for other, weight in own.items():
            row[place[other]] = row.get(place[other], 0.0) + weight
    return found


def _moved(between: list[dict[int, float]]) -> list[int]:
    """Return the part of each node after moving one by one, each to where it belongs most."""
    part = list(range(len(between)))
    degree = [sum(row.values()) for row in between]
    total, inside = sum(degree), list(degree)
    for _round in range(_ROUNDS if total else 0):
        moves = 0
        for node, row in enumerate(between):
            best = _best(node, row, part, degree, inside, total)
            if best != part[node]:
                inside[part[node]] -= degree[node]
                inside[best] += degree[node]
                part[node], moves = best, moves + 1
        if not moves:
            break
    return part


def _best(
    node: int, row: dict[int, float], part: list[int], degree: list[float], inside: list[float], total: float
) -> int:
    links: dict[int, float] = {part[node]: 0.0}
    for other, weight in row.items():
        if other != node:
            links[part[other]] = links.get(part[other], 0.0) + weight
    own = degree[node]
    stays = links[part[node]] - own * (inside[part[node]] - own) / total
    gains = {to: weight - own * inside[to] / total for to, weight in links.items() if to != part[node]}
    best = max(sorted(gains), key=lambda to: gains[to], default=part[node])
    return best if gains.get(best, stays) > stays + 1e-12 else part[node]
