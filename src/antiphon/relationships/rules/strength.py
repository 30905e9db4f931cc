"""Relationship strength: how much stands between us and one person, and what it is made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import fsum, isclose

from .effort import EFFORT, Direction, Touch, effort_of, heaviest_of_each_day
from .evidence import enough


@dataclass(frozen=True, slots=True)
class StrengthParams:
    """The weights of `strength`. They are choices, not estimates; a brand may set its own.

    `half_life` and `span_full` in days; `saturation` in points of effort; `channels_full` is the
    number of distinct channels that counts as many. `base + span_weight + channel_weight` is 1.
    """

    half_life: float = 90.0
    saturation: float = 4.0
    lambda_in: float = 0.5
    lambda_out: float = 0.0
    base: float = 0.7
    span_weight: float = 0.2
    channel_weight: float = 0.1
    span_full: int = 360
    channels_full: int = 3
    effort: Mapping[str, float] = field(default_factory=lambda: EFFORT)
    version: str = "1"

    def __post_init__(self) -> None:
        if not isclose(self.base + self.span_weight + self.channel_weight, 1.0):
            raise ValueError("base, span_weight and channel_weight must sum to 1")


@dataclass(frozen=True, slots=True)
class Addend:
    """What one day in one direction adds: `contribution = effort · 2^(−age / half-life)` points."""

    day: date
    direction: Direction
    kind: str
    effort: float
    age: int
    contribution: float


@dataclass(frozen=True, slots=True)
class Strength:
    """The strength of one relationship on one day, open to its addends.

    `value` in points, [0, 100), or None where there was no contact at all; `a_in` and `a_out` are
    the sums of the contributions of `because` by direction; `span` is the number of days between
    the first contact and the last, `channels` the number of distinct channels.
    """

    value: float | None
    because: tuple[Addend, ...]
    a_in: float
    a_out: float
    span: int
    channels: int
    params_version: str

    @property
    def n(self) -> int:
        """Return the number of observations: days with contact, each direction apart."""
        return len(self.because)

    @property
    def enough(self) -> bool:
        """Whether so many observations say something; the value is shown to nobody before."""
        return enough(self.n)


def strength(touches: Iterable[Touch], as_of: date, params: StrengthParams | None = None) -> Strength:
    """Return the strength of a relationship on the day `as_of`, in points [0, 100).

    A_in = Σ effort · 2^(−age/90) over the days on which they spoke to us, the heaviest contact of
    a day only; A_out likewise. A = 2·min(A_in, A_out) + ½·max(0, A_in − A_out): what we say beyond
    what they say adds nothing. S = 100 · A/(A + 4) · (0.7 + 0.2·D + 0.1·B), where D = span/360
    and B = (channels − 1)/2, both at most 1. Both directions make up the span and the channels.

    Sources: Granovetter 1973 (time, intensity, reciprocal services); Gilbert & Karahalios 2009;
    Squartini et al. 2013 (the reciprocated weight is the minimum); Ureña-Carrion et al. 2020 (days
    count, not messages). The weights are ours.

    In at ages 0, 90, 180 (efforts 2, 2, 4), out at 0, 90 (2, 2), two channels: A_in 4, A_out 3,
    A 6.5, D .5, B .5.

    >>> round(100 * 6.5 / (6.5 + 4) * (0.7 + 0.2 * 0.5 + 0.1 * 0.5), 6)
    52.619048
    """
    params = params or StrengthParams()
    known = [touch for touch in touches if touch.day <= as_of]
    because = _addends(known, as_of, params)
    a_in, a_out = _sum(because, "in"), _sum(because, "out")
    span, channels = _span(known), len({touch.channel for touch in known})
    value = _points(a_in, a_out, span, channels, params) if known else None
    return Strength(value, because, a_in, a_out, span, channels, params.version)


def _addends(touches: Iterable[Touch], as_of: date, params: StrengthParams) -> tuple[Addend, ...]:
    return tuple(
        _addend(touch, (as_of - touch.day).days, params)
        for touch in heaviest_of_each_day(touches, as_of, params.effort)
    )


def _addend(touch: Touch, age: int, params: StrengthParams) -> Addend:
    effort = effort_of(touch.kind, params.effort)
    contribution = effort * 2.0 ** (-age / params.half_life)
    return Addend(touch.day, touch.direction, touch.kind, effort, age, contribution)


def _sum(because: Iterable[Addend], direction: Direction) -> float:
    return fsum(addend.contribution for addend in because if addend.direction == direction)


def _span(touches: list[Touch]) -> int:
    days = [touch.day for touch in touches]
    return (max(days) - min(days)).days if days else 0


def _points(a_in: float, a_out: float, span: int, channels: int, params: StrengthParams) -> float:
    shared = 2 * min(a_in, a_out)
    more = params.lambda_in * max(0.0, a_in - a_out) + params.lambda_out * max(0.0, a_out - a_in)
    lasting = min(1.0, span / params.span_full)
    broad = min(1.0, (channels - 1) / (params.channels_full - 1))
    factor = params.base + params.span_weight * lasting + params.channel_weight * broad
    return 100 * (shared + more) / (shared + more + params.saturation) * factor
