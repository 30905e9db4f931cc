"""A journey: the touches of one person on the way to a conversion, or to none."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Touch:
    """Something that met a person: when, and through which channel. Touches of one moment go by `id`."""

    at: datetime
    id: int
    channel: str


@dataclass(frozen=True, slots=True)
class Journey:
    """Touches in their order, and what they led to by `ended`.

    `value` is what the conversion was worth, in one currency, ≥ 0; `converted` is False where there was none.
    `times`: how many journeys exactly like this one are meant. `who` went it: journeys of one person are not
    independent; None is somebody else each time.
    """

    touches: tuple[Touch, ...]
    ended: datetime
    converted: bool = True
    value: float = 0.0
    times: int = 1
    who: Hashable = None

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels in the order of the touches, each as often as it touched."""
        return tuple(touch.channel for touch in self.touches)


def looking_back(journey: Journey, window: timedelta | None = None) -> Journey:
    """Return a journey with its touches in order of (time, id), those left out that are older than the window.

    What came after the journey ended is no touch of it. None looks back without end.

    >>> from datetime import UTC
    >>> day = datetime(2026, 3, 31, tzinfo=UTC)
    >>> touches = [Touch(day, 2, "mail"), Touch(day, 1, "search"), Touch(day - timedelta(days=31), 3, "social")]
    >>> looking_back(Journey(tuple(touches), day), timedelta(days=30)).channels
    ('search', 'mail')
    """
    return replace(journey, touches=tuple(sorted(_reached(journey, window))))


def _reached(journey: Journey, window: timedelta | None) -> Iterable[Touch]:
    for touch in journey.touches:
        age = journey.ended - touch.at
        if age >= timedelta(0) and (window is None or age <= window):
            yield touch
