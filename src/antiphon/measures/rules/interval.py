"""An interval: between which two numbers a figure lies, at the level that whoever reckons it says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both in the unit of the figure."""

    low: float
    high: float

    def apart(self, other: "Interval") -> bool:
        """Whether two intervals have no number in common.

        >>> Interval(1, 2).apart(Interval(3, 4)), Interval(1, 3).apart(Interval(3, 4))
        (True, False)
        """
        return self.high < other.low or other.high < self.low
