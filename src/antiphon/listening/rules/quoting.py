"""A text shown with the words marked that made it be found, cut to what one reads at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass

#: So many characters are shown before the first marked words and after the last ones.
AROUND = 220


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text, and whether they are marked."""

    words: str
    marked: bool


def pieces(text: str, spans: Sequence[tuple[int, int]], around: int = AROUND) -> list[Piece]:
    """Return a text in pieces, marked and not, cut between words where it goes on for long.

    >>> [(one.words, one.marked) for one in pieces("Ciao. Cerco un macinino.", [(6, 11)])]
    [('Ciao. ', False), ('Cerco', True), (' un macinino.', False)]
    """
    inside = sorted((start, min(end, len(text))) for start, end in spans if 0 <= start < min(end, len(text)))
    first, last = (inside[0][0], inside[-1][1]) if inside else (0, 0)
    begin, end = _cut_before(text, first - around), _cut_after(text, last + around)
    found: list[Piece] = [Piece("… ", marked=False)] if begin else []
    place = begin
    for start, stop in inside:
        if start >= place:
            found += [Piece(text[place:start], marked=False), Piece(text[start:stop], marked=True)]
            place = stop
    found += [Piece(text[place:end], marked=False), Piece(" …" if end < len(text) else "", marked=False)]
    return [one for one in found if one.words]


def _cut_before(text: str, place: int) -> int:
    return text.rfind(" ", 0, place) + 1 if place > 0 else 0


def _cut_after(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    blank = text.find(" ", place)
    return blank if 0 <= blank < place + 40 else place
