"""How far a topic was read, where its tree is not read in the order of time."""

from collections.abc import Collection, Iterable


def read_to(up_to: int, beyond: Iterable[int], shown: Iterable[int], whole: Collection[int]) -> tuple[int, list[int]]:
    """Return up to which key all was read, and which keys beyond it were, after a page was shown.

    `up_to` and `beyond` are how it stood, `shown` the keys of the page, `whole` those of the topic.

    >>> read_to(2, [], [3, 5, 6], [1, 2, 3, 4, 5, 6])
    (3, [5, 6])
    """
    seen = {*beyond, *shown}
    left = sorted(key for key in whole if key > up_to)
    for key in left:
        if key not in seen:
            break
        up_to = key
    return up_to, [key for key in left if key > up_to and key in seen]
