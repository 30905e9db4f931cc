"""Lines of figures over time, worked out here and drawn by the templates as SVG: numbers only, no style."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDE, HIGH = 1000, 200
_EDGE = 6


@dataclass(frozen=True, slots=True)
class Dot:
    """A reading as it is drawn."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class LineChart:
    """A line in a drawing of 1000 × 200 from `low` at the bottom to `high` at the top; `band` is a closed shape."""

    line: str
    dots: tuple[Dot, ...]
    low: float
    high: float
    band: str = ""
    middle: str = ""


type Points = Sequence[tuple[float, float]]
"""(share of the width, value), from left to right."""


def line_chart(points: Points, band: Sequence[tuple[float, float, float, float]] = ()) -> LineChart | None:
    """Return the line through some points; None for fewer than two.

    `band` holds (share of the width, lower, middle, upper) of what is usual. A count begins at 0 unless it lies
    so far up that nothing could be seen of how it moves.
    """
    if len(points) < 2:
        return None
    values = [value for _x, value in points] + [value for _x, *some in band for value in some]
    low, high = _room(min(values), max(values))
    spots = [_spot(x, value, low, high) for x, value in points]
    upper = [_spot(x, top, low, high) for x, _low, _middle, top in band]
    lower = [_spot(x, bottom, low, high) for x, bottom, _middle, _top in band]
    middle = [_spot(x, one, low, high) for x, _low, one, _top in band]
    return LineChart(
        line=_path(spots),
        dots=tuple(Dot(*spot) for spot in spots),
        low=low,
        high=high,
        band=f"{_path([*upper, *reversed(lower)])}Z" if len(band) > 1 else "",
        middle=_path(middle) if len(band) > 1 else "",
    )


def _room(low: float, high: float) -> tuple[float, float]:
    bottom = 0 if low >= 0 and (high - low) * 3 > low else low
    if high > bottom:
        return bottom, high
    return (bottom - 1 if bottom else 0), high + 1


def _spot(x: float, value: float, low: float, high: float) -> tuple[float, float]:
    up = (value - low) / (high - low)
    return round(_EDGE + x * (WIDE - 2 * _EDGE), 1), round(HIGH - _EDGE - up * (HIGH - 2 * _EDGE), 1)


def _path(spots: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in spots)
