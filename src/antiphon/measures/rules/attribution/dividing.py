"""The rules that divide one conversion among the touches of its own journey: shares by channel that sum to 1."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from .journey import Journey

type Shares = dict[str, float]
type Division = Callable[[Journey], Shares]

#: The channel of those who came by no link that is known.
DIRECT = "direct"
#: A touch that is a week older weighs half. The default of the advertising networks.
HALF_LIFE = timedelta(days=7)
#: What the first and the last touch get by position; those between share the rest.
FIRST, LAST = 0.4, 0.4


def first_touch(journey: Journey) -> Shares:
    """Return all to the first touch."""
    return {journey.touches[0].channel: 1.0}


def last_touch(journey: Journey) -> Shares:
    """Return all to the last touch."""
    return {journey.touches[-1].channel: 1.0}


def last_non_direct(journey: Journey) -> Shares:
    """Return all to the last touch that is not direct; to direct only where there is nothing else."""
    named = [channel for channel in journey.channels if channel != DIRECT]
    return {(named or [DIRECT])[-1]: 1.0}


def linear(journey: Journey) -> Shares:
    """Return 1/n to each of n touches; a channel that touched twice gets two parts."""
    return _divided((channel, 1.0) for channel in journey.channels)


def position(journey: Journey, first: float = FIRST, last: float = LAST) -> Shares:
    """Return 40 % to the first touch, 40 % to the last, the rest in equal parts to those between.

    One touch gets all; of two, the ends share all in their proportion.
    """
    between = len(journey.touches) - 2
    if between < 0:
        return first_touch(journey)
    middle = (1 - first - last) / between if between else 0.0
    weights = [first, *[middle] * between, last]
    return _divided(zip(journey.channels, weights, strict=True))


def time_decay(journey: Journey, half_life: timedelta = HALF_LIFE) -> Shares:
    """Return shares in proportion to 2^(−age / half-life), the age being that at the conversion.

    Ages are counted from the youngest touch on, which changes no share and keeps old journeys from vanishing.
    """
    youngest = journey.touches[-1].at
    ages = [(youngest - touch.at) / half_life for touch in journey.touches]
    return _divided((channel, 2**-age) for channel, age in zip(journey.channels, ages, strict=True))


def shapley(journey: Journey) -> Shares:
    """Return equal parts to the distinct channels: the exact Shapley value.

    With v(S) = conversions of the journeys whose channels all lie in S, every journey is a game of its own
    (a Harsanyi dividend) in which its channels are equal; the values of games add up.
    """
    return _divided((channel, 1.0) for channel in dict.fromkeys(journey.channels))


DIVISIONS: Mapping[str, Division] = {
    "first": first_touch,
    "last": last_touch,
    "last_non_direct": last_non_direct,
    "linear": linear,
    "position": position,
    "time_decay": time_decay,
    "shapley": shapley,
}


def _divided(weights: Iterable[tuple[str, float]]) -> Shares:
    found: Shares = {}
    for channel, weight in weights:
        found[channel] = found.get(channel, 0.0) + weight
    total = sum(found.values())
    return {channel: weight / total for channel, weight in found.items()}
