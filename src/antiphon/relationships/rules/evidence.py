"""From how many observations on a figure is shown, and how a figure moved."""

from dataclasses import dataclass

#: Below so many observations there is not enough yet to say anything (definition 3.0). A choice.
N_MIN = 5


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure on an earlier day and now; None where it was, or is, not known."""

    before: float | None
    now: float | None

    @property
    def by(self) -> float | None:
        """Return by how much it moved; None where one of both is not known: that is no movement from nothing.

        >>> Moved(20.0, 26.5).by, Moved(None, 26.5).by
        (6.5, None)
        """
        return None if self.before is None or self.now is None else self.now - self.before


def enough(n: int) -> bool:
    """Whether so many observations say something.

    >>> enough(4), enough(5)
    (False, True)
    """
    return n >= N_MIN
