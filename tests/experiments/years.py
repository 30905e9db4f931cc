"""A simulated brand whose truth is known: weeks of sales, what was spent, and what each spend really brought."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, pi, tanh

from antiphon.experiments.rules.mixing.weeks import monday

CARRIES_ON = 8


@dataclass(frozen=True, slots=True)
class Paid:
    """How a spend behaves: its mean, how often, what carries on, how it saturates, the most it brings."""

    mean: float
    often: float
    carries_on: float
    saturates: float
    most: float


@dataclass(frozen=True, slots=True)
class Years:
    """Weeks by their Monday, their sales, what was spent, a holiday, and what each spend brought in all."""

    weeks: Sequence[date]
    sales: Sequence[float]
    spend: Mapping[str, Sequence[float]]
    holiday: Sequence[float]
    truth: Mapping[str, float]


PAID = {
    "campaign/search": Paid(900, 0.95, 0.2, 3.0, 5000),
    "campaign/social": Paid(600, 0.6, 0.5, 2.0, 4000),
    "response": Paid(1500, 0.25, 0.6, 1.5, 2500),
}


def years(last: date, many: int = 156, seed: int = 1, paid: Mapping[str, Paid] = PAID) -> Years:
    """Return so many weeks up to a day: a base with a trend, a year and noise, and what each spend brings."""
    chance = random.Random(seed)
    weeks = [monday(last + timedelta(days=1)) - timedelta(weeks=many - n) for n in range(many)]
    spend = {name: [_spent(one, chance) for _ in weeks] for name, one in paid.items()}
    brought = {name: _brought(paid[name], values) for name, values in spend.items()}
    holiday = [float(n % 52 >= 48) for n in range(many)]
    base = [20_000 + 15 * n + 1500 * cos(2 * pi * n / 52.18) + 2500 * holiday[n] for n in range(many)]
    sales = [base[n] + chance.gauss(0, 800) + sum(one[n] for one in brought.values()) for n in range(many)]
    return Years(weeks, sales, spend, holiday, {name: sum(values) for name, values in brought.items()})


def _spent(paid: Paid, chance: random.Random) -> float:
    return round(chance.gammavariate(4, paid.mean / 4), 2) if chance.random() < paid.often else 0.0


def _brought(paid: Paid, spent: Sequence[float]) -> list[float]:
    weights = [paid.carries_on**lag for lag in range(CARRIES_ON)]
    most, whole = max(spent), sum(weights)
    carried = [
        sum(weights[lag] * spent[n - lag] for lag in range(min(n + 1, CARRIES_ON))) / whole / most
        for n in range(len(spent))
    ]
    return [paid.most * tanh(paid.saturates * one / 2) for one in carried]
