"""Over columns credit is divided as by the rules."""

import random
from datetime import UTC, datetime, timedelta
from math import fsum

import ibis
import pyarrow as pa
import pytest

from antiphon.measures.engine import attribution as engine
from antiphon.measures.rules.attribution import DIVISIONS, Journey, Touch, credited, looking_back
from antiphon.measures.rules.attribution.chain import ORDERS, chain_of, markov

NOW = datetime(2026, 5, 1, tzinfo=UTC)
CHANNELS = ("social/mastodon", "community/discussion", "mail/newsletter", "direct")
WINDOW = timedelta(days=20)


def some_journeys(seed: int, many: int) -> list[Journey]:
    """Journeys with ties in time, touches too old and touches too late."""
    chance = random.Random(seed)
    return [_journey(chance, number) for number in range(many)]


def _journey(chance: random.Random, number: int) -> Journey:
    ages = [chance.choice([-2, 0, 1, 1, 5, 19, 20, 21]) for _ in range(chance.randrange(1, 8))]
    touches = [
        Touch(NOW - timedelta(days=age), number * 10 + place, chance.choice(CHANNELS))
        for place, age in enumerate(ages)
    ]
    chance.shuffle(touches)
    won = chance.random() < 0.4
    return Journey(tuple(touches), NOW, won, round(chance.uniform(1, 90), 2) if won else 0.0)


def over_columns(journeys: list[Journey]) -> ibis.Table:
    rows = [
        {"journey": number, "at": touch.at, "id": touch.id, "channel": touch.channel}
        for number, one in enumerate(journeys)
        for touch in one.touches
    ]
    ends = [
        {"journey": number, "ended": one.ended, "converted": one.converted, "value": one.value}
        for number, one in enumerate(journeys)
    ]
    bare, ended = ibis.memtable(pa.Table.from_pylist(rows)), ibis.memtable(pa.Table.from_pylist(ends))
    return ibis.memtable(engine.prepared(bare, ended, WINDOW).to_pyarrow())


def test_every_model_over_columns_is_that_of_the_rules() -> None:
    journeys = some_journeys(11, 400)
    touches, known = over_columns(journeys), [looking_back(one, WINDOW) for one in journeys]
    for name, rule in DIVISIONS.items():
        found, told = engine.MODELS[name](touches), credited(known, rule)
        assert found.conversions == pytest.approx(told.conversions, rel=1e-12), name
        assert found.value == pytest.approx(told.value, rel=1e-12), name
        assert fsum(found.conversions.values()) == fsum(told.conversions.values())
    for order in ORDERS:
        chain, chained = engine.markov_model(touches, order), markov(chain_of(known, order))
        assert chain.states == chained.states
        assert chain.effects == pytest.approx(chained.effects, rel=1e-9)
        assert chain.credits.value == pytest.approx(chained.credits.value, rel=1e-9)


def test_journeys_of_ten_thousand_touches_are_divided_too() -> None:
    touches = tuple(Touch(NOW - timedelta(minutes=n), n, CHANNELS[n % 4]) for n in range(10_000))
    table = over_columns([Journey(touches, NOW, value=100.0)])
    assert engine.linear(table).value == dict.fromkeys(sorted(CHANNELS), 25.0)
    assert engine.shapley(table).conversions == dict.fromkeys(sorted(CHANNELS), 0.25)
    assert fsum(engine.markov_model(table, 2).credits.value.values()) == 100.0
