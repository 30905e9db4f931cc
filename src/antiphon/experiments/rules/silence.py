"""A/A: the method is let loose on a past in which nothing was tried. A false alarm is an interval without zero."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import comb, fsum

from antiphon.experiments.rules.before_after import LEAST_AFTER, LEAST_BEFORE, before_after
from antiphon.experiments.rules.estimate import LEVEL, Estimate, Verdict
from antiphon.experiments.rules.faults import Fault, Unfit

METHOD = "silence 1"
MOST_TRIES, LEAST_TRIES = 24, 5
_DRAWS = 500
#: A method is called noisy where so many alarms or more would come by chance in less than one case of a hundred.
_RARE = 0.01


@dataclass(frozen=True, slots=True)
class Silence:
    """How often the method saw something where nothing was tried; `usual` alarms are what its level allows."""

    tries: int
    alarms: int
    length: int
    half_widths: tuple[float, ...]

    @property
    def usual(self) -> float:
        """How many alarms come by chance."""
        return self.tries * (1 - LEVEL)

    @property
    def is_noisy(self) -> bool:
        """Whether there were more alarms than chance explains.

        >>> Silence(20, 2, 14, ()).is_noisy, Silence(20, 8, 14, ()).is_noisy
        (False, True)
        """
        p = 1 - LEVEL
        tail = fsum(
            comb(self.tries, k) * p**k * (1 - p) ** (self.tries - k) for k in range(self.alarms, self.tries + 1)
        )
        return tail < _RARE


def begins(length: int, test: int) -> list[int]:
    """Return the places at which a pretended test of so many points begins: one after the other, at most 24.

    >>> begins(60, 10)
    [30, 40, 50]
    """
    last = length - test
    places = list(range(last, LEAST_BEFORE - 1, -max(test, 1)))
    return sorted(places[:MOST_TRIES])


def silence(
    series: Sequence[float],
    controls: Sequence[Sequence[float]],
    test: int,
    *,
    weekdays: Sequence[int] = (),
    seed: int = 1,
    told: Callable[[int], None] = lambda _percent: None,
) -> Silence:
    """Return how often tests of so many points would have given a false alarm in a past without any; seeded.

    `told` hears how far it is, in hundredths. Raise Unfit where the past is too short.
    """
    test = max(test, LEAST_AFTER)
    places = begins(len(series), test)
    if len(places) < LEAST_TRIES:
        raise Unfit(Fault.TOO_FEW_BEFORE, have=len(series), least=LEAST_BEFORE + LEAST_TRIES * test)
    found = []
    for number, effect in enumerate(_pretended(series, controls, places, test, weekdays, seed), 1):
        found.append(effect)
        told(100 * number // len(places))
    alarms = sum(one.verdict != Verdict.OPEN for one in found)
    return Silence(len(found), alarms, test, tuple((one.high - one.low) / 2 for one in found))


def _pretended(
    series: Sequence[float],
    controls: Sequence[Sequence[float]],
    places: Sequence[int],
    test: int,
    weekdays: Sequence[int],
    seed: int,
) -> Iterator[Estimate]:
    for place in places:
        end = place + test
        yield before_after(
            series[:end],
            place,
            [one[:end] for one in controls],
            weekdays=weekdays[:end],
            seed=seed,
            draws=_DRAWS,
        ).mean


def half_widths(
    series: Sequence[float],
    controls: Sequence[Sequence[float]],
    places: Sequence[int],
    test: int,
    weekdays: Sequence[int] = (),
) -> list[float]:
    """Return half of how wide the interval of each pretended test is."""
    return [(one.high - one.low) / 2 for one in _pretended(series, controls, places, test, weekdays, 1)]
