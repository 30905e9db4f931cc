"""Who carries a conversation: how unevenly what is said comes from those who could say it. Pure.

Definitions 3.0 and 3.7 of the measures' handbook: nothing said is None, never zero; few observations are not enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass

#: Below so many messages nothing is said about who carries.
LEAST_MESSAGES = 5


@dataclass(frozen=True, slots=True)
class Carrying:
    """How much comes from how few: `n` messages of `people`, of whom `wrote` wrote at least one.

    `half` is the least number of people who wrote at least half of them; `top` the share, in [0, 1], of the first
    `top_people`, a tenth of those who could write (one at least); `gini` is in [0, 1]: 0 where all write alike.
    All three are None below 5 messages.
    """

    n: int
    people: int
    wrote: int
    half: int | None
    top: float | None
    top_people: int
    gini: float | None


def carrying(counts: Sequence[int], people: int) -> Carrying:
    """Return who carries, from how much each wrote; those of the `people` who are not among them wrote nothing.

    >>> carrying([6, 2, 1, 1], 5).half
    1
    """
    known = sorted(counts, reverse=True) + [0] * max(0, people - len(counts))
    first = max(1, len(known) // 10)
    enough = sum(known) >= LEAST_MESSAGES
    return Carrying(
        n=sum(known),
        people=len(known),
        wrote=sum(1 for one in known if one),
        half=needed_for_half(known) if enough else None,
        top=share_of_first(known, first) if enough else None,
        top_people=first,
        gini=gini(known) if enough else None,
    )


def needed_for_half(counts: Sequence[int]) -> int | None:
    """Return how many people at least it takes for half of what was written; None if nothing was.

    Of 10, 5, 5, 4, 4 and 2 the first two wrote 15 of 30: two are needed.

    >>> needed_for_half([10, 5, 5, 4, 4, 2])
    2
    """
    total, so_far = sum(counts), 0
    for number, count in enumerate(sorted(counts, reverse=True), start=1):
        so_far += count
        if total and 2 * so_far >= total:
            return number
    return None


def share_of_first(counts: Sequence[int], first: int) -> float | None:
    """Return the share, in [0, 1], of what the `first` people wrote who wrote most; None if nothing was written.

    >>> round(share_of_first([40, 10, 5, 5] + [1] * 6 + [0] * 90, 1) or 0, 6)
    0.606061
    """
    total = sum(counts)
    return sum(sorted(counts, reverse=True)[:first]) / total if total else None


def gini(counts: Sequence[int]) -> float | None:
    """Return the Gini coefficient Σ(2i − n − 1)·x_i / (n·Σx) of what each wrote, x in rising order, i from 1.

    In [0, 1]: 0 where all wrote alike; None if nothing was written. The shape known as 90-9-1, after Nielsen 2006:

    >>> round(gini([40, 10, 5, 5] + [1] * 6 + [0] * 90) or 0, 6)
    0.967576
    """
    n, total = len(counts), sum(counts)
    if not total:
        return None
    return sum((2 * i - n - 1) * x for i, x in enumerate(sorted(counts), start=1)) / (n * total)
