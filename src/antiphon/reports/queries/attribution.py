"""All models of attribution side by side, over the journeys of some days."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from math import fsum

from antiphon.measures.rules import N_MIN
from antiphon.measures.rules.attribution import DIVISIONS, HALF_LIFE, Credits, Division, Shares, credited, time_decay
from antiphon.measures.rules.interval import Interval
from antiphon.reports.queries.journeys import Journeys, Traveled
from antiphon.reports.queries.journeys.touches import side_of

MODELS = ("first", "last", "last_non_direct", "linear", "position", "time_decay", "markov", "shapley")
ORDERS = (1, 2, 3, 4)
#: Up to so many journeys, and so many states of the chain, the intervals are reckoned.
MOST_JOURNEYS, MOST_STATES = 200_000, 250
_DRAWS, _SEED = 200, 20_260_101


@dataclass(frozen=True, slots=True)
class Cell:
    """What one model credits one channel with; the intervals are None where there are too few conversions to say."""

    conversions: float
    value: float
    sure: Interval | None
    sure_of_value: Interval | None


@dataclass(frozen=True, slots=True)
class ChannelCredit:
    """A channel: its side, on the way to how many conversions it was met (`n`), what each model credits it with."""

    channel: str
    side: str
    n: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Attribution:
    """All models over the same journeys; every column sums to `conversions`, and to `value`.

    `journeys` counts those with a conversion and those without. `too_many`: intervals were left out
    because there are more journeys, or states of the chain, than can be drawn again so often.
    """

    channels: Sequence[ChannelCredit]
    journeys: int
    conversions: int
    value: float
    order: int
    too_many: bool

    def of_side(self, side: str, model: str) -> float:
        """Return the conversions that a model credits a side with."""
        return fsum(one.cells[model].conversions for one in self.channels if one.side == side)


def attribution_of(found: Journeys, order: int = 1, half_life: timedelta = HALF_LIFE) -> Attribution:
    """Return what every model credits every channel with. No query."""
    journeys = [one.journey for one in found.traveled]
    rules = divisions(half_life)
    credits_ = {name: credited(journeys, rule) for name, rule in rules.items()}
    credits_["markov"], states = _markov(found, order)
    few = len(journeys) > MOST_JOURNEYS
    spreads = {} if few else _spreads(found, rules, order if states <= MOST_STATES else 0)
    n = Counter(channel for one in found.won for channel in set(one.journey.channels))
    channels = sorted({channel for one in journeys for channel in one.channels}, key=lambda one: (-n[one], one))
    return Attribution(
        [ChannelCredit(one, side_of(one), n[one], _cells(one, n[one], credits_, spreads)) for one in channels],
        len(journeys),
        len(found.won),
        fsum(one.journey.value for one in found.won),
        order,
        few or states > MOST_STATES,
    )


def divisions(half_life: timedelta = HALF_LIFE) -> dict[str, Division]:
    """Return the rules that look at one journey at a time, by name."""
    return {**DIVISIONS, "time_decay": partial(time_decay, half_life=half_life)}


def shares_of(one: Traveled, model: str) -> Shares:
    """Return how a rule divides one journey; nothing for the Markov model, which looks at all of them at once."""
    rules = divisions()
    return rules[model](one.journey) if model in rules else {}


def _markov(found: Journeys, order: int) -> tuple[Credits, int]:
    from antiphon.measures.rules.attribution.chain import chain_of, markov

    made = markov(chain_of([one.journey for one in found.traveled], order))
    return made.credits, made.states


type _Spreads = dict[str, Mapping[str, tuple[Interval, Interval]]]


def _spreads(found: Journeys, rules: Mapping[str, Division], order: int) -> _Spreads:
    """Return the intervals by model and channel; of the Markov model only with an order."""
    from antiphon.measures.rules.attribution.resampling import spread_markov, spread_rules

    journeys = [one.journey for one in found.traveled]
    made = spread_rules(journeys, rules, draws=_DRAWS, seed=_SEED)
    if order:
        made["markov"] = spread_markov(journeys, order, draws=_DRAWS, seed=_SEED)
    return {
        name: {channel: (one, spread.value[channel]) for channel, one in spread.conversions.items()}
        for name, spread in made.items()
    }


def _cells(channel: str, n: int, credits_: Mapping[str, Credits], spreads: _Spreads) -> dict[str, Cell]:
    found = {}
    for model in MODELS:
        made, sure = credits_[model], spreads.get(model, {}).get(channel) if n >= N_MIN else None
        counts, value = made.conversions.get(channel, 0.0), made.value.get(channel, 0.0)
        found[model] = Cell(counts, value, sure[0] if sure else None, sure[1] if sure else None)
    return found
