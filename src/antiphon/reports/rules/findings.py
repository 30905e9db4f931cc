"""What figures say is worth doing: some of something against all the rest, said only where it is sure enough."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum
from statistics import fmean

from antiphon.measures.rules.interval import Interval
from antiphon.reports.rules.intervals import LEAST_FOR_MEAN, of_mean, wilson


class Rule(StrEnum):
    """By which rule something was found, and so what is compared.

    Of posts, what people did with each, set against the mean of its own channel, so that a large channel does not
    count as a good one: by `CATEGORY`, by part of the day (`HOUR`), by `WEEKDAY`. By `CHANNEL`: the share of posts
    that somebody answered. `NEWCOMERS`: the share of first calls of people that were answered in time.
    """

    CATEGORY = "category"
    HOUR = "hour"
    WEEKDAY = "weekday"
    CHANNEL = "channel"
    NEWCOMERS = "newcomers"


#: These are shares of yes and no; the others are means.
SHARES = frozenset({Rule.CHANNEL, Rule.NEWCOMERS})


@dataclass(frozen=True, slots=True)
class Observed:
    """One observation of a rule: to what it belongs, by key and name, and its value (1 or 0 for a share).

    `brought` is the same without being set against anything, by which two times are compared.
    """

    rule: Rule
    key: str
    name: str
    value: float
    brought: float = 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """A figure of some observations, and how sure it is."""

    n: int
    value: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Found:
    """Some of something, and all the rest, whose intervals have no number in common."""

    rule: Rule
    key: str
    name: str
    part: Part
    rest: Part

    @property
    def better(self) -> bool:
        """Whether it brought more than the rest."""
        return self.part.interval.low > self.rest.interval.high


def found(observed: Iterable[Observed]) -> list[Found]:
    """Return what stands out, by rule and then what lies farthest off: each key against all others of its rule.

    Nothing is said of fewer than fifteen observations on either side, nor where the intervals share a number.
    """
    rules: dict[Rule, dict[str, list[Observed]]] = {}
    for one in observed:
        rules.setdefault(one.rule, {}).setdefault(one.key, []).append(one)
    told = [made for rule, keys in rules.items() for made in _of_rule(rule, keys)]
    return sorted(told, key=lambda one: (list(Rule).index(one.rule), -abs(one.part.value - one.rest.value), one.key))


def part_of(rule: Rule, values: Sequence[float]) -> Part | None:
    """Return the figure of some values; None where too few say anything of how sure it is."""
    if len(values) < LEAST_FOR_MEAN:
        return None
    interval = wilson(round(fsum(values)), len(values)) if rule in SHARES else of_mean(values)
    return Part(len(values), fmean(values), interval) if interval else None


def _of_rule(rule: Rule, keys: Mapping[str, list[Observed]]) -> Iterable[Found]:
    for key, own in keys.items():
        rest = [one.value for other, some in keys.items() if other != key for one in some]
        part, others = part_of(rule, [one.value for one in own]), part_of(rule, rest)
        if part and others and part.interval.apart(others.interval):
            yield Found(rule, key, own[0].name, part, others)


def against_own_channel(done: Sequence[tuple[int, float]]) -> list[float]:
    """Return each value by the mean of its channel, for pairs (channel, value); 1 is as usual there.

    A channel on which nothing was ever done gives 0.

    >>> against_own_channel([(1, 2), (1, 6), (2, 10), (2, 30)])
    [0.5, 1.5, 0.5, 1.5]
    """
    means: dict[int, float] = {}
    for channel in {channel for channel, _value in done}:
        means[channel] = fmean(value for own, value in done if own == channel)
    return [value / means[channel] if means[channel] else 0.0 for channel, value in done]


def part_of_day(hour: int) -> str:
    """Return the part of the day of an hour on the wall: night to 5, morning to 11, afternoon to 17, evening.

    >>> [part_of_day(hour) for hour in (0, 6, 12, 23)]
    ['night', 'morning', 'afternoon', 'evening']
    """
    return ("night", "morning", "afternoon", "evening")[hour // 6]
