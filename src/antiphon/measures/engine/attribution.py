"""Credit for conversions over millions of touches: the rules of `measures.rules.attribution`, as group-bys.

A table of touches has a row for each touch: `journey`, `at`, `id`, `channel`; `previous`, the channel of the touch
before (null at the first) and `is_last`, both stored when the touch comes in or by `prepared`; and what became of its
journey, on each of its touches: `converted` and `value`, what the conversion was worth. Channels are never null.
"""

from datetime import timedelta
from math import fsum, log

import ibis
from ibis.expr.types import Table

from antiphon.measures.rules.attribution import DIRECT, HALF_LIFE, Credits, settled
from antiphon.measures.rules.attribution.chain import Chain, Markov, counted, markov
from antiphon.measures.rules.attribution.dividing import FIRST, LAST

#: What is counted of the journeys at each touch.
_ENDS = ("journeys", "converted", "value")


def prepared(touches: Table, journeys: Table, window: timedelta | None = None) -> Table:
    """Return touches as this module wants them, from bare touches and from journeys with their ends.

    `touches`: `journey`, `at`, `id`, `channel`. `journeys`: `journey`, `ended`, `converted`, `value`.
    What is older than the window, or came after the end, is left out.
    """
    known = touches.join(journeys, "journey")
    known = known.filter(known.at <= known.ended)
    if window is not None:
        known = known.filter(known.at >= known.ended - ibis.interval(seconds=int(window.total_seconds())))
    within = ibis.window(group_by="journey", order_by=["at", "id"])
    return known.mutate(
        previous=known.channel.lag().over(within), is_last=known.channel.lead().over(within).isnull()
    ).drop("ended")


def first_touch(touches: Table) -> Credits:
    """Return all to the first touch of each journey."""
    return _whole(touches, touches.filter(touches.previous.isnull()))


def last_touch(touches: Table) -> Credits:
    """Return all to the last touch of each journey."""
    return _whole(touches, touches.filter(touches.is_last))


def last_non_direct(touches: Table) -> Credits:
    """Return all to the last touch that is not direct; to direct where there is nothing else."""
    named = touches.filter(touches.converted & (touches.channel != DIRECT))
    youngest = ibis.window(group_by="journey", order_by=[named.at.desc(), named.id.desc()])
    last = named.mutate(place=ibis.row_number().over(youngest)).filter(lambda one: one.place == 0)
    return _whole(touches, last, rest=DIRECT)


def linear(touches: Table) -> Credits:
    """Return equal parts to the touches of each journey."""
    won = touches.filter(touches.converted)
    return _shared(touches, won.mutate(weight=ibis.literal(1.0)))


def position(touches: Table, first: float = FIRST, last: float = LAST) -> Credits:
    """Return 40 % to the first touch, 40 % to the last, the rest in equal parts to those between."""
    won = touches.filter(touches.converted)
    won = won.join(won.group_by("journey").agg(length=won.count()), "journey")
    middle = (1 - first - last) / (won.length - 2).nullif(0)
    at_ends = ibis.cases((won.previous.isnull(), first), (won.is_last, last), else_=middle)
    return _shared(touches, won.mutate(weight=at_ends))


def time_decay(touches: Table, half_life: timedelta = HALF_LIFE) -> Credits:
    """Return shares in proportion to 2^(−age / half-life), ages in whole seconds from the last touch on."""
    won = touches.filter(touches.converted)
    won = won.join(won.group_by("journey").agg(youngest=won.at.max()), "journey")
    age = (won.youngest.epoch_seconds() - won.at.epoch_seconds()).cast("float64")
    return _shared(touches, won.mutate(weight=(age * (-log(2) / half_life.total_seconds())).exp()))


def shapley(touches: Table) -> Credits:
    """Return equal parts to the distinct channels of each journey: the exact Shapley value."""
    won = touches.filter(touches.converted)
    once = won.group_by("journey", "channel").agg(value=won.value.max(), at=won.at.max())
    return _shared(touches, once.mutate(weight=ibis.literal(1.0)))


