"""Which part of a picture is shown: the crop that a person chose, cut to the shape that a network takes. Pure."""

from dataclasses import dataclass

type Box = tuple[int, int, int, int]
"""Left, upper, right, lower, in pixels; the right and the lower edge lie outside."""

#: The smallest part that may be cut out, as a share of each side.
LEAST = 0.02


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a picture that is shown and the point that stays in it, as shares of width and height, 0–1."""

    left: float = 0.0
    top: float = 0.0
    width: float = 1.0
    height: float = 1.0
    focus_x: float = 0.5
    focus_y: float = 0.5

    @property
    def is_whole(self) -> bool:
        """Whether nothing is cut off by choice."""
        return (self.left, self.top, self.width, self.height) == (0.0, 0.0, 1.0, 1.0)


def within(frame: Frame) -> Frame:
    """Return the frame pushed into the picture, no smaller than `LEAST`; the same one if it lies there already.

    >>> within(Frame(left=0.9, width=0.5)).width
    0.1
    """
    left, top = min(max(frame.left, 0.0), 1 - LEAST), min(max(frame.top, 0.0), 1 - LEAST)
    width = min(max(frame.width, LEAST), 1 - left)
    height = min(max(frame.height, LEAST), 1 - top)
    focus_x, focus_y = min(max(frame.focus_x, 0.0), 1.0), min(max(frame.focus_y, 0.0), 1.0)
    return Frame(*(round(one, 4) for one in (left, top, width, height, focus_x, focus_y)))


def box_of(frame: Frame, width: int, height: int, ratio: tuple[float, float] | None = None) -> Box:
    """Return which pixels of a picture are shown where a network takes ratios (width by height) from least to most.

    What is cut off goes first from the sides far from the focus, which stays in the middle where there is room.

    >>> box_of(Frame(focus_x=0.9), 1000, 500, (0.8, 1.0))
    (500, 0, 1000, 500)
    """
    left, top = frame.left * width, frame.top * height
    wide, high = max(1.0, frame.width * width), max(1.0, frame.height * height)
    if ratio is not None:
        new_wide, new_high = min(wide, high * ratio[1]), min(high, wide / ratio[0])
        left = _around(frame.focus_x * width, left, wide, new_wide)
        top = _around(frame.focus_y * height, top, high, new_high)
        wide, high = new_wide, new_high
    left_edge, upper_edge = min(round(left), width - 1), min(round(top), height - 1)
    return (
        left_edge,
        upper_edge,
        min(width, max(left_edge + 1, round(left + wide))),
        min(height, max(upper_edge + 1, round(top + high))),
    )


def _around(focus: float, start: float, length: float, kept: float) -> float:
    """Return where a piece of length `kept` begins so that the focus is in its middle, within start…start+length."""
    return min(max(focus - kept / 2, start), start + length - kept)
