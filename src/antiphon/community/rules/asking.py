"""What is typed into a search field, and where it stands in a text: accents and capitals make no difference."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: More words than these narrow nothing down; longer text is no question.
MOST_PARTS, LONGEST = 12, 200
_WORD = re.compile(r"[^\W_]+")
_PART = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
#: Letters that have no decomposition in Unicode and are still written without their mark.
_PLAIN = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})


@dataclass(frozen=True, slots=True)
class Part:
    """Words that stand one after the other; if it is `open` the last of them may go on."""

    words: tuple[str, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: all of `wanted`, none of `unwanted`. Without `wanted` nothing is found."""

    wanted: tuple[Part, ...] = ()
    unwanted: tuple[Part, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is looked for."""
        return bool(self.wanted)


def folded(text: str) -> str:
    """Return the words of a text without accents and capitals, apart by spaces; signs are left out.

    >>> folded("Perché l'Œuvre — CAFÉ!")
    'perche l oeuvre cafe'
    """
    return " ".join(_WORD.findall(_without_marks(text)))


def question(typed: str) -> Question:
    """Return what somebody looks for: words, "words in a row", -words that must not be there.

    The last word may go on, as somebody may still be typing it.

    >>> question('celadon -"iron oxide" gla')
    Question(wanted=(Part(words=('celadon',), open=False), Part(words=('gla',), open=True)), unwanted=(Part(words=('iron', 'oxide'), open=False),))
    """  # noqa: E501
    wanted: list[Part] = []
    unwanted: list[Part] = []
    typed = typed[:LONGEST]
    for found in list(_PART.finditer(typed))[:MOST_PARTS]:
        words = tuple(folded(found["phrase"] or found["word"] or "").split())
        goes_on = found["word"] is not None and found.end() == len(typed) and not found["minus"]
        if words:
            (unwanted if found["minus"] else wanted).append(Part(words, goes_on))
    return Question(tuple(wanted), tuple(unwanted))


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an excerpt; `found` if it is what was looked for."""

    text: str
    found: bool


def excerpt(text: str, asked: Question, length: int = 220) -> tuple[Piece, ...]:
    """Return about so many characters of a text around the first word that was looked for, cut into pieces.

    >>> excerpt("It was the Celadòn.", question("celadon"))
    (Piece(text='It was the ', found=False), Piece(text='Celadòn', found=True), Piece(text='.', found=False))
    """
    first = next(_matches(text, asked), (0, 0))
    begin = _word_begins(text, max(0, first[0] - length // 3)) if len(text) > length else 0
    shown = text[begin : begin + length]
    pieces: list[Piece] = [Piece("… ", found=False)] if begin else []
    last = 0
    for start, end in _matches(shown, asked):
        pieces += [Piece(shown[last:start], found=False), Piece(shown[start:end], found=True)]
        last = end
    rest = shown[last:] + (" …" if begin + length < len(text) else "")
    return tuple(piece for piece in [*pieces, Piece(rest, found=False)] if piece.text)


def likeness(title: str, other: str) -> float:
    """Return which share of the longer words of a title stands in another one, from 0 to 1."""
    words = telling_words(title)
    return len(words & set(folded(other).split())) / len(words) if words else 0.0


def telling_words(title: str) -> frozenset[str]:
    """Return the words of a title that say what it is about: those of four letters or more, else all of them."""
    words = folded(title).split()[:MOST_PARTS]
    return frozenset([word for word in words if len(word) > 3] or words)


def _without_marks(text: str) -> str:
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text).casefold()
    kept = (sign for sign in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(sign))
    return "".join(kept).translate(_PLAIN)


def _matches(text: str, asked: Question) -> Iterator[tuple[int, int]]:
    whole = {word for part in asked.wanted for word in (part.words[:-1] if part.open else part.words)}
    begun = tuple(part.words[-1] for part in asked.wanted if part.open)
    for found in re.finditer(r"\w[\w\u0300-\u036f]*", text):
        words = folded(found[0]).split()
        if any(_is_asked(word, whole, begun) for word in words):
            yield found.span()


def _is_asked(word: str, whole: set[str], begun: Sequence[str]) -> bool:
    return word in whole or word.startswith(tuple(begun))


def _word_begins(text: str, place: int) -> int:
    """Return where the first whole word after a place begins; the place itself in a text without spaces."""
    if place == 0:
        return 0
    space = text.find(" ", place, place + 40)
    return place if space < 0 else space + 1
