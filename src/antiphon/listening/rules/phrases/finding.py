"""Phrases found among the words of a sentence, and shaped so that a text is read once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from antiphon.lib.folding import unaccented
from antiphon.listening.rules.kinds import Kind
from antiphon.listening.rules.phrases.known import NOT_MEANT, PHRASES, REACH, SOMETHING_ELSE, Phrases
from antiphon.listening.rules.reading import Word, words_in

type Entry = tuple[str, Kind | None, tuple[str, ...]]
type Index = Mapping[str, Sequence[Entry]]


def with_own(added: Iterable[tuple[str, str, str]], dropped: Iterable[tuple[str, str, str]]) -> Phrases:
    """Return the phrases in use: ours, those of a brand added, those that it put aside left out.

    Each is (language, kind, words).
    """
    own, gone = list(added), {(language, kind, shape_of(words)) for language, kind, words in dropped}
    languages = {*PHRASES, *(language for language, _, _ in own)}
    return {
        language: {
            kind: [
                *(
                    one
                    for one in PHRASES.get(language, {}).get(kind, ())
                    if (language, kind, shape_of(one)) not in gone
                ),
                *(words for tongue, said, words in own if (tongue, said) == (language, kind)),
            ]
            for kind in Kind
        }
        for language in languages
    }


@lru_cache(maxsize=4096)
def shape_of(phrase: str) -> tuple[str, ...]:
    """Return the words of a phrase as they are compared; the last may end with a star.

    >>> shape_of("J'ai  besoin"), shape_of("preoccupat*")
    (('j', 'ai', 'besoin'), ('preoccupat*',))
    """
    shape = [word.plain for word in words_in(phrase)]
    if shape and phrase.rstrip().endswith("*"):
        shape[-1] += "*"
    return tuple(shape)


def index_of(phrases: Phrases, languages: Collection[str]) -> Index:
    """Return the phrases of some languages by how they begin, so that a text is read once however many there are.

    Those of no kind are what keeps others from being found.
    """
    found: dict[str, list[Entry]] = {}
    for language in languages:
        known: list[tuple[Kind | None, str]] = [(None, one) for one in SOMETHING_ELSE.get(language, ())]
        known += [(kind, one) for kind, ours in phrases.get(language, {}).items() for one in ours]
        for kind, phrase in known:
            if shape := shape_of(phrase):
                found.setdefault(_begin(shape[0]), []).append((language, kind, shape))
    return found


def phrases_in(words: Sequence[Word], index: Index) -> list[tuple[Kind, int, int]]:
    """Return what the phrases that stand among the words of a sentence are about, and where: from, and up to.

    What is denied, or said of somebody else, is left out; of a phrase within a longer one the longer one counts.
    """
    found: list[tuple[Kind | None, int, int]] = []
    for place, word in enumerate(words):
        for language, kind, shape in index.get(_begin(word.plain), ()):
            if _stands(words, place, shape) and not _denied(words, place, language, shape):
                found.append((kind, word.start, words[place + len(shape) - 1].end))
    longest = sorted(set(found), key=lambda one: (one[1], -one[2], one[0] or ""))
    kept: list[tuple[Kind, int, int]] = []
    reached = -1
    for kind, start, end in longest:
        if end > reached:
            reached = end
            if kind is not None:
                kept.append((kind, start, end))
    return kept


def _begin(word: str) -> str:
    return unaccented(word)[:3].rstrip("*")


def _stands(words: Sequence[Word], place: int, shape: tuple[str, ...]) -> bool:
    there = words[place : place + len(shape)]
    return len(there) == len(shape) and all(
        word.plain.startswith(part[:-1]) if part.endswith("*") else word.plain == part
        for word, part in zip(there, shape, strict=True)
    )


def _denied(words: Sequence[Word], place: int, language: str, shape: tuple[str, ...]) -> bool:
    if shape[0] in NOT_MEANT.get(language, ()):
        return False
    return any(word.plain in NOT_MEANT.get(language, ()) for word in words[max(0, place - REACH) : place])
