"""Who is held out: the same list and the same seed give the same arms, in whatever order the list comes."""

import hashlib
from collections.abc import Iterable

from antiphon.experiments.rules.faults import Fault, Unfit

LEAST_SHARE, MOST_SHARE = 0.01, 0.90
LEAST_UNITS, MOST_UNITS = 6, 200_000


def held_out(keys: Iterable[str], share: float, seed: int) -> set[str]:
    """Return which keys are held out: a share of them, rounded, chosen by a digest of seed and key.

    Keys that differ only in case or blanks around them are one. Raise Unfit for fewer than six.

    >>> sorted(held_out(["a@x.example", "b@x.example", "c@x.example", "d@x.example", "e@x.example", "f@x.example"],
    ...     0.5, seed=7)) == sorted(held_out([" F@x.example", "e@x.example", "d@x.example", "c@x.example",
    ...     "b@x.example", "a@x.example"], 0.5, seed=7))
    True
    """
    units = sorted({tidy(key) for key in keys} - {""}, key=lambda key: _digest(key, seed))
    if len(units) < LEAST_UNITS:
        raise Unfit(Fault.TOO_FEW_UNITS, have=len(units), least=LEAST_UNITS)
    return set(units[: max(1, min(len(units) - 1, round(share * len(units))))])


def tidy(key: str) -> str:
    """Return a key as it is compared.

    >>> tidy("  Dora@X.example ")
    'dora@x.example'
    """
    return " ".join(key.split()).casefold()[:320]


def _digest(key: str, seed: int) -> str:
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()
