"""Talk against listening: definition 3.3. Pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from fractions import Fraction

#: A window is even if its balance is at least this: neither side says more than three quarters of the words.
EVEN = 0.5
_THROUGHOUT, _BACK_AND_FORTH, _ALTERNATING = 0.75, 0.6, 0.25


class Pattern(StrEnum):
    """How talk and listening follow each other over time."""

    DOMINATING = "dominating"
    BACK_AND_FORTH = "back_and_forth"
    ALTERNATING = "alternating"
    MIXED = "mixed"


def talk_share(us: int, them_read: int) -> float | None:
    """Return the share of the words that are ours, τ in [0, 1]; None without a word.

    What nobody read is not listening, and not given here.

    >>> talk_share(300, 500)
    0.375
    """
    return us / (us + them_read) if us + them_read else None


def balance(share: float, target: float = 0.5) -> float:
    """Return how near a share of talk is to its target, in [0, 1]: 1 there, 0 at the farther end.

    >>> balance(0.375), round(balance(0.375, target=0.43), 6)
    (0.75, 0.903509)
    """
    return 1 - abs(share - target) / max(target, 1 - target)


def listening_index(parts: Mapping[str, tuple[int, int]]) -> float | None:
    """Return 100 times the mean of the parts that are known, each as (how many, of how many), in [0, 100].

    A part of nothing is left out; None if none is left.

    >>> listening_index({"heard": (18, 20), "answered": (15, 20), "asked_back": (6, 15), "acted": (2, 5)})
    61.25
    """
    known = [Fraction(many, of) for many, of in parts.values() if of]
    return float(100 * sum(known) / len(known)) if known else None


def pattern(shares: Iterable[float]) -> Pattern | None:
    """Return how talk and listening follow each other, from the share of talk in windows of time; None without any.

    Dominating: one side has three quarters of the windows. Back and forth: three fifths are even. Alternating: the
    side with fewer windows still has more than a quarter.

    >>> pattern([0.9, 0.9, 0.9, 0.5]).value, pattern([0.5, 0.6, 0.9]).value, pattern([0.9, 0.1, 0.9]).value
    ('dominating', 'back_and_forth', 'alternating')
    """
    known = list(shares)
    if not known:
        return None
    n = len(known)
    even = sum(balance(one) >= EVEN for one in known)
    ours = sum(balance(one) < EVEN and one > 0.5 for one in known)
    theirs = n - even - ours
    if max(ours, theirs) / n >= _THROUGHOUT:
        return Pattern.DOMINATING
    if even / n >= _BACK_AND_FORTH:
        return Pattern.BACK_AND_FORTH
    return Pattern.ALTERNATING if min(ours, theirs) / n > _ALTERNATING else Pattern.MIXED
