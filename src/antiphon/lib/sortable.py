"""What can be put in order, so that ties are broken the same way each time."""

from typing import Any, Protocol


class Sortable(Protocol):
    """An identifier: equal ones hash alike, and of two different ones one comes first."""

    def __lt__(self, other: Any, /) -> bool:
        """Return whether this comes before the other."""

    def __hash__(self) -> int:
        """Return the hash."""
