"""What an opportunity is worth today, and which side of the house led to it: definition 3.9. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

#: How many opportunities our default is worth against a brand's own history (Beta-binomial).
WEIGHT_OF_DEFAULT = 4


class Stage(StrEnum):
    """How far an opportunity has come."""

    PROSPECT = "prospect"
    QUALIFIED = "qualified"
    PROPOSAL = "proposal"
    NEGOTIATION = "negotiation"
    WON = "won"
    LOST = "lost"


class Side(StrEnum):
    """Where somebody was touched: by a post of ours, or in talk with us and among each other."""

    CALL = "call"
    RESPONSE = "response"


#: The stages in their order; the share of those that are won, before a brand has a history.
DEFAULTS: Mapping[Stage, float] = MappingProxyType(
    {Stage.PROSPECT: 0.1, Stage.QUALIFIED: 0.2, Stage.PROPOSAL: 0.5, Stage.NEGOTIATION: 0.8}
)
OPEN = tuple(DEFAULTS)


@dataclass(frozen=True, slots=True)
class Chance:
    """The share of a stage that is won, in [0, 1]: `won` of `closed` that ever reached it, drawn to the `default`."""

    share: float
    won: int
    closed: int
    default: float


def chance(stage: Stage, won: int, closed: int) -> Chance:
    """Return how likely an opportunity at a stage is won: (won + 4·p₀)/(closed + 4).

    Won is 1 and lost is 0 whatever the history.

    >>> chance(Stage.PROPOSAL, won=4, closed=6).share, chance(Stage.PROPOSAL, won=0, closed=0).share
    (0.6, 0.5)
    """
    if stage not in DEFAULTS:
        certain = 1.0 if stage == Stage.WON else 0.0
        return Chance(certain, won, closed, certain)
    default = DEFAULTS[stage]
    return Chance((won + WEIGHT_OF_DEFAULT * default) / (closed + WEIGHT_OF_DEFAULT), won, closed, default)


def expected(value: Decimal, share: float) -> Decimal:
    """Return what an opportunity is worth today, to the hundredth, in the unit of its value.

    >>> expected(Decimal(2000), 0.6)
    Decimal('1200.00')
    """
    return (value * Decimal(str(share))).quantize(Decimal("0.01"))


def reached(stages: Iterable[Stage]) -> frozenset[Stage]:
    """Return the open stages that an opportunity ever came to, from those that it stood at: none is skipped.

    >>> sorted(reached([Stage.PROPOSAL, Stage.LOST]))
    ['proposal', 'prospect', 'qualified']
    """
    came = max((OPEN.index(stage) for stage in stages if stage in DEFAULTS), default=0)
    return frozenset(OPEN[: came + 1])


def shares(touches: Iterable[Side]) -> Mapping[Side, float] | None:
    """Return the share of each side in what led there, each touch weighing the same; None without a touch.

    >>> dict(shares([Side.CALL, Side.RESPONSE, Side.RESPONSE, Side.RESPONSE]))
    {<Side.CALL: 'call'>: 0.25, <Side.RESPONSE: 'response'>: 0.75}
    """
    sides = list(touches)
    return {side: sides.count(side) / len(sides) for side in Side} if sides else None
