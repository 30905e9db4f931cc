"""3.5: depth, breadth and quality of a conversation, on the worked threads and on any tree."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.measures.rules import (
    Message,
    QualityParams,
    conversation_h,
    evenness,
    mutuality,
    reply_tree,
    shape,
    structural_virality,
)

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
US = "us"


def said(one: str, parent: str | None, author: str, minute: int = 0, *, flagged: bool = False) -> Message[str]:
    return Message(one, parent, author, author == US, START + timedelta(minutes=minute), flagged)


THREAD = [
    said("R", None, US, 0),
    said("a1", "R", "Anna", 1),
    said("b1", "R", "Bea", 2),
    said("c1", "R", "Carlo", 3),
    said("a11", "a1", US, 4),
    said("a111", "a11", "Anna", 5),
    said("b11", "b1", "Anna", 6),
]
STAR = [said("R", None, US)] + [said(f"s{number}", "R", f"stranger {number}", 1) for number in range(6)]
CHAIN = [said("m0", None, US)] + [
    said(f"m{number}", f"m{number - 1}", "Anna" if number % 2 else US, number) for number in range(1, 7)
]


def near(expected: float):
    return pytest.approx(expected, abs=1e-6)


@st.composite
def trees(draw, max_size: int = 24):
    size = draw(st.integers(1, max_size))
    people = ["us", "Anna", "Bea", "Carlo"]
    messages = []
    for number in range(size):
        parent = draw(st.integers(0, number - 1)) if number else None
        author = draw(st.sampled_from(people))
        at = START + timedelta(minutes=draw(st.integers(0, 3)))
        messages.append(Message(number, parent, author, author == US, at, draw(st.booleans())))
    return messages


def graph_of(parents):
    graph = nx.Graph()
    graph.add_nodes_from(range(len(parents)))
    graph.add_edges_from((place, parent) for place, parent in enumerate(parents) if parent >= 0)
    return graph


def test_the_worked_thread():
    found = shape(THREAD)
    assert (found.n, found.levels, found.depth, found.width) == (7, (1, 3, 2, 1), 3, 3)
    assert found.mean_depth == near(1.666667)
    assert found.virality == near(2.380952)
    assert (found.h, found.people, found.mutual) == (2, 3, 0.25)
    assert found.evenness == near(0.896241)
    assert found.self_standing == near(1 / 6)
    assert found.quality == near(50.424813)
    assert (found.flagged, found.detached) == (0, 0)


def test_the_worked_thread_has_a_wiener_index_of_50():
    graph = graph_of(reply_tree(THREAD).parents)
    assert nx.wiener_index(graph) == 50


def test_the_worked_star():
    found = shape(STAR)
    assert (found.virality, found.h, found.quality) == (near(1.714286), 1, near(43.333333))


def test_the_worked_chain():
    found = shape(CHAIN)
    assert (found.virality, found.h, found.mutual, found.quality) == (near(2.666667), 1, 1.0, near(65.0))


def test_a_post_nobody_answered_has_no_conversation_to_judge():
    found = shape([said("R", None, US)])
    assert (found.n, found.depth, found.width, found.h, found.people) == (1, 0, 1, 0, 0)
    unknown = (
        found.mean_depth,
        found.virality,
        found.evenness,
        found.mutual,
        found.self_standing,
        found.quality,
    )
    assert unknown == (None,) * 6


def test_a_thread_of_our_own_is_no_conversation():
    found = shape([said("R", None, US), said("m1", "R", US), said("m2", "m1", US)])
    assert (found.people, found.mutual, found.self_standing, found.quality) == (0, None, 0.0, None)


def test_answering_oneself_is_not_standing_by_oneself():
    assert shape([said("R", None, US), said("a", "R", "Anna"), said("b", "a", "Anna")]).self_standing == 0.0


def test_what_is_flagged_lowers_quality_in_proportion():
    flagged = [*THREAD[:-1], replace(THREAD[-1], flagged=True)]
    assert shape(flagged).quality == near(50.424813 * 6 / 7)


def test_an_answered_question_is_a_quarter_of_its_quality():
    assert shape(THREAD, resolved=True).quality == near(0.75 * 50.424813 + 25)
    assert shape(THREAD, resolved=False).quality == near(0.75 * 50.424813)


def test_replies_to_what_is_missing_are_left_out_and_counted():
    found = shape([*THREAD, said("lost", "gone", "Dario", 7), said("lost too", "lost", "Elena", 8)])
    assert (found.n, found.people, found.detached) == (7, 3, 2)
    assert found.quality == near(50.424813)


def test_without_its_root_a_thread_begins_at_its_earliest_message():
    found = shape(CHAIN[1:])
    assert (found.n, found.depth, found.detached) == (6, 5, 0)


def test_the_same_message_heard_twice_is_the_earlier_one():
    again = said("a1", "R", "Anna again", 30)
    assert shape([*THREAD, again]) == shape([again, *THREAD]) == shape(THREAD)


def test_nothing_said_has_no_shape():
    with pytest.raises(ValueError, match="root"):
        shape([])


def test_ten_thousand_replies_in_a_row_are_no_trouble():
    chain = [Message(n, n - 1 if n else None, n % 2, n % 2 == 0, START) for n in range(10_001)]
    found = shape(chain)
    assert (found.depth, found.h, found.virality) == (10_000, 1, near(10_002 / 3))


def test_weights_that_do_not_sum_to_one_are_refused():
    with pytest.raises(ValueError, match="sum to 1"):
        QualityParams(h_weight=0.5)


def test_h_asks_each_level_for_as_many_messages_as_it_is_deep():
    assert [conversation_h(levels) for levels in ([1], [1, 5], [1, 5, 1, 9], [1, 1, 2, 3, 3])] == [0, 1, 1, 3]


def test_the_measures_of_parts_know_when_there_is_nothing_to_divide():
    assert (evenness([]), evenness(["Anna"]), evenness(["Anna", "Bea"])) == (None, 0.0, 1.0)
    assert mutuality([]) is None
    assert structural_virality([-1]) is None


@given(trees())
def test_networkx_finds_the_same_virality(messages):
    parents = reply_tree(messages).parents
    n = len(parents)
    expected = 2 * nx.wiener_index(graph_of(parents)) / (n * (n - 1)) if n > 1 else None
    assert structural_virality(parents) == (None if expected is None else pytest.approx(expected))


@given(st.data())
def test_the_order_of_arrival_does_not_matter(data):
    messages = data.draw(trees())
    assert shape(data.draw(st.permutations(messages))) == shape(messages)


@given(trees(), st.none() | st.booleans())
def test_every_figure_keeps_its_range(messages, resolved):
    found = shape(messages, resolved=resolved)
    assert sum(found.levels) == found.n == len(messages)
    assert found.width == max(found.levels)
    assert 0 <= found.h <= found.depth < found.n
    assert found.n == 1 or 1 <= (found.virality or 0) <= found.n
    for share in (found.evenness, found.mutual, found.self_standing):
        assert share is None or 0 <= share <= 1
    assert found.quality is None or 0 <= found.quality <= 100


@given(trees())
def test_one_more_flag_never_raises_quality(messages):
    before = shape(messages).quality
    after = shape([replace(messages[0], flagged=True), *messages[1:]]).quality
    if before is not None and after is not None:
        assert after <= before
