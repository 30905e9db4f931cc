"""One number for a side, by weights that somebody chose: how its measures stand against other days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

#: An index needs as many known measures, and as much of all weight on them.
LEAST_MEASURES, LEAST_WEIGHT = 3, 0.5
LARGEST = 10


@dataclass(frozen=True, slots=True)
class Index:
    """From 0 to 100, 50 being as on the days compared with; None where too little is known.

    `known` are the scores of the measures it stands on, `unknown` those with a weight that are left out; `share` is
    how much of all weight is on what is known. `lowest` and `highest` are what it would be with one measure left out.
    """

    value: float | None
    known: Mapping[str, float]
    unknown: tuple[str, ...]
    share: float
    lowest: float | None = None
    highest: float | None = None


def score(now: float | None, then: float | None, *, less_is_better: bool = False) -> float | None:
    """Return 100 · now ÷ (now + then): 50 as then, 67 twice as much; None where both are 0 or one unknown.

    >>> round(score(20, 10)), round(score(10, 20)), round(score(20, 10, less_is_better=True))
    (67, 33, 33)
    """
    if now is None or then is None or now < 0 or then < 0 or not now + then:
        return None
    return 100 * (then if less_is_better else now) / (now + then)


def index(scores: Mapping[str, float | None], weights: Mapping[str, float]) -> Index:
    """Return the mean of the scores by their weights; what is not known is left out, not counted as 0.

    >>> index({"a": 60.0, "b": 40.0, "c": 80.0, "d": None}, {"a": 2, "b": 1, "c": 1, "d": 1}).value
    60.0
    """
    weighed = {name: weight for name, weight in weights.items() if weight > 0 and name in scores}
    known = {name: one for name in weighed if (one := scores[name]) is not None}
    unknown = tuple(name for name in weighed if name not in known)
    whole = fsum(weighed.values())
    share = fsum(weighed[name] for name in known) / whole if whole else 0.0
    if len(known) < LEAST_MEASURES or share < LEAST_WEIGHT:
        return Index(None, known, unknown, share)
    without = [_mean({key: one for key, one in known.items() if key != name}, weighed) for name in known]
    return Index(_mean(known, weighed), known, unknown, share, min(without), max(without))


def _mean(scores: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return fsum(weights[name] * one for name, one in scores.items()) / fsum(weights[name] for name in scores)


def equal(names: Sequence[str]) -> dict[str, float]:
    """Return the weights that hold until somebody chooses: one for each."""
    return dict.fromkeys(names, 1.0)
