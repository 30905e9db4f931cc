"""Reply trees out of rows that came in any order, with gaps and with nonsense in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from antiphon.lib.sortable import Sortable

type Row[K] = tuple[K, K | None, datetime]
"""Identifier, identifier of the message it answers (None for a root), time."""


@dataclass(frozen=True, slots=True)
class Placed[K]:
    """Where a message stands in its tree: `depth` 0 for a root.

    `detached`: it names a parent that is not there, or that is below it; it stands as a root.
    """

    id: K
    parent_id: K | None
    depth: int
    detached: bool


def preorder[K: Sortable](rows: Iterable[Row[K]]) -> tuple[Placed[K], ...]:
    """Return the messages in reading order: each before its replies, siblings by time.

    The order of the rows does not matter. A message whose parent is missing stands as a root of
    its own, after the true roots; a circle is opened at its earliest message; of two rows with
    the same identifier the earlier counts. Linear but for the sorting, and without recursion.

    >>> from datetime import datetime as at
    >>> [(one.id, one.depth) for one in preorder([("b", "a", at(2026, 1, 2)), ("a", None, at(2026, 1, 1))])]
    [('a', 0), ('b', 1)]
    """
    known = _one_row_each(rows)
    in_time = sorted(known, key=lambda one: (known[one][2], one))
    parent_of = _existing_parents(known)
    _open_circles(parent_of, in_time)
    children, roots = _families(parent_of, in_time)
    detached = {one for one in roots if known[one][1] is not None}
    roots.sort(key=lambda one: one in detached)
    return _walk(roots, children, parent_of, detached)


def _one_row_each[K: Sortable](rows: Iterable[Row[K]]) -> dict[K, Row[K]]:
    def rank(row: Row[K]) -> tuple[datetime, bool, K | None]:
        return (row[2], row[1] is None, row[1])

    known: dict[K, Row[K]] = {}
    for row in rows:
        if row[0] not in known or rank(row) < rank(known[row[0]]):
            known[row[0]] = row
    return known


def _existing_parents[K: Sortable](known: Mapping[K, Row[K]]) -> dict[K, K | None]:
    return {one: parent if parent in known else None for one, parent, _ in known.values()}


def _open_circles[K: Sortable](parent_of: dict[K, K | None], in_time: list[K]) -> None:
    place = {one: number for number, one in enumerate(in_time)}
    met_from: dict[K, K] = {}
    for start in in_time:
        path: list[K] = []
        here: K | None = start
        while here is not None and here not in met_from:
            met_from[here] = start
            path.append(here)
            here = parent_of[here]
        if here is not None and met_from[here] == start:
            circle = path[path.index(here) :]
            parent_of[min(circle, key=place.__getitem__)] = None


def _families[K: Sortable](parent_of: Mapping[K, K | None], in_time: list[K]) -> tuple[dict[K, list[K]], list[K]]:
    children: dict[K, list[K]] = {one: [] for one in in_time}
    roots: list[K] = []
    for one in in_time:
        parent = parent_of[one]
        (roots if parent is None else children[parent]).append(one)
    return children, roots


def _walk[K: Sortable](
    roots: list[K], children: Mapping[K, list[K]], parent_of: Mapping[K, K | None], detached: set[K]
) -> tuple[Placed[K], ...]:
    placed: list[Placed[K]] = []
    waiting = [(root, 0) for root in reversed(roots)]
    while waiting:
        one, depth = waiting.pop()
        placed.append(Placed(one, parent_of[one], depth, one in detached))
        waiting.extend((child, depth + 1) for child in reversed(children[one]))
    return tuple(placed)
