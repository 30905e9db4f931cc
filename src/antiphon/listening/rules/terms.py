"""The terms of a text: its words brought back to their stems, without those that stand everywhere."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from antiphon.lib.folding import unaccented
from antiphon.listening.rules.language import LANGUAGES
from antiphon.listening.rules.reading import Word, readable, words_in
from antiphon.listening.rules.stop_words import STOP_WORDS

#: The key of keywords that are looked for in every language, as they are written: names of people and things.
ANY = ""
_SHORTEST = 3
_SNOWBALL = {"en": "english", "it": "italian", "es": "spanish", "fr": "french"}

type Keywords = Mapping[str, Collection[str]]
"""By language, or by `ANY`: words, or a few words in a row."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word as it stands in a text, and its stem without accents."""

    stem: str
    written: str


def terms_in(text: str, language: str) -> list[Term]:
    """Return the terms of a text in a language, in order; nothing for a language that is not known.

    Addresses, handles, quoted lines, numbers and words of fewer than three letters are none.

    >>> [term.stem for term in terms_in("I need two grinders, or one grinder", "en")]
    ['grinder', 'grinder']
    """
    if language not in STOP_WORDS:
        return []
    stop = STOP_WORDS[language]
    said = readable(text)
    words = (one for one in words_in(said) if len(one.plain) >= _SHORTEST and one.plain not in stop)
    return [Term(stem_of(one.written, language), one.written) for one in words if one.plain.isalpha()]


@lru_cache(maxsize=50_000)
def stem_of(word: str, language: str) -> str:
    """Return the stem of a word without accents; in a language that is not known the word itself.

    >>> stem_of("macinini", "it") == stem_of("macinino", "it")
    True
    """
    stemmer = _stemmer(language) if language in _SNOWBALL else None
    return unaccented(stemmer.stemWord(word.casefold()) if stemmer else word)


@lru_cache(maxsize=len(LANGUAGES))
def _stemmer(language: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(_SNOWBALL[language])


@dataclass(slots=True)
class Vocabulary:
    """The subjects of a brand, ready to be found in texts: runs of stems by language and by their first stem."""

    runs: dict[str, dict[str, list[tuple[tuple[str, ...], int]]]] = field(default_factory=dict)

    def add(self, subject: int, keywords: Keywords) -> None:
        """Let a subject be found by its keywords."""
        for language, phrases in keywords.items():
            for phrase in phrases:
                run = run_of(phrase, language)
                if run:
                    self.runs.setdefault(language, {}).setdefault(run[0], []).append((run, subject))

    def subjects_in(self, text: str, language: str) -> set[int]:
        """Return the subjects of which a text speaks. Without a known language its words are tried in each.

        >>> vocabulary = Vocabulary()
        >>> vocabulary.add(7, {"it": ["macinino"], "en": ["coffee grinder"], "": ["Lelit"]})
        >>> vocabulary.subjects_in("Due macinini", "it"), vocabulary.subjects_in("a grinder", "en")
        ({7}, set())
        """
        words = words_in(readable(text))
        tried = [language] if language in LANGUAGES else LANGUAGES
        return {subject for one in (ANY, *tried) if one in self.runs for subject in self._found(words, one)}

    def _found(self, words: list[Word], language: str) -> Iterator[int]:
        stems = [stem_of(word.written, language) for word in words]
        runs = self.runs[language]
        for place, stem in enumerate(stems):
            for run, subject in runs.get(stem, ()):
                if tuple(stems[place : place + len(run)]) == run:
                    yield subject


def run_of(phrase: str, language: str) -> tuple[str, ...]:
    """Return the stems of a keyword of one word or a few."""
    return tuple(stem_of(word.written, language) for word in words_in(phrase))


def stems_known(keywords: Iterable[Keywords]) -> set[tuple[str, str]]:
    """Return the language and stem of each keyword of one word: what needs no suggestion any more."""
    known = set()
    for one in keywords:
        for language, phrases in one.items():
            runs = (run_of(phrase, language) for phrase in phrases)
            known |= {(language, run[0]) for run in runs if len(run) == 1}
    return known
