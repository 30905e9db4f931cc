"""Whether the chains of a fit agree so well that what they say may be shown at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

#: Vehtari, Gelman, Simpson, Carpenter, Bürkner (2021), Bayesian Analysis 16(2): R-hat and effective sample size.
MOST_RHAT, LEAST_DRAWS = 1.01, 400


class Doubt(StrEnum):
    """Why a fit is not to be trusted."""

    CHAINS_DISAGREE = "chains_disagree"
    TOO_FEW_DRAWS = "too_few_draws"
    DIVERGENT = "divergent"


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """The worst R-hat, the least effective number of draws, how many steps diverged; and of how many draws."""

    rhat: float
    ess: float
    divergences: int
    draws: int

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What speaks against trusting it; a value that is no number speaks against it too.

        >>> Diagnostics(1.004, 900, 0, 6000).doubts, Diagnostics(1.2, 60, 3, 6000).doubts == tuple(Doubt)
        ((), True)
        """
        found = {
            Doubt.CHAINS_DISAGREE: not self.rhat <= MOST_RHAT,
            Doubt.TOO_FEW_DRAWS: not self.ess >= LEAST_DRAWS,
            Doubt.DIVERGENT: self.divergences > 0,
        }
        return tuple(doubt for doubt, holds in found.items() if holds)


def diagnostics_in(content: Mapping[str, float]) -> Diagnostics:
    """Return the diagnostics as they are kept."""
    return Diagnostics(content["rhat"], content["ess"], int(content["divergences"]), int(content["draws"]))
