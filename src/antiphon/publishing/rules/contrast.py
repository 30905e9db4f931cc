"""Contrast of words on a picture, as WCAG 2.2 defines it, within a part that somebody marked. Pure.

The part is taken to hold two tones, the words and what is behind them. They are told apart where that parts the
tones best (Otsu, N. (1979), IEEE Transactions on Systems, Man, and Cybernetics 9(1)); the middle of each is compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass

#: WCAG 2.2, success criterion 1.4.3: text, and large text of at least 24 CSS pixels or 19 in bold.
ENOUGH, ENOUGH_IF_LARGE = 4.5, 3.0
#: Below this the part holds one tone: no words are to be seen there.
ONE_TONE = 1.15
BINS = 256


@dataclass(frozen=True, slots=True)
class Contrast:
    """The contrast of the two tones of a part: 1 to 21; `share` is how much of it the rarer tone fills."""

    ratio: float
    share: float

    @property
    def is_one_tone(self) -> bool:
        """Whether no words are to be told from what is behind them."""
        return self.ratio < ONE_TONE


def ratio(one: float, other: float) -> float:
    """Return the contrast of two relative luminances.

    >>> ratio(1.0, 0.0)
    21.0
    """
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def contrast_of(histogram: Sequence[int]) -> Contrast:
    """Return the contrast of the two tones in a histogram of luminances; bin i holds what is about i/255."""
    total = sum(histogram)
    edge = _edge(histogram)
    dark, light = histogram[: edge + 1], histogram[edge + 1 :]
    if not sum(dark) or not sum(light):
        return Contrast(1.0, 0.0)
    low, high = _middle(dark, 0), _middle(light, edge + 1)
    return Contrast(ratio(low / (BINS - 1), high / (BINS - 1)), min(sum(dark), sum(light)) / total)


def _edge(histogram: Sequence[int]) -> int:
    """Return the last bin of the darker tone: where the variance between both is largest."""
    total, weighted = sum(histogram), sum(place * count for place, count in enumerate(histogram))
    best, edge, seen, seen_weighted = -1.0, 0, 0, 0
    for place, count in enumerate(histogram[:-1]):
        seen, seen_weighted = seen + count, seen_weighted + place * count
        if 0 < seen < total:
            apart = weighted * seen - seen_weighted * total
            between = apart * apart / (seen * (total - seen))
            if between > best:
                best, edge = between, place
    return edge


def _middle(histogram: Sequence[int], start: int) -> int:
    """Return the median: the soft edges of letters do not move it."""
    half, seen = sum(histogram) / 2, 0
    for place, count in enumerate(histogram):
        seen += count
        if seen >= half:
            return start + place
    return start
