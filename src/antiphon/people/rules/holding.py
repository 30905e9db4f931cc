"""To whom accounts belong, after people were joined and parted again. Pure."""

from collections.abc import Mapping


def holder(person: int, joined: Mapping[int, int]) -> int:
    """Return the person that somebody is part of today; `joined`: who is gone → into whom, of joinings that stand.

    Whoever was taken back is not in it; so the order in which joinings were taken back does not matter.

    >>> holder(1, {1: 2, 2: 3}), holder(1, {2: 3}), holder(2, {2: 3})
    (3, 1, 3)
    """
    while person in joined:
        person = joined[person]
    return person
