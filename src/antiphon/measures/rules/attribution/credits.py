"""Credits of many journeys together, which sum to the conversions and to their value, to the last digit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from math import fsum

from .dividing import Division
from .journey import Journey


@dataclass(frozen=True, slots=True)
class Credits:
    """What each channel is credited with: conversions, and value in the currency of the journeys."""

    conversions: dict[str, float]
    value: dict[str, float]


def credited(journeys: Iterable[Journey], divide: Division) -> Credits:
    """Return the credits by a rule that looks at one journey at a time. Journeys without touches take no part."""
    known = [one for one in journeys if one.touches]
    counts: dict[str, list[float]] = {
        channel: [] for channel in sorted({name for one in known for name in one.channels})
    }
    worth: dict[str, list[float]] = {channel: [] for channel in counts}
    won = [one for one in known if one.converted]
    for one in won:
        for channel, share in divide(one).items():
            counts[channel].append(share * one.times)
            worth[channel].append(share * one.times * one.value)
    return Credits(
        settled({channel: fsum(parts) for channel, parts in counts.items()}, fsum(one.times for one in won)),
        settled(
            {channel: fsum(parts) for channel, parts in worth.items()}, fsum(one.times * one.value for one in won)
        ),
    )


def settled(raw: Mapping[str, float], total: float) -> dict[str, float]:
    """Return credits whose exact sum is the total: what floating point lost goes to the largest that can bear it.

    >>> fsum(settled({"a": 0.1, "b": 0.2, "c": 0.3}, 0.6).values())
    0.6
    """
    found = dict(raw)
    for channel in sorted(found, key=lambda name: (-found[name], name)):
        lost = fsum([total, *(-credit for credit in found.values())])
        if not lost:
            break
        found[channel] += lost
    return found


def in_cents(raw: Mapping[str, float], total: Decimal, step: Decimal = Decimal("0.01")) -> dict[str, Decimal]:
    """Return credits as they are shown, in whole steps, which still sum to the total.

    Each is cut off; the steps that are left go to the largest remainders.

    >>> {name: str(one) for name, one in in_cents({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}, Decimal(1)).items()}
    {'a': '0.34', 'b': '0.33', 'c': '0.33'}
    """
    exact = {channel: Decimal(credit) / step for channel, credit in raw.items()}
    cut = {channel: parts.to_integral_value(ROUND_FLOOR) for channel, parts in exact.items()}
    left = int((total / step).to_integral_value()) - int(sum(cut.values()))
    by_remainder = sorted(exact, key=lambda name: (cut[name] - exact[name], name))
    more = set(by_remainder[: max(0, left)])
    return {channel: (parts + (channel in more)) * step for channel, parts in cut.items()}
