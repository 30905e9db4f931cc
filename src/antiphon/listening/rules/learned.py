"""What a classifier says of a text, worked out from its numbers alone; and the cross-validation that it has to pass.

Logistic regression over runs of two to four characters inside words, weighted by tf-idf. Training needs a library;
what was learned is plain numbers, and is read here without it.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from antiphon.listening.rules.reading import readable

#: A language needs so many labels before anything is learned from them.
ENOUGH_LABELS = 50
#: A class needs so many to be learned and tried apart: one for each fold.
ENOUGH_OF_A_KIND = 5
#: Of what a classifier finds so much has to be right, as cross-validation tells, before it is used.
BAR = 0.8
#: A classifier finds what it holds for at least this likely.
LIKELY = 0.5
NOTHING = "none"
SHORTEST_RUN, LONGEST_RUN = 2, 4

_BLANKS = re.compile(r"\s+")


def runs_of(text: str) -> Iterator[str]:
    """Yield the runs of two to four characters inside the words of a text, a blank at both ends of each word.

    >>> list(runs_of("Ab"))
    [' a', 'ab', 'b ', ' ab', 'ab ', ' ab ']
    """
    for word in _BLANKS.sub(" ", readable(text).lower()).split():
        framed = f" {word} "
        for length in range(SHORTEST_RUN, LONGEST_RUN + 1):
            if length >= len(framed):
                yield framed
                break
            yield from (framed[at : at + length] for at in range(len(framed) - length + 1))


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned: the classes, and for each run of characters its idf and its weight for every class."""

    classes: tuple[str, ...]
    intercepts: tuple[float, ...]
    runs: Mapping[str, Sequence[float]]

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Weights":
        """Return the weights that were kept as JSON."""
        return cls(tuple(kept["classes"]), tuple(kept["intercepts"]), kept["runs"])

    def likelihoods(self, text: str) -> dict[str, float]:
        """Return how likely each class is, from 0 to 1; together they are 1."""
        counted = {run: n for run, n in Counter(runs_of(text)).items() if run in self.runs}
        weighed = {run: (1 + math.log(n)) * self.runs[run][0] for run, n in counted.items()}
        length = math.sqrt(sum(value * value for value in weighed.values())) or 1.0
        sums = list(self.intercepts)
        for run, value in weighed.items():
            for place, weight in enumerate(self.runs[run][1:]):
                sums[place] += value / length * weight
        return dict(zip(self.classes, _softmax(sums), strict=True))

    def best(self, text: str) -> tuple[str, float]:
        """Return the likeliest kind with its likelihood, `none` where no kind is likely enough."""
        likely = self.likelihoods(text)
        kind = max((one for one in likely if one != NOTHING), key=lambda one: likely[one], default=NOTHING)
        return (kind, likely[kind]) if likely.get(kind, 0.0) >= LIKELY else (NOTHING, likely.get(NOTHING, 0.0))


def _softmax(sums: Sequence[float]) -> list[float]:
    highest = max(sums)
    powers = [math.exp(value - highest) for value in sums]
    return [power / sum(powers) for power in powers]


@dataclass(frozen=True, slots=True)
class Tried:
    """How often a finder was right: of what it found, and of what was there. `n` is how many texts it was tried on.

    A share of nothing is None.
    """

    right: int
    found: int
    there: int
    n: int

    @property
    def precision(self) -> float | None:
        """Return the share of what it found that was right."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Return the share of what was there that it found."""
        return self.right / self.there if self.there else None


def tried(pairs: Iterable[tuple[str, str]], kind: str = "") -> Tried:
    """Return how often what was said fits what is so, for one kind or for all together; pairs are (so, said).

    >>> one = tried([("need", "need"), ("need", "none"), ("none", "need"), ("want", "need")])
    >>> one.precision, one.recall
    (0.3333333333333333, 0.3333333333333333)
    """
    known = list(pairs)

    def counts(word: str) -> bool:
        return word == kind if kind else word != NOTHING

    return Tried(
        right=sum(so == said and counts(so) for so, said in known),
        found=sum(counts(said) for _, said in known),
        there=sum(counts(so) for so, _ in known),
        n=len(known),
    )


def passes(precision: float | None) -> bool:
    """Whether a classifier of this cross-validated precision may be used.

    >>> passes(0.8), passes(0.79), passes(None)
    (True, False, False)
    """
    return precision is not None and precision >= BAR
