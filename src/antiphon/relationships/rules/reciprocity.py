"""Who gives and who takes: reciprocity of a pair and of a network, and who begins."""

from collections.abc import Iterable
from math import fsum


def reciprocity(a_in: float, a_out: float) -> float | None:
    """Return 2·min(A_in, A_out)/(A_in + A_out), in [0, 1]; None if nobody said anything.

    Source: the reciprocated weight of Squartini et al. 2013, for one pair.

    >>> round(reciprocity(4, 3), 6)
    0.857143
    """
    return network_reciprocity([(a_in, a_out)])


def network_reciprocity(pairs: Iterable[tuple[float, float]]) -> float | None:
    """Return Σ 2·min(in, out) / Σ (in + out) over the pairs, in [0, 1]; None if all are silent.

    To be compared with its own past, not with other brands. Source: Squartini et al. 2013.

    >>> network_reciprocity([(4, 3), (0, 5), (2, 2)])
    0.625
    """
    weights = list(pairs)
    both = fsum(a_in + a_out for a_in, a_out in weights)
    if both == 0:
        return None
    # Rounding may lift the quotient above what the formula allows.
    return min(1.0, fsum(2 * min(pair) for pair in weights) / both)


def initiative_balance(ours: int, theirs: int) -> float | None:
    """Return the share of threads that we opened, in [0, 1]; None if nobody opened any.

    >>> initiative_balance(3, 9)
    0.25
    """
    return ours / (ours + theirs) if ours + theirs else None
