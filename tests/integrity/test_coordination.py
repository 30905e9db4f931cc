"""Coordinated pairs are those of the published package, edge for edge, in Python and over columns."""

import csv
import gzip
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.integrity.rules.coordination import (
    Action,
    Edge,
    Network,
    above,
    jittered,
    least_weight,
    network,
    pairs_within,
    weights_by_chance,
)

DATA = Path(__file__).parent / "data"
SETTINGS = [(10, 2), (60, 5)]


@cache
def shared() -> tuple[Action[str], ...]:
    """Return the real shares; see data/README.md."""
    with gzip.open(DATA / "coortweet_russian.csv.gz", "rt") as file:
        rows = csv.DictReader(file)
        return tuple(
            Action(row["object_id"], row["account_id"], row["content_id"], int(row["timestamp_share"]))
            for row in rows
        )


def published(window: int, least: int) -> dict[tuple[str, str], tuple[int, float, bool]]:
    """Return the edges that CooRTweet finds: weight, mean seconds between, whether above the threshold."""
    with (DATA / f"expected_edges_tw{window}_mp{least}.csv").open() as file:
        return {
            (min(ends), max(ends)): (
                int(row["weight"]),
                round(float(row["avg_time_delta"]), 9),
                row["weight_threshold"] == "1",
            )
            for row in csv.DictReader(file)
            for ends in [(row["from"][:12], row["to"][:12])]
        }


def as_published(edges: Network[str]) -> dict[tuple[str, str], tuple[int, float, bool]]:
    strong = above(edges)
    return {pair: (edge.weight, round(edge.mean_delta, 9), pair in strong) for pair, edge in edges.items()}


@pytest.mark.parametrize(("window", "least"), SETTINGS)
def test_the_edges_are_those_of_the_published_package(window: int, least: int) -> None:
    assert as_published(network(pairs_within(shared(), window, least))) == published(window, least)


def pa_table(actions: Sequence[Action[Any]]) -> Any:
    import pyarrow as pa

    names = ("what", "who", "id", "at")
    return pa.table({name: [getattr(one, name) for one in actions] for name in names})


def over_columns(actions: list[Action[str]], window: int, least: int) -> Network[str]:
    from antiphon.integrity.engine.coordination import edges_of

    found = edges_of(pa_table(actions), window, least).to_pylist()
    return {(row["one"], row["other"]): Edge(row["weight"], row["objects"], row["mean_delta"]) for row in found}


@pytest.mark.parametrize(("window", "least"), SETTINGS)
def test_the_engine_over_columns_finds_the_same(window: int, least: int) -> None:
    assert as_published(over_columns(list(shared()), window, least)) == published(window, least)


def test_times_before_1970_and_acts_of_one_moment_pair_alike_over_columns() -> None:
    times = [-61, -60, -1, 0, 0, 59, 60, 61]
    acts = [Action("post", f"account {n % 5}", f"act {n}", at) for n, at in enumerate(times)]
    assert over_columns(acts, 60, 2) == network(pairs_within(acts, 60, 2))


@given(st.permutations(shared()[:60]), st.integers(1, 3))
def test_the_order_of_the_acts_never_matters(acts: list[Action[str]], least: int) -> None:
    assert network(pairs_within(acts, 600, least)) == network(pairs_within(shared()[:60], 600, least))
    moved = {one.id: one.at for one in jittered(acts, 600, 4)}
    assert moved == {one.id: one.at for one in jittered(shared()[:60], 600, 4)}


def test_moments_are_jittered_alike_over_columns() -> None:
    import pyarrow as pa

    from antiphon.integrity.engine.coordination import jittered as over_columns_jittered

    acts = list(shared()[:200])
    table = pa.table({"id": [one.id for one in acts], "at": [one.at for one in acts]})
    for turn in (0, 19):
        expected = [one.at for one in jittered(acts, 60, turn)]
        assert over_columns_jittered(table, 60, turn)["at"].to_pylist() == expected
        assert all(abs(one.at - was.at) <= 30 * 60 for one, was in zip(jittered(acts, 60, turn), acts, strict=True))


def test_chance_makes_as_many_edges_over_columns() -> None:
    from antiphon.integrity.coordinating import OverColumns
    from antiphon.integrity.engine.coordination import weights_by_chance as over_columns_by_chance

    acts = [Action(one.what, n % 40, one.id, one.at) for n, one in enumerate(shared()[:3000])]
    assert OverColumns().edges(acts, 60) == network(pairs_within(acts, 60))
    table = pa_table(acts)
    expected = weights_by_chance(acts, 600, 2, rounds=1)
    assert over_columns_by_chance(table, 600, 2, rounds=1) == expected
    assert expected


def test_no_number_of_objects_is_safe_where_chance_makes_as_many() -> None:
    assert least_weight({1: 10, 2: 4}, {1: 200, 2: 80}, 0.01) is None
