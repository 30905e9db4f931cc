"""Positions in a network, growth and referrals: the worked examples, and networkx as a second opinion."""

import random
from datetime import UTC, datetime, timedelta

import networkx as nx
import pytest

from antiphon.measures.rules.clusters import clusters, modularity
from antiphon.measures.rules.growth import Growth, growth
from antiphon.measures.rules.position import (
    bridges,
    constraint,
    density,
    effective_size,
    ego_betweenness,
    embeddedness,
    gini,
    mean_embeddedness,
    neighbors,
    top_share,
)
from antiphon.measures.rules.referral import Cycle, cycle_time, generations, ratios, ref

ORACLE = neighbors([("E", "A"), ("E", "B"), ("E", "C"), ("A", "B")])
SPOKEN = [40.0, 10.0, 5.0, 5.0] + [1.0] * 6 + [0.0] * 90


def a_network(people: int, ties: int, seed: int) -> tuple[dict[int, set[int]], "nx.Graph[int]"]:
    chance = random.Random(seed)
    pairs = [(chance.randrange(people), chance.randrange(people)) for _ in range(ties)]
    graph: nx.Graph[int] = nx.Graph([pair for pair in pairs if pair[0] != pair[1]])
    return neighbors(pairs), graph


def test_a_broker_is_known_by_the_worked_example() -> None:
    assert constraint(ORACLE, "E") == pytest.approx(0.611111, abs=1e-6)
    assert effective_size(ORACLE, "E") == pytest.approx(7 / 3)
    assert ego_betweenness(ORACLE, "E") == pytest.approx(2 / 3)
    assert (embeddedness(ORACLE, "E", "A"), embeddedness(ORACLE, "E", "C")) == (0.5, 0.0)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_positions_agree_with_networkx(seed: int) -> None:
    known, graph = a_network(30, 70, seed)
    sizes = nx.effective_size(graph)
    for one, told in nx.constraint(graph).items():
        assert constraint(known, one) == pytest.approx(told)
        assert effective_size(known, one) == pytest.approx(sizes[one])
        near = nx.betweenness_centrality(nx.ego_graph(graph, one))[one]
        assert (ego_betweenness(known, one) or 0.0) == pytest.approx(near)


def test_strangers_and_self_loops_have_no_position() -> None:
    alone = neighbors([("A", "A")])
    assert alone == {}
    assert [of(alone, "A") for of in (constraint, effective_size, ego_betweenness)] == [None, None, None]
    pair = neighbors([("A", "B")])
    assert (embeddedness(pair, "A", "B"), ego_betweenness(pair, "A"), constraint(pair, "A")) == (None, None, 1.0)
    assert (density(1, 0), density(4, 3)) == (None, 0.5)
    assert clusters({}) == []


def test_what_is_said_is_shared_out_unevenly() -> None:
    assert gini(SPOKEN) == pytest.approx(0.967576, abs=1e-6)
    assert top_share(SPOKEN, 0.01) == pytest.approx(0.606061, abs=1e-6)
    assert top_share(SPOKEN, 0.09, 0.01) == pytest.approx(0.393939, abs=1e-6)
    assert top_share([3, 3, 3], 0.01) is None
    assert (gini([3, 3, 3]), gini([]), gini([0, 0]), top_share([0], 0.5)) == (0.0, None, None, None)


def test_two_villages_are_found_with_the_bridge_between_them() -> None:
    ties = [(1, 2), (2, 3), (1, 3), (4, 5), (5, 6), (4, 6), (3, 4)]
    known = neighbors(ties)
    weights = {one: dict.fromkeys(others, 1.0) for one, others in known.items()}
    found = clusters(weights)
    assert found == [[1, 2, 3], [4, 5, 6]]
    parts = {one: number for number, part in enumerate(found) for one in part}
    assert bridges(known, parts) == [(3, 4)]
    graph: nx.Graph[int] = nx.Graph(ties)
    assert modularity(weights, found) == pytest.approx(nx.community.modularity(graph, found))


@pytest.mark.parametrize("seed", [4, 5])
def test_the_parts_are_about_as_good_as_those_of_networkx(seed: int) -> None:
    known, graph = a_network(60, 110, seed)
    weights = {one: dict.fromkeys(sorted(others), 1.0) for one, others in known.items()}
    found = clusters(weights)
    theirs = nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=1))
    assert modularity(weights, found) > theirs - 0.05
    assert sorted(one for part in found for one in part) == sorted(known)
    assert found == clusters(dict(reversed(weights.items())))


def test_growth_tells_the_new_from_those_who_came_back() -> None:
    told = Growth(start=40, new=6, returned=2, lost=4)
    assert (told.end, told.rate, told.retention, told.quick_ratio) == (44, 0.10, 0.90, 2.0)
    assert growth(set(range(40)), set(range(4, 48)), {40, 41}) == Growth(40, 6, 2, 4)
    nobody = growth(set(), set(), set())
    assert (nobody.end, nobody.rate, nobody.retention, nobody.quick_ratio) == (0, None, None, None)


def test_referrals_are_counted_by_who_spoke_not_by_who_joined() -> None:
    told = Cycle(members=50, invitations=40, joined=12, activated=10)
    assert (told.invited_each, told.converted, told.k, told.amplification) == (0.8, 0.25, 0.2, 1.25)
    assert Cycle(0, 0, 0, 0).k is None
    assert Cycle(2, 1, 2, 2).amplification is None
    assert ratios([50, 10, 3]) == [0.2, 0.3]
    tree = {"Anna": ["Bea", "Carlo", "Dora"], "Bea": ["Elio", "Fede"], "Elio": ["Anna"]}
    assert (ref("Anna", tree), generations(["Anna"], tree)) == (4.0, [1, 3, 2])


def test_the_cycle_is_the_median_time_to_the_first_friend() -> None:
    start = datetime(2026, 3, 2, tzinfo=UTC)
    joined = {"Anna": start, "Bea": start, "Carlo": start}
    first = {"Anna": start + timedelta(days=4), "Bea": start + timedelta(days=10), "Gone": start}
    assert (cycle_time(joined, first), cycle_time(joined, {})) == (7.0, None)


def test_somebody_is_embedded_as_their_ties_are_on_average() -> None:
    assert mean_embeddedness(ORACLE, "E") == pytest.approx(1 / 3)
    assert mean_embeddedness(neighbors([("A", "B")]), "A") is None
    assert mean_embeddedness({}, "A") is None
