"""What a text asks, needs, wants or worries about: found by marks and phrases that a person can read and edit.

The rules find what is written plainly; they do not read minds. How often they are right stands in the reference,
for each language.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from antiphon.listening.rules.kinds import Kind, Tier
from antiphon.listening.rules.language import language_of
from antiphon.listening.rules.openers import opener_of
from antiphon.listening.rules.phrases import Index, Phrases, index_of, phrases_in
from antiphon.listening.rules.reading import Sentence, Word, readable, sentences_in, words_in

type Spans = tuple[tuple[int, int], ...]

#: So many places are kept that made a message be found; one is enough to see why.
MOST_SPANS = 5
#: A text is read sentence by sentence in its languages up to so many; the rest in that of the whole.
_SENTENCES = 40
#: Fewer words than these say too little of their language.
_ENOUGH_WORDS = 4
_ORDER = tuple(Tier)


@dataclass(frozen=True, slots=True)
class Found:
    """Something that a text is about: what, how sure, and the words that made it so, as places in the text."""

    kind: Kind
    tier: Tier
    spans: Spans


@dataclass(frozen=True, slots=True)
class Heard:
    """What was found in a text, and the language of most of it."""

    language: str
    found: tuple[Found, ...]


def hear(text: str, told: str, phrases: Phrases, languages: Collection[str]) -> Heard:
    """Return what a text asks, needs, wants or worries about, each kind once with its surest tier.

    `told` is the language that the network gives, `languages` those in which a brand listens. A text in two
    languages is read sentence by sentence. A question mark counts in any language.

    >>> from antiphon.listening.rules.phrases import PHRASES
    >>> heard = hear("Cerco un macinino. Dove lo trovo?", "", PHRASES, ("en", "it"))
    >>> heard.language, [(one.kind.value, one.tier.value, one.spans) for one in heard.found]
    ('it', [('question', 'certain', ((19, 33),)), ('need', 'phrase', ((0, 5),))])
    """
    said = readable(text)
    language = language_of(said, told, languages)
    indexes = _Indexes(phrases, languages)
    places: dict[Kind, dict[Tier, list[tuple[int, int]]]] = {}
    for number, sentence in enumerate(sentences_in(said)):
        words = words_in(said[sentence.start : sentence.end])
        tongue = _tongue(said, sentence, words, language, told, languages) if number < _SENTENCES else language
        for kind, tier, span in _in_sentence(said, sentence, words, indexes, tongue):
            places.setdefault(kind, {}).setdefault(tier, []).append(span)
    return Heard(language, tuple(_surest(kind, places[kind]) for kind in Kind if kind in places))


class _Indexes:
    """The phrases of each language, looked up when a sentence of it comes; all of them where none is known."""

    def __init__(self, phrases: Phrases, languages: Collection[str]) -> None:
        self._phrases, self._languages = phrases, languages
        self._known: dict[str, Index] = {}

    def of(self, language: str) -> Index:
        if language not in self._known:
            self._known[language] = index_of(self._phrases, self.tongues(language))
        return self._known[language]

    def tongues(self, language: str) -> Collection[str]:
        return [language] if language else self._languages


def _tongue(
    said: str, sentence: Sentence, words: list[Word], whole: str, told: str, languages: Collection[str]
) -> str:
    if told or len(words) < _ENOUGH_WORDS:
        return whole
    return language_of(said[sentence.start : sentence.end], "", languages) or whole


def _in_sentence(
    said: str, sentence: Sentence, words: list[Word], indexes: _Indexes, language: str
) -> Iterator[tuple[Kind, Tier, tuple[int, int]]]:
    at = sentence.start
    if sentence.asked or "¿" in said[at : sentence.end]:
        yield Kind.QUESTION, Tier.CERTAIN, (at, sentence.end)
    else:
        opened = opener_of(said, sentence, words, indexes.tongues(language))
        if opened:
            yield Kind.QUESTION, Tier.MAYBE, (at + opened[0], at + opened[1])
    for kind, start, end in phrases_in(words, indexes.of(language)):
        yield kind, Tier.PHRASE, (at + start, at + end)


def _surest(kind: Kind, tiers: dict[Tier, list[tuple[int, int]]]) -> Found:
    tier = min(tiers, key=_ORDER.index)
    return Found(kind, tier, _outermost(tiers[tier])[:MOST_SPANS])


def _outermost(spans: list[tuple[int, int]]) -> Spans:
    """Return the places in order without those that lie within another."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return tuple(kept)
