"""An estimate with its interval, and what it may be said to show."""

from dataclasses import asdict, dataclass
from enum import StrEnum

#: What share of such intervals holds the truth.
LEVEL = 0.90


class Verdict(StrEnum):
    """What an interval lets one say."""

    MORE = "more"
    LESS = "less"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value between two bounds; `level` is the share of such intervals that hold the truth."""

    value: float
    low: float
    high: float
    level: float = LEVEL

    @property
    def verdict(self) -> Verdict:
        """What it lets one say: more or less only where the whole interval lies on one side of zero.

        >>> Estimate(2, 1, 3).verdict.value, Estimate(2, -1, 5).verdict.value
        ('more', 'open')
        """
        if self.low > 0:
            return Verdict.MORE
        return Verdict.LESS if self.high < 0 else Verdict.OPEN

    def kept(self) -> dict[str, float]:
        """Return it as it is kept as JSON."""
        return asdict(self)
