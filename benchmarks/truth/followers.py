"""A simulated year of followers: how much of what was bought is found, and what is set aside of growth that is real.

Of each channel a number of followers is read every six hours, as in the product: what stayed the same is not written
down, and days are missed. Clean years hold what looks like it: posts that go round, campaigns, a page of the press, a
sale that was paid for, a new and higher usual, accounts that a network takes away and gives back.
"""

import math
import random
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from antiphon.integrity.rules.surges import Level, Rise, found_surges

RUNS, DAYS, BEGIN = 200, 360, date(2025, 1, 6)


@dataclass
class Channel:
    """A year of a channel: how many came on each day, what they were shown, and what was planted."""

    chance: random.Random
    before: int
    gains: list[float]
    attention: dict[str, dict[date, float]] = field(default_factory=dict)
    planted: list[tuple[int, int, int]] = field(default_factory=list)
    missing: set[int] = field(default_factory=set)

    def adds(self, kind: str, day: int, amount: float) -> None:
        """Add attention of a kind on a day."""
        if day < DAYS:
            days = self.attention.setdefault(kind, {})
            days[on(day)] = days.get(on(day), 0.0) + amount

    def comes(self, day: int, many: float) -> None:
        """Let so many more come on a day, or leave."""
        if day < DAYS:
            self.gains[day] += many

    def levels(self) -> list[Level]:
        """Return what was read every six hours."""
        found: list[Level] = []
        for quarter in range(4 * DAYS):
            day, part = divmod(quarter, 4)
            value = round(self.before + sum(self.gains[:day]) + self.gains[day] * part / 4) if day else self.before
            if day not in self.missing and (not found or found[-1].value != value):
                at = datetime(BEGIN.year, BEGIN.month, BEGIN.day, 3, tzinfo=UTC) + timedelta(hours=6 * quarter)
                found.append(Level(quarter, at, value))
        return found


def on(day: int) -> date:
    """Return a day of the year by its number."""
    return BEGIN + timedelta(days=day)


def ordinary(seed: int) -> Channel:
    """Return a channel to which people come as they do: more after a post, more after one that does well."""
    chance = random.Random(seed)
    usual = 10 ** chance.uniform(-0.7, 1.8)
    before = int(usual * chance.uniform(60, 900)) + 30
    made = Channel(chance, before, [0.0] * DAYS)
    reach, every = before * chance.uniform(0.1, 0.8) + 20, chance.choice((1, 2, 3, 7))
    weight = [chance.lognormvariate(0, 0.5) if day % every == 0 else 0.35 for day in range(DAYS)]
    for day, some in enumerate(weight):
        made.comes(day, _few(chance, usual * (0.5 + some / 2)) - _few(chance, usual / 5))
        made.adds("views", day, reach * some * chance.uniform(0.7, 1.3))
        made.adds("acts", day, _few(chance, reach * some / 25))
        made.adds("elsewhere", day, _few(chance, 2))
        made.adds("visits", day, _few(chance, reach / 40))
    return made


def clean(seed: int) -> Channel:
    """Return a channel whose growth is real, sudden as it may be."""
    made = ordinary(seed)
    chance = made.chance
    for lets in chance.sample((_viral, _campaign, _pressed, _purged, _silent, _grows, _brought), 3):
        lets(made, chance.randrange(70, DAYS - 40))
    return made


def bent(seed: int) -> Channel:
    """Return the same kind of channel for which followers were bought once or twice, at once or over some days."""
    made = clean(seed)
    chance = made.chance
    free = [day for day in range(80, DAYS - 30, 15) if not _busy(made, day)]
    for day in chance.sample(free, min(2, len(free))):
        many = max(60, int(made.before * chance.uniform(0.1, 1.5)))
        days = chance.choice((1, 1, 2, 4, 7))
        for n in range(days):
            made.comes(day + n, many / days)
        for n in range(days, 40):
            made.comes(day + n, -many * 0.004)
        made.planted.append((day, day + days - 1, many))
    return made


def found_in(made: Channel) -> list[Rise]:
    """Return what the rule sets aside of a channel."""
    return found_surges(made.levels(), lambda _first, _last: made.attention)


