"""Colors of a look: whether they can be read on the paper of a report, and which near them can."""

import re

from antiphon.lib.images import linear
from antiphon.publishing.rules.contrast import ENOUGH, ratio

#: The papers on which a report is read: by day, in the PDF too, and by night.
DAY, NIGHT = "#fbf8f3", "#181512"
_STEPS = 100


def color_of(text: str) -> str | None:
    """Return a color as it is kept, or None for what is none.

    >>> color_of(" 0B6 "), color_of("#A33F22"), color_of("terracotta")
    ('#00bb66', '#a33f22', None)
    """
    found = re.fullmatch(r"#?([0-9a-f]{3}|[0-9a-f]{6})", text.strip().lower(), re.ASCII)
    if found is None:
        return None
    digits = found[1] if len(found[1]) == 6 else "".join(2 * one for one in found[1])
    return f"#{digits}"


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colors, 1 to 21. Source: WCAG 2.2, relative luminance and contrast ratio.

    >>> contrast("#ffffff", "#000000"), round(contrast("#a33f22", DAY), 1)
    (21.0, 6.0)
    """
    return ratio(_luminance(one), _luminance(other))


def readable_by_day(color: str) -> str:
    """Return the color itself if it can be read on light paper, else the nearest darker shade that can.

    >>> readable_by_day("#a33f22"), readable_by_day("#ffcc00")
    ('#a33f22', '#8a6e00')
    """
    return _towards(color, 0, DAY)


def readable_by_night(color: str) -> str:
    """Return the color itself if it can be read on dark paper, else the nearest lighter tint that can.

    >>> readable_by_night("#ffcc00"), readable_by_night("#2f3a66")
    ('#ffcc00', '#787f9c')
    """
    return _towards(color, 255, NIGHT)


def _towards(color: str, end: int, ground: str) -> str:
    for step in range(_STEPS + 1):
        mixed = [round(part + (end - part) * step / _STEPS) for part in bytes.fromhex(color[1:])]
        found = "#" + bytes(mixed).hex()
        if contrast(found, ground) >= ENOUGH:
            return found
    raise AssertionError("black and white can be read on every paper")


def _luminance(color: str) -> float:
    red, green, blue = (linear(part) for part in bytes.fromhex(color[1:]))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
