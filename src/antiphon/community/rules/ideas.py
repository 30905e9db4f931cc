"""Ideas that were merged: where each ends, and whose votes it has."""

from collections.abc import Iterable, Mapping


def ends_of(merged: Mapping[int, int | None]) -> dict[int, int]:
    """Return for each idea the one that it ends in: itself, unless it was merged into another, and that one too.

    >>> ends_of({1: 2, 2: 3, 3: None, 4: None})
    {1: 3, 2: 3, 3: 3, 4: 4}
    """
    return {idea: _end(merged, idea) for idea in merged}


def united(votes: Iterable[tuple[int, int]], ends: Mapping[int, int]) -> dict[int, set[int]]:
    """Return who voted for each idea that was not merged, with those who did for what it took in: each once.

    `votes` are pairs of idea and voter.

    >>> united([(1, 10), (1, 11), (2, 11), (3, 12)], {1: 2, 2: 2, 3: 3})
    {2: {10, 11}, 3: {12}}
    """
    found: dict[int, set[int]] = {end: set() for end in ends.values()}
    for idea, voter in votes:
        found[ends[idea]].add(voter)
    return found


def _end(merged: Mapping[int, int | None], idea: int) -> int:
    seen = {idea}
    while (target := merged.get(idea)) is not None and target not in seen:
        seen.add(target)
        idea = target
    return idea
