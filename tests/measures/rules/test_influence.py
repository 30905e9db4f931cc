"""3.6: the influence of a post and of a person, lift and engagement rate."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.measures.rules import (
    InfluenceParams,
    Message,
    engagement_rate,
    influence_of_people,
    influence_of_person,
    influence_of_post,
    lift,
    mean_engagement_rate,
    pooled_engagement_rate,
)

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
US = "us"


def said(one: str, parent: str | None, author: str, hour: float = 1) -> Message[str]:
    return Message(one, parent, author, author == US, START + timedelta(hours=hour))


THREAD = [
    said("R", None, US, 0),
    said("a1", "R", "Anna"),
    said("b1", "R", "Bea"),
    said("c1", "R", "Carlo"),
    said("a11", "a1", US),
    said("a111", "a11", "Anna"),
    said("b11", "b1", "Anna"),
]


@st.composite
def threads(draw):
    size = draw(st.integers(1, 20))
    messages = []
    for number in range(size):
        parent = draw(st.integers(0, number - 1)) if number else None
        author = draw(st.sampled_from([US, "Anna", "Bea", "Carlo", "Dario"]))
        at = START + timedelta(days=number * draw(st.sampled_from([0.1, 2])))
        messages.append(Message(number, parent, author, author == US, at, draw(st.booleans())))
    return messages


def test_the_worked_post_moved_three_people():
    found = influence_of_post(THREAD, "R")
    assert found.value == 3.0
    assert [(one.person, one.message_id, one.distance, one.credit) for one in found.because] == [
        ("Anna", "a1", 1, 1.0),
        ("Bea", "b1", 1, 1.0),
        ("Carlo", "c1", 1, 1.0),
    ]


def test_the_worked_people():
    found = influence_of_people(THREAD)
    assert {person: one.value for person, one in found.items()} == {
        US: 3.0,
        "Bea": 1.0,
        "Anna": 0.0,
        "Carlo": 0.0,
    }
    assert [(one.person, one.message_id) for one in found["Bea"].because] == [("Anna", "b11")]


def test_a_step_further_counts_half():
    thread = [said("R", None, US, 0), said("x", "R", "Anna"), said("y", "x", "Bea"), said("z", "y", "Carlo")]
    assert influence_of_post(thread, "R").value == 1.75
    assert influence_of_post(thread, "R", InfluenceParams(decay=1.0)).value == 3.0


def test_a_reply_after_fourteen_days_is_not_of_the_post():
    thread = [said("R", None, US, 0), said("x", "R", "Anna", 14 * 24), said("y", "R", "Bea", 14 * 24 + 1)]
    assert [one.person for one in influence_of_post(thread, "R").because] == ["Anna"]


def test_the_author_and_who_is_flagged_are_not_moved():
    thread = [
        said("R", None, "Anna", 0),
        said("x", "R", "Anna"),
        replace(said("y", "R", "Bea"), flagged=True),
    ]
    assert influence_of_post(thread, "R").value == 0.0


def test_a_post_in_the_middle_moves_only_those_below_it():
    assert influence_of_post(THREAD, "b1").value == 1.0
    with pytest.raises(KeyError):
        influence_of_post(THREAD, "gone")


def test_who_wrote_nothing_moved_nobody():
    assert influence_of_person(THREAD, "Dario").value == 0.0


def test_a_long_chain_is_no_trouble():
    chain = [Message(n, n - 1 if n else None, n, n == 0, START) for n in range(10_001)]
    found = influence_of_post(chain, 0)
    assert (found.n, found.value) == (10_000, pytest.approx(2.0))


@given(threads())
def test_the_influence_of_a_post_is_what_the_distances_say(messages):
    graph = nx.DiGraph()
    graph.add_nodes_from(one.id for one in messages)
    graph.add_edges_from((one.parent_id, one.id) for one in messages if one.parent_id is not None)
    post = messages[0]
    distances = nx.single_source_shortest_path_length(graph, post.id)
    credit_of: dict[object, float] = {}
    for one in messages:
        near = one.at - post.at <= timedelta(days=14)
        if near and one.author not in (US, post.author) and not one.flagged:
            credit_of[one.author] = max(credit_of.get(one.author, 0.0), 0.5 ** (distances[one.id] - 1))
    assert influence_of_post(messages, post.id).value == pytest.approx(sum(credit_of.values()))


@given(st.data())
def test_the_order_of_arrival_does_not_matter(data):
    messages = data.draw(threads())
    shuffled = data.draw(st.permutations(messages))
    assert influence_of_people(shuffled) == influence_of_people(messages)


@given(threads())
def test_a_flag_never_raises_influence(messages):
    last = replace(messages[-1], flagged=True)
    before, after = influence_of_people(messages), influence_of_people([*messages[:-1], last])
    assert all(after[person].value <= before[person].value for person in before)


def test_lift_of_the_worked_example():
    assert lift(18, [8] * 20) == pytest.approx(2.111111, abs=1e-6)
    assert lift(18, [6, 8, 11]) == pytest.approx(2.111111, abs=1e-6)


def test_lift_looks_at_the_last_twenty_only():
    assert lift(18, [1000] * 30 + [8] * 20) == pytest.approx(19 / 9)


def test_the_first_post_of_a_channel_has_no_lift():
    assert lift(18, []) is None


def test_the_engagement_rate_of_a_real_page():
    assert engagement_rate(460_172, 6_951_680) == pytest.approx(0.06619580, abs=5e-9)


def test_without_reach_there_is_no_rate():
    assert engagement_rate(3, 0) is None
    assert engagement_rate(3, None) is None
    assert pooled_engagement_rate([(3, None)]) is None
    assert mean_engagement_rate([]) is None


def test_pooled_and_mean_rate_differ_and_are_named():
    posts = [(10, 1000), (50, 100), (7, None)]
    assert pooled_engagement_rate(posts) == pytest.approx(60 / 1100)
    assert mean_engagement_rate(posts) == pytest.approx((0.01 + 0.5) / 2)