@dataclass
class Score:
    """How many surges were planted and found, how many others; followers planted, and set aside of them."""

    planted: int = 0
    found: int = 0
    wrong: int = 0
    followers: int = 0
    aside: int = 0

    @property
    def precision(self) -> float:
        """Return the share of what was set aside that was planted."""
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Return the share of what was planted that was set aside."""
        return self.found / self.planted if self.planted else 1.0


def score(seeds: Iterable[int]) -> Score:
    """Return how well the rule does on channels with bought followers."""
    told = Score()
    for seed in seeds:
        made = bent(seed)
        found = found_in(made)
        for first, last, many in made.planted:
            here = [one for one in found if one.first <= on(last) and on(first) <= one.last]
            told.planted, told.followers = told.planted + 1, told.followers + many
            told.found, told.aside = told.found + bool(here), told.aside + sum(one.followers for one in here)
        told.wrong += sum(not _meant(one, made) for one in found)
    return told


def false_alarms(seeds: Iterable[int]) -> tuple[int, int]:
    """Return how many surges were set aside on clean channels, and how many channel-years there were."""
    years = [clean(seed) for seed in seeds]
    return sum(len(found_in(one)) for one in years), len(years)


def _meant(one: Rise, made: Channel) -> bool:
    return any(one.first <= on(last) and on(first) <= one.last for first, last, _many in made.planted)


def _busy(made: Channel, day: int) -> bool:
    """Whether something real happens near a day, or nothing is read: who buys then is not to be told apart."""
    near = {day + n for n in range(-16, 16)}
    loud = {n for n in range(DAYS) if abs(made.gains[n]) > 8 + 6 * _usual(made)}
    return bool(near & (made.missing | loud))


def _usual(made: Channel) -> float:
    return sorted(made.gains)[DAYS // 2]


def _few(chance: random.Random, mean: float) -> int:
    """Return a number as chance makes it of a mean (Poisson; normal where it is large)."""
    if mean > 30:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    bound, product, many = math.exp(-mean), chance.random(), 0
    while product > bound:
        product *= chance.random()
        many += 1
    return many


def _rush(made: Channel, day: int, times: float) -> int:
    """Let many come within some days, most at first; return how many."""
    many = int(max(80, made.before * 0.2) * times)
    for n, share in enumerate((0.5, 0.25, 0.15, 0.1)):
        made.comes(day + n, many * share)
    return many


def _viral(made: Channel, day: int) -> None:
    many = _rush(made, day, made.chance.uniform(1, 5))
    for n, share in enumerate((0.5, 0.3, 0.2)):
        made.adds("views", day + n, many * 12 * share)
        made.adds("acts", day + n, many * share)


def _campaign(made: Channel, day: int) -> None:
    for n in range(10):
        made.comes(day + n, max(8, made.before * 0.02))
        made.adds("spend", day + n, 40.0)
        made.adds("views", day + n, made.before * 1.5)


def _pressed(made: Channel, day: int) -> None:
    """Let the press write of it: people come to the site, hardly any post is seen more."""
    many = _rush(made, day, made.chance.uniform(0.5, 2))
    for n, share in enumerate((0.6, 0.4)):
        made.adds("visits", day + n, max(40, many * 2 * share))


def _brought(made: Channel, day: int) -> None:
    """Let somebody with many followers speak of it on another network."""
    many = _rush(made, day, made.chance.uniform(0.5, 2))
    for n, share in enumerate((0.7, 0.3)):
        made.adds("elsewhere", day + n, max(30, many * share / 3))


def _purged(made: Channel, day: int) -> None:
    """Let a network take accounts away, and give them back after some days."""
    many = int(made.before * made.chance.uniform(0.1, 0.3))
    made.comes(day, -many)
    made.comes(day + made.chance.randrange(2, 20), many)


def _silent(made: Channel, day: int) -> None:
    made.missing |= set(range(day, day + made.chance.randrange(2, 30)))


def _grows(made: Channel, day: int) -> None:
    """Let it grow faster from now on, step by step, for good."""
    more = max(2.0, 1.5 * _usual(made))
    for n in range(day, DAYS):
        made.comes(n, _few(made.chance, more * min(1.0, (n - day) / 30)))


def main() -> int:
    """Tell what is found, over some channel-years."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    told, (aside, years) = score(range(runs)), false_alarms(range(100_000, 100_000 + runs))
    print(f"{runs} simulated years of channels with bought followers, {years} without.\n")
    print(
        "| planted surges | precision | recall | followers planted | set aside of them |\n|---:|---:|---:|---:|---:|"
    )
    print(f"| {told.planted:,} | {told.precision:.3f} | {told.recall:.3f} | {told.followers:,} | {told.aside:,} |")
    print(f"\nFalse alarms: {aside} in {years} years without bought followers.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
