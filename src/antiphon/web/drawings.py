"""Pictures of figures, worked out here and drawn by the templates as SVG: numbers only, no style."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from antiphon.lib.trees import preorder
from antiphon.measures.rules import Message
from antiphon.relationships.rules import Addend, Strength

_WIDE, _HALF, _BAR = 1000, 100, 8
#: The picture goes back at least so many days, so that one contact does not fill it.
_LEAST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Bar:
    """What one day adds: upwards theirs, downwards ours; all in units of the drawing."""

    addend: Addend
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class StrengthPicture:
    """The addends of a strength in time: `viewBox` is 1000 × 200, the line between the sides at 100."""

    bars: tuple[Bar, ...]
    since: date


@dataclass(frozen=True, slots=True)
class Dot:
    """A message of a drawn conversation."""

    x: float
    y: float
    ours: bool
    flagged: bool
    root: bool


@dataclass(frozen=True, slots=True)
class Twig:
    """The line from an answer to what it answers."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class TreePicture:
    """A conversation as a tree that grows downwards, in units of the drawing; `more` messages are not drawn."""

    dots: tuple[Dot, ...]
    twigs: tuple[Twig, ...]
    width: float
    height: float
    more: int


def strength_picture(strength: Strength, today: date) -> StrengthPicture | None:
    """Return the picture of a strength's addends; None without any."""
    if not strength.because:
        return None
    days = max(_LEAST_DAYS, *(addend.age for addend in strength.because))
    most = max(addend.contribution for addend in strength.because)
    bars = tuple(_bar(addend, days, most) for addend in strength.because)
    return StrengthPicture(bars, date.fromordinal(today.toordinal() - days))


def _bar(addend: Addend, days: int, most: float) -> Bar:
    height = max(2.0, round(_HALF * addend.contribution / most, 1))
    x = round((_WIDE - _BAR) * (1 - addend.age / days), 1)
    return Bar(addend, x, _HALF - height if addend.direction == "in" else _HALF, height)


def tree_picture(messages: Sequence[Message[str]], *, step: float = 20, most: int = 120) -> TreePicture | None:
    """Return a conversation as a tidy tree: leaves side by side, each message above the middle of its answers."""
    known = {message.id: message for message in messages}
    placed = preorder((one.id, one.parent_id, one.at) for one in known.values())
    size = next((end for end, one in enumerate(placed) if end and one.depth == 0), len(placed))
    drawn = placed[: min(size, most)]
    if not drawn:
        return None
    across = _across([(one.id, one.parent_id) for one in drawn])
    at = {one.id: ((across[one.id] + 0.5) * step, (one.depth + 0.5) * step) for one in drawn}
    dots = tuple(Dot(*at[one.id], known[one.id].ours, known[one.id].flagged, one.parent_id is None) for one in drawn)
    twigs = tuple(Twig(*at[one.parent_id], *at[one.id]) for one in drawn if one.parent_id is not None)
    width = (max(across.values()) + 1) * step
    return TreePicture(dots, twigs, width, (max(one.depth for one in drawn) + 1) * step, len(known) - len(drawn))


def _across(edges: Sequence[tuple[str, str | None]]) -> dict[str, float]:
    """Return how far to the right each message stands, in steps; the edges come each before its answers."""
    answers: dict[str, list[str]] = {one: [] for one, _ in edges}
    for one, parent in edges:
        if parent is not None:
            answers[parent].append(one)
    leaves = iter(range(len(edges)))
    place = {one: float(next(leaves)) for one, _ in edges if not answers[one]}
    for one, _ in reversed(edges):
        if answers[one]:
            place[one] = (place[answers[one][0]] + place[answers[one][-1]]) / 2
    return place
