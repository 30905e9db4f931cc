"""Clear at a glance: how easily a text is read, how its first line opens it, how its hashtags are read aloud. Pure.

Every formula is the published one of its language; all four give more to what is easier, about 0 to 100.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from antiphon.lib.links import replace_urls
from antiphon.lib.syllables import count_syllables

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'»”)\]]*\s+|\n+")
_HASHTAG = re.compile(r"(?<![\w&/#])#(\w*[^\W\d]\w*)")
_NAMED = re.compile(r"(?<![\w/@.])@[\w.@-]+|(?<![\w&/#])#")
#: Fewer words than this say nothing about how a text reads; the formulas were made on passages of a hundred.
FEWEST_WORDS, ENOUGH_WORDS = 10, 30
LONG_SENTENCE = 25
#: What is seen of a first line on a phone without a fold, and below which it says little: in characters.
GLANCE, TOO_BRIEF, _A_FEW = 80, 12, 2
#: Hashtags in capitals are names up to this length: #NASA.
_A_NAME = 4
MOST_HASHTAGS, LONG_HASHTAG, UNSPACED_HASHTAG = 5, 24, 13


class Verdict(StrEnum):
    """How clear something is."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


@dataclass(frozen=True, slots=True)
class Counted:
    """A text taken apart: numbers of sentences, words, letters and syllables; the words of its longest sentence."""

    sentences: int
    words: int
    letters: int
    syllables: int
    longest: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: its name, the verdict, 0–100, and what speaks for and against, by name with its numbers."""

    check: str
    verdict: Verdict
    score: int
    reasons: tuple[tuple[str, Mapping[str, object]], ...]
    method: str = ""


def counted(text: str, language: str) -> Counted:
    """Return what a text is made of; addresses, handles and the signs of hashtags are no words.

    >>> counted("The cat sat on the mat.", "en")
    Counted(sentences=1, words=6, letters=17, syllables=6, longest=6)
    """
    plain = _NAMED.sub(" ", replace_urls(text, lambda _url: " "))
    sentences = [found for part in _SENTENCE_END.split(plain) if (found := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    return Counted(
        sentences=len(sentences),
        words=len(words),
        letters=sum(sum(mark.isalpha() for mark in word) for word in words),
        syllables=sum(count_syllables(word, language) for word in words) if language != "it" else 0,
        longest=max(map(len, sentences), default=0),
    )


def flesch(one: Counted) -> float:
    """English. Flesch, R. (1948), A new readability yardstick, Journal of Applied Psychology 32(3)."""
    return 206.835 - 1.015 * one.words / one.sentences - 84.6 * one.syllables / one.words


def gulpease(one: Counted) -> float:
    """Italian. Lucisano, P., Piemontese, M. E. (1988), Gulpease, Scuola e città 39(3). It counts letters."""
    return 89 + (300 * one.sentences - 10 * one.letters) / one.words


def szigriszt(one: Counted) -> float:
    """Spanish. Szigriszt Pazos, F. (1993); bands of INFLESZ, Barrio Cantalejo, I. (2008)."""
    return 206.835 - 62.3 * one.syllables / one.words - one.words / one.sentences


def kandel_moles(one: Counted) -> float:
    """French. Kandel, L., Moles, A. (1958), Application de l’indice de Flesch à la langue française."""
    return 207 - 1.015 * one.words / one.sentences - 73.6 * one.syllables / one.words


@dataclass(frozen=True, slots=True)
class Formula:
    """A measure of reading ease: its name, how it is worked out, from which value on it is fair and good."""

    name: str
    of: Callable[[Counted], float]
    fair: float
    good: float


FORMULAS: Mapping[str, Formula] = MappingProxyType(
    {
        "en": Formula("Flesch Reading Ease", flesch, 40, 60),
        "it": Formula("Gulpease", gulpease, 40, 60),
        "es": Formula("Szigriszt-Pazos (INFLESZ)", szigriszt, 40, 55),
        "fr": Formula("Kandel-Moles", kandel_moles, 40, 60),
    }
)


def reading_ease(text: str, language: str) -> Finding | None:
    """Return how easily a text is read; None where there are too few words or no formula for its language."""
    formula, one = FORMULAS.get(language), None
    if formula is not None:
        one = counted(text, language)
    if formula is None or one is None or one.words < FEWEST_WORDS:
        return None
    ease = min(100.0, max(0.0, formula.of(one)))
    verdict = Verdict.GOOD if ease >= formula.good else Verdict.FAIR if ease >= formula.fair else Verdict.POOR
    reasons: list[tuple[str, Mapping[str, object]]] = [
        (f"ease_{verdict}", {"words": one.words, "sentences": one.sentences})
    ]
    if one.longest > LONG_SENTENCE:
        reasons.append(("long_sentence", {"words": one.longest}))
    if one.words < ENOUGH_WORDS:
        reasons.append(("few_words", {"words": one.words}))
    return Finding("reading", verdict, round(ease), tuple(reasons), formula.name)


def first_line(text: str) -> str:
    """Return the first line in which anything stands."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def opening(text: str, folds: Mapping[str, int], language: str) -> Finding | None:
    """Return how the first line opens a text; `folds` maps a network to the characters it shows before its fold.

    What opens well is short enough to be seen whole, and asks, counts or speaks to whoever reads; what begins with
    an address or a hashtag, or shouts, does not.
    """
    line = first_line(text)
    if not line:
        return None
    against = [*_against_line(line), *_folded(text, line, folds)]
    favors = _for_line(line, language)
    score = max(0, min(100, 60 + 15 * len(favors) - 25 * len(against)))
    verdict = Verdict.POOR if score < 40 else Verdict.FAIR if against or not favors else Verdict.GOOD
    plain: list[tuple[str, Mapping[str, object]]] = [] if favors or against else [("plain_line", {})]
    return Finding("opening", verdict, score, (*against, *favors, *plain))


