"""How credit for a conversion is divided among the touches that came before it.

All of these divide what was observed; none of them says what would have happened anyway. The Markov model and the
intervals stand in `chain` and `resampling`, which need numpy and are imported where they are used.
"""

from .credits import Credits, credited, in_cents, settled
from .dividing import (
    DIRECT,
    DIVISIONS,
    HALF_LIFE,
    Division,
    Shares,
    first_touch,
    last_non_direct,
    last_touch,
    linear,
    position,
    shapley,
    time_decay,
)
from .journey import Journey, Touch, looking_back

__all__ = [
    "DIRECT",
    "DIVISIONS",
    "HALF_LIFE",
    "Credits",
    "Division",
    "Journey",
    "Shares",
    "Touch",
    "credited",
    "first_touch",
    "in_cents",
    "last_non_direct",
    "last_touch",
    "linear",
    "looking_back",
    "position",
    "settled",
    "shapley",
    "time_decay",
]
