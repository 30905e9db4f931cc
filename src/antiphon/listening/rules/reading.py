"""How a text is read: its words and sentences with their places, without addresses and quoted lines."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from antiphon.lib.folding import unaccented
from antiphon.lib.links import replace_urls

#: So many characters of a text are read; what comes after them is left unread.
LONGEST = 20_000

_HANDLE = re.compile(r"(?<!\w)@\w[\w.@-]*")
#: An address without its scheme; the counts keep the search quick in a text that is all dots.
_BARE_ADDRESS = re.compile(r"(?<![\w.-])(?:[\w-]{1,63}\.){1,6}[a-z]{2,24}[/?][^\s<>\"]*", re.IGNORECASE)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_WORD = re.compile(r"\w+")
#: A question mark inside a word is part of an address.
_END = re.compile(r"(?:[.!…？؟⸮。\n]|\?(?!\w))+")
_ASKED = re.compile(r"[?？؟⸮]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was written in lower case, the same without accents, and where it stands."""

    written: str
    plain: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """Where a sentence stands, its last sign included, and the signs that end it."""

    start: int
    end: int
    ending: str

    @property
    def asked(self) -> bool:
        """Whether a question mark ends it."""
        return bool(_ASKED.search(self.ending))


def readable(text: str) -> str:
    """Return what was said itself: each address, handle and quoted line is blanks, so that all places stay.

    >>> readable("Why? See https://a.example/?b=c")
    'Why? See                       '
    """
    said = replace_urls(text[:LONGEST], lambda url: " " * len(url))
    for pattern in (_QUOTED_LINE, _BARE_ADDRESS, _HANDLE):
        said = pattern.sub(lambda match: " " * len(match[0]), said)
    return said


def words_in(said: str) -> list[Word]:
    """Return the words of a text in order.

    >>> [word.plain for word in words_in("Perché l'È?")]
    ['perche', 'l', 'e']
    """
    return [
        Word(match[0].casefold(), unaccented(match[0]), match.start(), match.end()) for match in _WORD.finditer(said)
    ]


def sentences_in(said: str) -> Iterator[Sentence]:
    """Yield the sentences of a text that hold a word or are asked, in order.

    >>> [(one.start, one.end, one.ending) for one in sentences_in("Good. Why?")]
    [(0, 5, '.'), (6, 10, '?')]
    """
    begun = 0
    for match in _END.finditer(said):
        yield from _sentence(said, begun, match.start(), match[0])
        begun = match.end()
    yield from _sentence(said, begun, len(said), "")


def sentence_around(text: str, span: Sequence[int]) -> tuple[int, int]:
    """Return where the sentence stands in which a place of a text lies: from, and up to.

    >>> sentence_around("Ciao! I need a saw. Bye.", (6, 12))
    (6, 19)
    """
    there = (one for one in sentences_in(readable(text)) if one.start <= span[0] < one.end)
    found = next(there, None)
    return (found.start, found.end) if found else (span[0], span[1])


def _sentence(said: str, start: int, end: int, ending: str) -> Iterator[Sentence]:
    words = said[start:end]
    if _WORD.search(words) or _ASKED.search(ending):
        yield Sentence(start + len(words) - len(words.lstrip()), end + len(ending.rstrip("\n")), ending.strip("\n"))


def digest_of(text: str) -> str:
    """Return a short mark by which one sees whether the words of a message are still those that were read."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