def hashtags(text: str) -> Finding | None:
    """Return how the hashtags of a text are read, also aloud; None where there are none."""
    tags = _HASHTAG.findall(text)
    if not tags:
        return None
    reasons: list[tuple[str, Mapping[str, object]]] = []
    if len(tags) > MOST_HASHTAGS:
        reasons.append(("many_hashtags", {"number": len(tags), "most": MOST_HASHTAGS}))
    for name, found in (("long_hashtag", _long), ("shouted_hashtag", _shouted), ("unspaced_hashtag", _unspaced)):
        reasons += [(name, {"tag": tag}) for tag in dict.fromkeys(tags) if found(tag)][:2]
    score = max(0, 100 - 20 * len(reasons))
    verdict = Verdict.GOOD if not reasons else Verdict.FAIR if score >= 60 else Verdict.POOR
    return Finding("hashtags", verdict, score, tuple(reasons) or (("good_hashtags", {"number": len(tags)}),))


def camel_case(tag: str) -> str:
    """Return a hashtag of several words joined by signs as one with a capital for each word.

    >>> camel_case("slow_wood_shop")
    'SlowWoodShop'
    """
    return "".join(part[:1].upper() + part[1:] for part in tag.split("_"))


def _against_line(line: str) -> list[tuple[str, Mapping[str, object]]]:
    letters = [mark for mark in line if mark.isalpha()]
    said = replace_urls(line, lambda _url: "").strip()
    words = _WORD.findall(said)
    found: list[tuple[str, bool, Mapping[str, object]]] = [
        ("begins_with_link", re.match(r"https?://", line) is not None, {}),
        ("begins_with_hashtag", line.startswith("#"), {}),
        ("shouts", len(letters) > TOO_BRIEF and sum(mark.isupper() for mark in letters) > 0.6 * len(letters), {}),
        ("brief_line", len(said) < TOO_BRIEF or len(words) < _A_FEW, {"length": len(said)}),
        ("long_line", len(said) > 2 * GLANCE, {"length": len(said), "most": GLANCE}),
    ]
    return [(name, numbers) for name, so, numbers in found if so]


def _folded(text: str, line: str, folds: Mapping[str, int]) -> list[tuple[str, Mapping[str, object]]]:
    cut = [(network, fold) for network, fold in folds.items() if len(line) > fold < len(text)]
    return [("cut_by_fold", {"network": network, "fold": fold}) for network, fold in cut]


def _for_line(line: str, language: str) -> list[tuple[str, Mapping[str, object]]]:
    said = replace_urls(line, lambda _url: "").strip()
    words = {word.lower() for word in _WORD.findall(said)}
    found = [
        ("asks", "?" in said),
        ("counts", re.search(r"\d", said) is not None),
        ("speaks_to_you", bool(words & _YOU.get(language, frozenset()))),
        ("short_line", TOO_BRIEF <= len(said) <= GLANCE),
    ]
    return [(name, {}) for name, so in found if so]


def _long(tag: str) -> bool:
    return len(tag) > LONG_HASHTAG


def _shouted(tag: str) -> bool:
    return len(tag) > _A_NAME and tag.isupper()


def _unspaced(tag: str) -> bool:
    return len(tag) >= UNSPACED_HASHTAG and tag.islower() and "_" not in tag


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: The words with which one is spoken to: a closed class in each language. What is an article too is left out.
_YOU: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": _words("you your yours you’re you're yourself let’s let's"),
        "it": _words("tu te ti tuo tua tuoi tue voi vi vostro vostra vostri vostre vieni venite"),
        "es": _words("tú te ti tu tus tuyo tuya vosotros vosotras os vuestro vuestra usted ustedes ven venid"),
        "fr": _words("tu te toi ton ta tes vous votre vos viens venez"),
    }
)
