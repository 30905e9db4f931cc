"""The picture of who brought whom: one line each, below and to the right of who brought them."""

from collections.abc import Sequence
from dataclasses import dataclass

from antiphon.community.queries.inviting import Branch

_STEP, _INDENT, _NAME = 28, 26, 240
#: Deeper ones stand at this depth in the picture; the table has all of them.
_DEEPEST_DRAWN = 12


@dataclass(frozen=True, slots=True)
class Twig:
    """One person in the picture: the dot, its name, and the line from who brought them, empty on top."""

    branch: Branch
    x: int
    y: int
    line: str

    @property
    def text_x(self) -> int:
        """Where the name begins."""
        return self.x + 14


@dataclass(frozen=True, slots=True)
class Drawn:
    """A tree in units of the drawing; `more` people are not drawn."""

    twigs: tuple[Twig, ...]
    width: int
    height: int
    more: int


def draw_branches(tree: Sequence[Branch], most: int = 80) -> Drawn | None:
    """Return the picture of a tree whose rows come each below who brought them; None without anybody."""
    if not tree:
        return None
    places: dict[int, tuple[int, int]] = {}
    twigs = []
    for row, branch in enumerate(tree[:most]):
        x, y = 12 + min(branch.depth, _DEEPEST_DRAWN) * _INDENT, 16 + row * _STEP
        places[branch.participant.pk] = (x, y)
        above = places.get(branch.parent) if branch.parent is not None else None
        line = f"M{above[0]} {above[1] + 7}V{y}H{x - 7}" if above else ""
        twigs.append(Twig(branch, x, y, line))
    width = max(one.x for one in twigs) + _NAME
    return Drawn(tuple(twigs), width, len(twigs) * _STEP + 8, max(0, len(tree) - most))
