"""How often the rules are right, on texts that were labeled by hand: by language and kind, development and held out.

python -m tests.listening.evaluation development    # with each miss, to work on the rules
python -m tests.listening.evaluation held_out       # the figures alone: nothing is tuned on these
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from antiphon.listening.rules.hearing import hear
from antiphon.listening.rules.kinds import Kind, Tier
from antiphon.listening.rules.language import LANGUAGES
from antiphon.listening.rules.phrases import PHRASES

LABELED = Path(__file__).parent / "labelled"
SURE = frozenset({Tier.CERTAIN, Tier.PHRASE})
EVERY = frozenset(Tier)


@dataclass(frozen=True, slots=True)
class Text:
    """A labeled text: what it is about."""

    text: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Figures:
    """How many were found and right, found at all, and there at all."""

    right: int
    found: int
    there: int

    @property
    def told(self) -> tuple[str, str]:
        """Precision and recall as they stand in the reference; – where there is nothing to divide by."""
        return _share(self.right, self.found), _share(self.right, self.there)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "–"


def texts(language: str, part: str) -> list[Text]:
    """Return the labeled texts of a language."""
    lines = (LABELED / f"{language}_{part}.jsonl").read_text("utf-8").splitlines()
    return [Text(row["text"], frozenset(row["kinds"])) for row in map(json.loads, lines)]


def found_in(text: str, tiers: frozenset[Tier]) -> set[str]:
    """Return the kinds that are found in a text, in a language that has to be found as well."""
    return {one.kind.value for one in hear(text, "", PHRASES, LANGUAGES).found if one.tier in tiers}


def figures(language: str, part: str, kind: str, tiers: frozenset[Tier]) -> Figures:
    """Return how often a kind was found rightly in a language."""
    pairs = [(kind in one.kinds, kind in found_in(one.text, tiers)) for one in texts(language, part)]
    return Figures(sum(so and said for so, said in pairs), sum(said for _, said in pairs), sum(so for so, _ in pairs))


def table(part: str) -> Iterator[tuple[str, str, int, tuple[str, str], tuple[str, str]]]:
    """Yield language, kind, how many there are, precision and recall of what is sure, and of all tiers."""
    for language in LANGUAGES:
        for kind in Kind:
            sure, every = (figures(language, part, kind, tiers) for tiers in (SURE, EVERY))
            yield language, kind.value, sure.there, sure.told, every.told


def _misses(part: str) -> Iterator[str]:
    for language in LANGUAGES:
        for one in texts(language, part):
            found = found_in(one.text, SURE)
            if found != one.kinds:
                maybe = found_in(one.text, EVERY) - found
                yield f"{language} is {sorted(one.kinds)} found {sorted(found)} maybe {sorted(maybe)}: {one.text}"


if __name__ == "__main__":
    chosen = sys.argv[1]
    for row in table(chosen):
        print(*row)
    if chosen == "development":
        print(*_misses(chosen), sep="\n")