def markov_model(touches: Table, order: int = 1) -> Markov:
    """Return what the Markov model of an order from 1 to 4 credits, with the removal effects."""
    return markov(chain_of(touches, order))


def chain_of(touches: Table, order: int = 1) -> Chain:
    """Return the chain: one group-by of the last channels, then a system of as many equations as there are states."""
    back = [f"back_{place}" for place in range(order, 0, -1)]
    within = ibis.window(group_by="journey", order_by=["at", "id"])
    lags = {"back_1": touches.previous}
    lags |= {f"back_{n}": touches.previous.lag(n - 1).over(within) for n in range(2, order + 1)}
    known = touches.mutate(**lags)
    if order > 1:
        known = known.filter(known[f"back_{order - 1}"].notnull() | known.is_last)
    return _counted(_rolled(known, [*back, "channel", "is_last"]).to_pyarrow().to_pylist(), back)


def _counted(rows: list[dict[str, object]], back: list[str]) -> Chain:
    moves: dict[tuple[tuple[str, ...] | None, tuple[str, ...]], float] = {}
    ends: list[tuple[tuple[str, ...], float, float, float]] = []
    for row in rows:
        names = [row[name] for name in (*back, "channel")]
        state = tuple(str(name) for name in names[1:] if name is not None)
        before = None if names[0] is None else tuple(str(name) for name in names[:-1])
        many, converted, value = (float(str(row[name])) for name in _ENDS)
        if before != state:
            moves[before, state] = moves.get((before, state), 0.0) + many
        if row["is_last"]:
            ends.append((state, many, converted, value))
    return counted(((origin, target, many) for (origin, target), many in moves.items()), ends)


def _rolled(known: Table, by: list[str]) -> Table:
    """Return the counts by some columns. They are additive: those of two days are the sum of each."""
    won = known.converted.ifelse(known.value, 0.0)
    return known.group_by(by).agg(journeys=known.count(), converted=known.converted.sum(), value=won.sum())


def _whole(touches: Table, chosen: Table, rest: str = "") -> Credits:
    """Return all of each conversion to the one touch chosen of it; those without one to `rest`."""
    won = chosen.filter(chosen.converted)
    return _credits(touches, won.group_by("channel").agg(credit=won.count(), worth=won.value.sum()), rest)


def _shared(touches: Table, weighed: Table) -> Credits:
    """Return shares of each conversion in proportion to the `weight` of its touches."""
    parts = weighed.group_by("journey", "channel").agg(weight=weighed.weight.sum(), value=weighed.value.max())
    whole = parts.group_by("journey").agg(whole=parts.weight.sum())
    shares = parts.join(whole, "journey")
    share = shares.weight / shares.whole
    return _credits(touches, shares.group_by("channel").agg(credit=share.sum(), worth=(share * shares.value).sum()))


def _credits(touches: Table, by_channel: Table, rest: str = "") -> Credits:
    """Return credits of every channel there is, summing to the conversions and to their value."""
    total, worth, channels = _totals(touches)
    raw = {row["channel"]: (row["credit"], row["worth"]) for row in by_channel.to_pyarrow().to_pylist()}
    counts = {channel: float(raw.get(channel, (0, 0))[0]) for channel in channels}
    values = {channel: float(raw.get(channel, (0, 0))[1]) for channel in channels}
    if rest in counts:
        counts[rest] += total - fsum(counts.values())
        values[rest] += worth - fsum(values.values())
    return Credits(settled(counts, total), settled(values, worth))


def _totals(touches: Table) -> tuple[float, float, list[str]]:
    ends = _rolled(touches, ["channel", "is_last"]).to_pyarrow().to_pylist()
    last = [row for row in ends if row["is_last"]]
    channels = sorted({row["channel"] for row in ends})
    return float(sum(row["converted"] for row in last)), fsum(row["value"] for row in last), channels


MODELS = {
    "first": first_touch,
    "last": last_touch,
    "last_non_direct": last_non_direct,
    "linear": linear,
    "position": position,
    "time_decay": time_decay,
    "shapley": shapley,
}
